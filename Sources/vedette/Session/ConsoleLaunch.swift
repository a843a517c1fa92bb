// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Console
internal import EVE
internal import Foundation
internal import Station
internal import Store
internal import Terminal

/// Opens the console on a station: takes the terminal, starts what feeds the console, and puts everything away again.
struct ConsoleLaunch {
    var configuration: StationConfiguration
    var theme: String?
    var glyphs: GlyphSet?

    /// Runs the console; returns the exit status. `starting` begins whatever feeds the station, once the terminal is taken.
    func run(starting: () throws(UserMessage) -> Follower?, ending: () -> Void) throws -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let themes = ThemeLibrary(environment: environment, executable: ProgramPath.current)
        let settingsFile = SettingsFile(environment: environment)
        var settings = settingsFile.load()
        if let glyphs = glyphs ?? configuration.glyphs.flatMap(GlyphSet.init(rawValue:)) { settings.glyphs = glyphs }
        let themeName = theme ?? settings.theme ?? configuration.theme
        let chosen = try themes.theme(named: themeName)
        let keys = try keys()
        let terminal: CursesTerminal
        do {
            terminal = try CursesTerminal(environment: environment)
        } catch {
            throw UserMessage(
                .environment, "the console needs a terminal: \(error.message).",
                help: "'vedette screen alerts' prints a screen without one.")
        }
        let inbox = Inbox(waker: terminal.waker)
        let store = StoreReader(
            directory: configuration.dataDirectory, geography: StationGeography(configuration))
        let desk = RuleDesk(configuration, author: NSUserName(), store: store)
        let assets = AssetFile(configuration)
        let triage = TriageDesk(
            configuration, store: store, assets: assets, person: NSUserName(), origin: TriageOrigin.here)
        let registry = GatewayRegistry(directory: configuration.dataDirectory)
        let runner = AnswerRunner(
            store: store, desk: desk, triage: triage,
            reports: ReportSource(configuration: configuration, store: store, assets: assets), registry: registry,
            inbox: inbox)
        var state = ConsoleState(
            site: configuration.site, keys: keys, localZone: Self.localZone(), themes: themes.names, settings: settings,
            size: terminal.size, now: SystemClock.now, commands: configuration.commands)
        let follower = try starting()
        state.person = NSUserName()
        state.assets = assets.book
        state.fleet.silentAfter = Int64(configuration.silentAfterSeconds) * 1_000_000
        state.ruleSeed = UInt64.random(in: 1 ... .max)
        let feed = StationFeed(
            store: store, triage: TriageStore(directory: configuration.dataDirectory), desk: desk, assets: assets,
            registry: registry, inbox: inbox, configuration: configuration, follower: follower)
        feed.start()
        var session = ConsoleSession(
            terminal: terminal, state: state, theme: chosen, inbox: inbox, runner: runner,
            rules: RuleRunner(desk: desk, inbox: inbox), triage: TriageRunner(desk: triage, inbox: inbox),
            commands: CommandRunner(inbox: inbox), themes: themes, settings: settingsFile)
        let status = session.run()
        feed.end()
        ending()
        follower?.end()
        return status
    }

    /// The keys as they come, with those of the configuration.
    private func keys() throws(UserMessage) -> KeyTable {
        let (named, problems) = KeyTable.standard.applying(configuration.keys)
        let (keys, reserved) = named.adding(configuration.commands)
        if let problem = (problems + reserved).first { throw UserMessage(.wrongUse, problem.line + ".") }
        return keys
    }

    private static func localZone() -> DisplayZone {
        let now = SystemClock.now
        let zone = TimeZone.current
        let name = zone.abbreviation(for: Date(timeIntervalSince1970: Double(now.microseconds) / 1e6)) ?? "local"
        return DisplayZone(name: name, offset: SystemClock.localOffsetSeconds(at: now))
    }
}
