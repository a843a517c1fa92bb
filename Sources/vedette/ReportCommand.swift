// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Query
internal import Reports
internal import Station
internal import Store

/// `vedette report`: what a period brought.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Tells what a period brought: health, tops, changes, triage, rules, losses.",
        discussion: """
            Without --since and --until it covers everything stored; with --since alone it reaches to now. The same store and \
            period give the same bytes. docs/report.md tells what is in it.
            """)

    @OptionGroup var station: StationOptions
    @OptionGroup var span: SpanOptions

    @Option(help: ArgumentHelp("text, markdown, html or json.", valueName: "format"))
    var format = "text"

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Write to this file, which is made anew, instead of standard output.", valueName: "file"))
    var output: String?

    func run() throws {
        guard let form = ReportFormat(rawValue: format) else {
            throw UserMessage(
                .wrongUse, "--format: '\(format)' is none.",
                help: "Known: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        // To the minute, so that the roll-ups can answer.
        let now = Instant.now.raisedToMinute
        let asked = try span.parseRange(now: now)
        let configuration = try station.loadConfiguration()
        let stored = try StoreAccess.answer { store throws(QueryFailure) in
            try store.extent()
        } from: {
            try station.openReader()
        }
        guard let period = ReportPeriod.choose(asked, stored: stored, now: now) else {
            throw UserMessage(
                .environment, "\(configuration.dataDirectory) holds no events.",
                help: "Give another with --data; 'vedette import' and 'vedette serve' store some.")
        }
        guard period.start < period.end else {
            throw UserMessage(.wrongUse, "--until is not after --since.", help: "Give a later one.")
        }
        let bytes = try report(of: period, configuration, now: now).bytes(as: form)
        try write(bytes)
    }

    private func report(of period: TimeRange, _ configuration: StationConfiguration, now: Instant) throws -> Report {
        let desk = ReportDesk(
            configuration,
            store: StoreReader(
                directory: configuration.dataDirectory, geography: StationGeography(configuration),
                trust: StationTrust(configuration)),
            assets: AssetFile(configuration))
        defer { if StandardError.isTerminal { StandardError.progress("") } }
        do throws(ReportFailure) {
            return try desk.report(of: period, now: now) { StandardError.progress("counting \($0)") }
        } catch {
            throw error.userMessage
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        guard let output else {
            var standard = StandardOutput()
            try standard.write(bytes: bytes)
            return try standard.flush()
        }
        var file = try OutputFile.open(output)
        try file.write(bytes)
        try file.finish()
    }
}
