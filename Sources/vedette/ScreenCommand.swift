// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Canvas
internal import Console
internal import EVE
internal import Query
internal import Station
internal import Store

/// `vedette screen`: prints one screen as the console would draw it.
struct ScreenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen", abstract: "Prints one screen as plain text, as the console would draw it.",
        discussion: "Without --since it shows the newest stored day.")

    @Argument(help: "alerts, events, inbox, matrix, page, rules, gateways, devices or jobs.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "What the page is of: an address, a name, a gateway, a signature's number.", valueName: "value"))
    var of: String?

    @OptionGroup var station: StationOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var look: LookOptions

    @Option(help: ArgumentHelp("Columns and rows, as 160x48.", valueName: "size"))
    var size: String = "120x40"

    func run() throws {
        let (pane, depth) = try parseName()
        let configuration = try station.loadConfiguration()
        let store = StoreReader(
            directory: configuration.dataDirectory, geography: StationGeography(configuration),
            trust: StationTrust(configuration))
        let text: String
        do {
            let extent = try store.extent()
            let now = extent?.end ?? .now
            // The screen's clock stands at the newest event; what is typed is meant by the reader's.
            let present = Instant.now
            let filter = try selection.parseFilter(now: present)
            let range = try selection.parseRange(now: present)
            let end = min(range.end, now)
            let start =
                selection.span.since == nil ? end.advanced(byMicroseconds: -Instant.microsecondsPerDay) : range.start
            var place = Place(
                pane: pane, depth: depth, period: .fixed(TimeRange(start: start, end: end)),
                chips: filter == .everything ? [] : BarChip.split(filter))
            place.entity = try entity(of: store)
            var settings = Settings()
            settings.glyphs = look.glyphs
            var state = ConsoleState(
                site: configuration.site, settings: settings, place: place, size: try parseSize(), now: now)
            let assets = AssetFile(configuration)
            if !assets.trouble.isEmpty { StandardError.print("vedette: \(assets.trouble)") }
            state.assets = assets.book
            state.fleet.silentAfter = Int64(configuration.silentAfterSeconds) * 1_000_000
            let devices = StationDevices(configuration, person: "", store: store)
            let answers = StoreAnswers(
                store: store, desk: RuleDesk(configuration, author: "", store: store),
                triage: TriageDesk(configuration, store: store, assets: assets, person: "", origin: ""),
                reports: ReportSource(configuration: configuration, store: store, assets: assets),
                registry: GatewayRegistry(directory: configuration.dataDirectory),
                pushes: PushDesk(configuration, person: ""), devices: devices,
                jobs: StationJobs(configuration, person: "", live: nil))
            state.ingest.devices = try DeviceWatch.tally(devices)
            try Self.fill(&state, from: answers, now: now)
            text = Console.draw(state, size: state.size).plainText()
        } catch let failure as QueryFailure {
            throw UserMessage(failure)
        }
        for notice in store.notices { StandardError.print("vedette: \(notice)") }
        var output = StandardOutput()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            try output.write(line: Array(line.utf8))
        }
        try output.flush()
    }

    /// Asks everything that the screen asks until it asks no more.
    private static func fill(
        _ state: inout ConsoleState, from answers: StoreAnswers, now: Instant
    ) throws(QueryFailure) {
        var effects = state.update(.input(.resized(state.size))) + state.update(.tick(now))
        // A screen asks a handful of questions, each once.
        for _ in 0..<32 where !effects.isEmpty {
            var next: [Effect] = []
            for case .ask(let id, let question) in effects {
                let answer = try answers.answer(question, until: Cancellation())
                next += state.update(.answered(id, answer))
            }
            effects = next
        }
    }

    /// The panes by their names; the matrix is a view of the alerts.
    private func parseName() throws(UserMessage) -> (Pane, Place.Depth) {
        if name == "matrix" { return (.alerts, .matrix) }
        if name == "page" { return (.events, .entity) }
        guard let pane = Pane.allCases.first(where: { $0.title.lowercased() == name }) else {
            throw UserMessage(
                .wrongUse, "there is no screen '\(name)'.",
                help: "Known: alerts, events, inbox, matrix, page, rules, gateways, devices, jobs.")
        }
        return (pane, .overview)
    }

    /// What the page is of; `nil` for other screens.
    private func entity(of store: StoreReader) throws -> Entity? {
        guard name == "page" else {
            guard of == nil else {
                throw UserMessage(.wrongUse, "--of: only 'page' is of something.", help: "Leave --of out.")
            }
            return nil
        }
        guard selection.filter == nil else {
            throw UserMessage(
                .wrongUse, "--filter: a page is about all events of its value.", help: "Leave --filter out.")
        }
        let names = try store.gateways().map(\.gateway)
        guard let value = of, let entity = Entity(typed: value, gateways: names) else {
            throw UserMessage(
                .wrongUse, of.map { "--of: '\($0)' has no page." } ?? "It is not said what the page is of.",
                help: "Give an address, a name, a MAC address, a signature's number or a gateway with --of.")
        }
        return entity
    }

    private func parseSize() throws(UserMessage) -> Size {
        let parts = size.split(separator: "x").compactMap { Int($0) }
        guard parts.count == 2, (20...400).contains(parts[0]), (5...200).contains(parts[1]) else {
            throw UserMessage(.wrongUse, "--size: '\(size)' is no size.", help: "Give columns x rows, as 160x48.")
        }
        return Size(columns: parts[0], rows: parts[1])
    }
}
