// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import Canvas
internal import Console
internal import ConsoleProtocol
internal import EVE
internal import Foundation
internal import Jobs
internal import Station
internal import Terminal

/// Opens the console on a station: takes the terminal, starts what feeds the console, and puts everything away again.
struct ConsoleLaunch {
    var configuration: StationConfiguration
    var theme: String?
    var glyphs: GlyphSet?

    /// Whether files of the user's choice, programs and the shell are out of reach.
    var isRestricted = false

    /// Runs the console on a station in this process; returns the exit status. `starting` begins whatever feeds the station, once the terminal
    /// is taken.
    func run(starting: () throws(UserMessage) -> Follower?, ending: () -> Void) throws -> Int32 {
        var follower: Follower?
        defer { follower?.end() }
        let jobs = JobQueue(configuration)
        defer { jobs.end() }
        return try run { state, inbox in
            follower = try starting()
            jobs.start()
            let station = LocalStation(
                configuration, person: NSUserName(), origin: TriageOrigin.here, follower: follower,
                live: jobs.live, inbox: inbox)
            state.person = NSUserName()
            state.assets = station.assets
            station.start()
            return station
        } ending: {
            ending()
        }
    }

    /// Runs the console on a station in another process; returns the exit status.
    func run(on call: StationCall) throws -> Int32 {
        try run { state, inbox in
            let welcome = call.welcome
            state.person = welcome.person
            state.station = StationState(person: welcome.person, role: welcome.role.rawValue)
            if !welcome.station.isEmpty { state.site = welcome.station }
            // As bounded as a configuration's.
            state.fleet.silentAfter = Int64(min(max(1, welcome.silentAfter), 1_000_000 * 86_400)) * 1_000_000
            let station = RemoteStation(call, inbox: inbox)
            station.start(call)
            return station
        } ending: {
        }
    }

    private func run(
        opening: (inout ConsoleState, Inbox) throws -> any ConsoleStation, ending: () -> Void
    ) throws -> Int32 {
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
        let inbox = Inbox { [waker = terminal.waker] in waker.wake() }
        var state = ConsoleState(
            site: configuration.site, keys: keys, localZone: Self.localZone(), themes: themes.names, settings: settings,
            size: terminal.size, now: SystemClock.now, commands: configuration.commands)
        state.fleet.silentAfter = Int64(configuration.silentAfterSeconds) * 1_000_000
        state.ruleSeed = UInt64.random(in: 1 ... .max)
        state.isRestricted = isRestricted
        let station = try opening(&state, inbox)
        var session = ConsoleSession(
            terminal: terminal, state: state, theme: chosen, inbox: inbox, station: station,
            commands: CommandRunner(inbox: inbox), themes: themes, settings: settingsFile)
        let status = session.run()
        ending()
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
