// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Attestation
internal import Crypto
internal import Devices
internal import EVE
internal import Foundation
internal import Station
internal import Store

/// `vedette attest recheck`: verdicts are computed anew.
struct AttestRecheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recheck",
        abstract: "Computes verdicts anew from the evidence that was kept, and goes through the record's chain.",
        discussion: """
            The head that is told names the whole record: noted elsewhere, it shows later that nothing before it was changed or cut off. Exit status \
            1: a verdict is another one, or the chain is broken.
            """)

    @Argument(help: "The device's name.")
    var device: String?

    @Flag(help: "All devices.")
    var all = false

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard (device == nil) == all else {
            throw UserMessage(.wrongUse, "It is not said which devices.", help: "Give a device's name, or --all.")
        }
        let desk = DeviceDesk(try station.loadConfiguration(), person: "")
        let recheck = try UserMessage.ofDesk { () throws(DeviceDesk.DeskFailure) in try desk.recheck(device) }
        var output = StandardOutput()
        if json {
            let differences = recheck.differences.map { one in
                JSONValue.object([
                    ("entry", .int(one.entry)), ("device", .string(one.device)), ("recorded", .string(one.recorded)),
                    ("computed", .string(one.computed)),
                ])
            }
            try output.write(
                line: JSONValue.object([
                    ("checked", .int(recheck.checked)), ("without_evidence", .int(recheck.withoutEvidence)),
                    ("differences", .array(differences)), ("unbroken_to", .int(recheck.unbrokenTo)),
                    ("head", .string(Hexadecimal.text(recheck.head))),
                    ("fault", recheck.fault.map { .string($0) } ?? .null),
                ]).bytes)
        } else {
            for one in recheck.differences {
                try output.write(
                    hostile: "entry \(one.entry) of \(one.device): recorded \(one.recorded), computed \(one.computed)")
            }
            try output.write(
                hostile: "\(recheck.checked) verdicts computed anew, \(recheck.differences.count) differ; "
                    + "\(recheck.withoutEvidence) have no evidence any more")
            try output.write(
                hostile: recheck.fault.map { "the chain is broken behind entry \(recheck.unbrokenTo): \($0)" }
                    ?? "the chain is unbroken to entry \(recheck.unbrokenTo), head \(Hexadecimal.text(recheck.head))")
        }
        try output.flush()
        if !recheck.isGood { throw ExitCode(UserMessage.Outcome.notSo.rawValue) }
    }
}

/// `vedette attest register`: whether a signed reading may be inscribed in a register.
struct AttestRegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Answers whether a signed reading may be inscribed in a register, and notes that it was let in.",
        discussion: """
            It may if the device is trusted now, and the reading is by its sensor key, names the device, start and number, and was not let in before. \
            Of a pseudonym is asked that it is valid now and was not taken back; its device stays unknown. The answer names the evidence that the \
            device's state rests on, or the entry that the pseudonym was issued by, and the entry of the record that lets it in. Exit status 1: it may not.
            """)

    @Option(help: ArgumentHelp("The bytes that were signed.", valueName: "file"))
    var message: String

    @Option(help: ArgumentHelp("The signature (TPMT_SIGNATURE).", valueName: "file"))
    var signature: String

    @Option(help: "The device's name, or its pseudonym.")
    var device: String

    @OptionGroup var person: RegistryPerson

    func run() throws {
        let desk = DeviceDesk(try person.station.loadConfiguration(), person: person.name)
        let (message, signature) = (try Self.bytes(message), try Self.bytes(signature))
        let answer = try UserMessage.ofDesk { () throws(DeviceDesk.DeskFailure) in
            try desk.inscription(of: message, signature: signature, device: device, at: .now)
        }
        var members: [(String, JSONValue)] = [
            ("device", .string(device)), ("may_be_inscribed", .bool(answer.mayBe)),
            ("reason", .string(answer.reason.rawValue)), ("words", .string(answer.words)),
            ("state", answer.state.map { .string($0.word) } ?? .null),
            ("evidence", answer.evidence.map { .int($0) } ?? .null),
            ("entry", answer.entry.map { .int($0) } ?? .null),
        ]
        if let reading = answer.reading {
            members += [
                ("boot", .string(String(reading.boot))), ("sequence", .string(String(reading.sequence))),
                ("channel", .string(reading.channel)), ("value", .double(reading.value)),
            ]
        }
        var output = StandardOutput()
        try output.write(line: JSONValue.object(members).bytes)
        try output.flush()
        if !answer.mayBe { throw ExitCode(UserMessage.Outcome.notSo.rawValue) }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: 64 << 10) else {
            throw UserMessage(.wrongUse, "\(path): cannot be read.")
        }
        return [UInt8](data)
    }
}
