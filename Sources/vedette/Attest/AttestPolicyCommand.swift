// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Attestation
internal import Crypto
internal import Devices
internal import EVE
internal import Station
internal import Store

/// `vedette attest policy`: what classes of devices have to be like.
struct AttestPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Shows and sets which values of registers are good, by class of device.",
        subcommands: [AttestPolicyListCommand.self, AttestPolicyShowCommand.self, AttestPolicyLearnCommand.self],
        defaultSubcommand: AttestPolicyListCommand.self)
}

/// `vedette attest policy list`: all editions.
struct AttestPolicyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the editions of all policies: who set them, when, why.")

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let store = DeviceDesk(try station.loadConfiguration(), person: "").store
        let policies = try UserMessage.ofDevices { () throws(AttestationFailure) in try store.policies() }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(policies.map(\.json)).bytes)
        } else {
            for policy in policies { try output.write(hostile: policy.line) }
        }
        try output.flush()
    }
}

/// `vedette attest policy show`: one edition.
struct AttestPolicyShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows the good values of a class, in its newest edition or another.")

    @Argument(help: "The class.")
    var deviceClass: String

    @Option(help: "Which edition.")
    var version: Int?

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let store = DeviceDesk(try station.loadConfiguration(), person: "").store
        let found = try UserMessage.ofDevices { () throws(AttestationFailure) in
            try store.policy(of: deviceClass, version: version)
        }
        guard let policy = found else {
            throw UserMessage(
                .notSo, "there is no such policy of class \(deviceClass).",
                help: "'vedette attest policy list' names them.")
        }
        var output = StandardOutput()
        if json {
            try output.write(line: policy.json.bytes)
        } else {
            try output.write(hostile: policy.line)
            for line in PolicyDifference(from: [:], to: policy.reference).lines { try output.write(hostile: line) }
        }
        try output.flush()
    }
}

/// `vedette attest policy learn`: what the newest quote of a device shows is good.
struct AttestPolicyLearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Takes what the newest quote of a device shows for good, for its whole class.",
        discussion:
            "The difference is shown first. Without --comment nothing is changed. Earlier editions stay, and verdicts by them."
    )

    @Argument(help: "The device's name.")
    var device: String

    @Option(help: ArgumentHelp("Why these values are good, for the record.", valueName: "text"))
    var comment: String?

    @Flag(help: "Values that are good now stay good.")
    var add = false

    @OptionGroup var person: RegistryPerson

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let desk = DeviceDesk(try person.station.loadConfiguration(), person: person.name)
        let lesson = try UserMessage.ofDesk { () throws(DeviceDesk.DeskFailure) in
            try desk.lesson(from: device, adds: add)
        }
        var policy: DevicePolicy?
        if let comment {
            policy = try UserMessage.ofDesk { () throws(DeviceDesk.DeskFailure) in
                try desk.learn(lesson, comment: comment, at: .now)
            }
        }
        var output = StandardOutput()
        if json {
            try output.write(
                line: JSONValue.object([
                    ("class", .string(lesson.deviceClass)), ("evidence", .int(lesson.evidence)),
                    ("before", .int(lesson.before)), ("version", policy.map { .int($0.version) } ?? .null),
                    ("difference", lesson.difference.json),
                ]).bytes)
        } else {
            try output.write(
                hostile:
                    "class \(lesson.deviceClass), version \(lesson.before), and evidence \(lesson.evidence) of \(device):"
            )
            for line in lesson.difference.lines { try output.write(hostile: line) }
            if lesson.difference.changes.isEmpty { try output.write(hostile: "  no difference") }
            let done = policy.map { "version \($0.version) is in force" } ?? "nothing was changed; --comment accepts it"
            try output.write(hostile: done)
        }
        try output.flush()
    }
}

extension DevicePolicy {
    fileprivate var json: JSONValue {
        .object([
            ("class", .string(deviceClass)), ("version", .int(version)), ("person", .string(person)),
            ("time", .string(time.rfc3339)), ("comment", .string(comment)),
            (
                "registers",
                .array(
                    registers.map { register in
                        .object([
                            ("bank", .string("\(AlgorithmID(rawValue: register.bank))")),
                            ("register", .int(register.index)),
                            ("values", .array(register.values.map { .string(Hexadecimal.text($0)) })),
                        ])
                    })
            ),
        ])
    }

    fileprivate var line: String {
        "\(deviceClass) version \(version): \(registers.count) registers, by \(person) at \(time.rfc3339): \(comment)"
    }
}
