// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Station
internal import Store

/// `vedette doctor`: what is installed, reachable and writable, and what each absence costs; and the repair of a store.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks what is installed, reachable, writable, too old; repairs a damaged store.",
        discussion: """
            With --repair it makes anew from the raw events what is damaged, and says what is lost. It needs the store for \
            itself: end the station first. Damaged files are kept under another name, never removed.
            """)

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Repair the store instead.")
    var repair = false

    @Flag(
        help: "With --repair: recount every day, as 'vedette verify' does, to find damage that does not show by itself."
    )
    var thorough = false

    @Flag(help: "With --repair: only say what would be done.")
    var dryRun = false

    func validate() throws {
        guard repair || !(thorough || dryRun) else {
            throw ValidationError("--thorough and --dry-run go with --repair.")
        }
    }

    func run() throws {
        let findings =
            repair
            ? try repaired()
            : Doctor.examine(
                configurationPath: station.config, dataDirectory: station.data, own: ProgramPath.current)
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(findings.map(\.json)).bytes)
        } else {
            for finding in findings { try output.write(hostile: finding.line) }
        }
        try output.flush()
        guard findings.contains(where: { $0.state == .bad }) else { return }
        throw UserMessage(
            .notSo,
            repair
                ? "something is lost, or is not as it should be."
                : "something that Vedette needs is not as it should be.",
            help: "See the lines above.")
    }

    private func repaired() throws -> [Doctor.Finding] {
        let directory = try station.loadConfiguration().dataDirectory
        let store = StoreRepair(directory: directory, now: SystemClock.now, isDryRun: dryRun, isThorough: thorough)
        do {
            let actions = try store.run { path, events in
                StandardError.progress(events > 0 ? "\(path)  \(events) events" : path)
            }
            if StandardError.isTerminal { StandardError.progress("") }
            return actions.isEmpty ? [Doctor.nothingToRepair] : actions.map(Doctor.finding)
        } catch {
            throw UserMessage(error)
        }
    }
}
