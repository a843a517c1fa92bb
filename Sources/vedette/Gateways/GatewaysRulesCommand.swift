// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Pushes
internal import Station

/// `vedette gateways rules`: what sensors are to run, and what they run.
struct GatewaysRulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Tells which rules gateways' sensors are to run, and which they run.",
        discussion: "docs/pushes.md tells what each state means and what to do.")

    @OptionGroup var station: StationOptions

    @Argument(help: "Only this gateway.")
    var gateway: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let desk = PushDesk(try station.loadConfiguration(), person: "")
        let all = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.gateways(at: .now) }
        let meant = all.filter { gateway == nil || $0.gateway == gateway }
        if let gateway, meant.isEmpty { throw UserMessage(PushDeskFailure.refused(.notEnrolled(gateway))) }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(meant.map(\.json)).bytes)
        } else {
            for line in meant.flatMap(\.lines) { try output.write(hostile: line) }
        }
        try output.flush()
    }
}

/// `vedette gateways pushes`: the log.
struct GatewaysPushesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pushes", abstract: "Tells who pushed what to which gateways, the newest first.")

    @OptionGroup var station: StationOptions

    @Option(help: ArgumentHelp("How many.", valueName: "n"))
    var limit = 20

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard limit > 0 else { throw UserMessage(.wrongUse, "--limit: \(limit) is no count.", help: "Give 1 or more.") }
        let desk = PushDesk(try station.loadConfiguration(), person: "")
        let records = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.history(limit: limit) }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(records.map(\.json)).bytes)
        } else {
            for record in records { try output.write(hostile: record.line) }
        }
        try output.flush()
    }
}

/// `vedette gateways undo`.
struct GatewaysUndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Takes back one's newest push, muting, or end of a muting.",
        discussion: """
            Gateways get again what they were to run before, with a number of its own, as far as nobody has pushed to them since. \
            Mutings that have begun or ended meanwhile stay as they are.
            """)

    @OptionGroup var person: RegistryPerson
    @OptionGroup var waiting: PushWaiting

    func run() throws {
        let desk = PushDesk(try person.station.loadConfiguration(), person: person.name)
        let record = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.undo(at: .now) }
        try waiting.tell(record, of: desk)
    }
}
