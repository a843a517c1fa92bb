// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Pushes
internal import Station
internal import SuricataRules

/// Which signature is meant, at which gateway.
struct MuteSubject: ParsableArguments {
    @Flag(help: "At all gateways that are enrolled.")
    var all = false

    @Argument(
        help: ArgumentHelp(
            "The gateway, unless --all is given, and the signature's number; gid:sid for one of another generator.",
            valueName: "gateway sid"))
    var subject: [String]

    /// `nil` for all gateways.
    func parse() throws(UserMessage) -> (gateway: String?, gid: UInt32, sid: UInt32) {
        guard subject.count == (all ? 1 : 2), let text = subject.last else {
            throw UserMessage(
                .wrongUse, "It is not said what to mute and where.",
                help: "Give a gateway and a sid, or --all and a sid.")
        }
        let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
        guard 1...2 ~= numbers.count, let sid = numbers.last ?? nil, let gid = numbers.count == 1 ? 1 : numbers[0]
        else {
            throw UserMessage(.wrongUse, "'\(text)' is no signature's number.", help: "Give a sid, or gid:sid.")
        }
        return (all ? nil : subject[0], gid, sid)
    }
}

/// `vedette gateways mute`.
struct GatewaysMuteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mute", abstract: "Lets gateways' sensors tell nothing of a signature until a time.",
        discussion: """
            What is muted at a gateway is neither sent nor stored; 'vedette triage mute' hides it from the inbox only. When the time \
            is over the station pushes by itself.
            """)

    @OptionGroup var person: RegistryPerson
    @OptionGroup var subject: MuteSubject

    @Option(
        name: [.customLong("by-src")], help: ArgumentHelp("Only from this address or network.", valueName: "address"))
    var source: String?

    @Option(name: [.customLong("by-dst")], help: ArgumentHelp("Only to this address or network.", valueName: "address"))
    var destination: String?

    @Option(name: .customLong("for"), help: ArgumentHelp("How long: 30m, 8h, 7d; 90 days at most.", valueName: "time"))
    var length: String

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
    var reason: String

    @OptionGroup var waiting: PushWaiting

    func run() throws {
        let now = Instant.now
        let (gateway, gid, sid) = try subject.parse()
        let scope = try scope()
        let end = now.advanced(byMicroseconds: try TimeLength.microseconds(length, option: "--for"))
        let desk = PushDesk(try person.station.loadConfiguration(), person: person.name)
        let record = try UserMessage.ofPushes { () throws(PushDeskFailure) in
            try desk.mute(gid: gid, sid: sid, scope, at: gateway, until: end, reason: reason, at: now)
        }
        try waiting.tell(record, of: desk)
    }

    private func scope() throws(UserMessage) -> GatewayMute.Scope? {
        guard source == nil || destination == nil else {
            throw UserMessage(.wrongUse, "Both --by-src and --by-dst are given.", help: "Suricata takes one of them.")
        }
        guard let text = source ?? destination else { return nil }
        guard let network = IPNetwork(text) else {
            throw UserMessage(.wrongUse, "'\(text)' is no address or network.", help: "Give 10.1.2.3 or 10.1.0.0/16.")
        }
        return GatewayMute.Scope(track: source == nil ? .destination : .source, network: network)
    }
}

/// `vedette gateways unmute`.
struct GatewaysUnmuteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmute", abstract: "Ends a muting at gateways before its time.")

    @OptionGroup var person: RegistryPerson

    @Argument(help: "The muting's number, as 'vedette gateways mutes' tells it.")
    var number: Int?

    @Option(
        help: ArgumentHelp(
            "Instead of the number: what is muted, where one muting of it holds.", valueName: "[gid:]sid"))
    var sid: String?

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "comment"))
    var comment = ""

    @OptionGroup var waiting: PushWaiting

    /// The number of the one muting that is meant.
    private func number(_ desk: PushDesk) throws -> Int {
        guard (number == nil) != (sid == nil) else {
            throw UserMessage(.wrongUse, "It is not said which muting.", help: "Give its number, or --sid.")
        }
        if let number { return number }
        let text = sid ?? ""
        guard let name = SignatureName(text: text.contains(":") ? text : "1:\(text)") else {
            throw UserMessage(.wrongUse, "'\(text)' is no sid or gid:sid.", help: "For example 2027865.")
        }
        let holding = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.mutes() }
            .filter { $0.gid == name.gid && $0.sid == name.sid }
        guard let only = holding.first else { throw UserMessage(PushDeskFailure.refused(.unknownMute("of \(text)"))) }
        guard holding.count == 1 else {
            let numbers = holding.map { "\($0.number)" }.joined(separator: ", ")
            throw UserMessage(.notSo, "Several mutings of \(text) hold: \(numbers).", help: "Give the number of one.")
        }
        return only.number
    }

    func run() throws {
        let desk = PushDesk(try person.station.loadConfiguration(), person: person.name)
        let number = try number(desk)
        let record = try UserMessage.ofPushes { () throws(PushDeskFailure) in
            try desk.unmute(number, comment: comment, at: .now)
        }
        try waiting.tell(record, of: desk)
    }
}

/// `vedette gateways mutes`.
struct GatewaysMutesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutes", abstract: "Tells what is muted at gateways, until when, by whom and why.")

    @OptionGroup var station: StationOptions

    @Flag(help: "Those that are over, too.")
    var all = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let desk = PushDesk(try station.loadConfiguration(), person: "")
        let mutes = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.mutes(all: all) }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(mutes.map(\.json)).bytes)
        } else {
            for mute in mutes { try output.write(hostile: mute.text) }
        }
        try output.flush()
    }
}
