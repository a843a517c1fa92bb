// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Attestation
internal import Crypto
internal import Devices
internal import EVE
internal import Foundation
internal import Identifier
internal import Station
internal import Store

/// `vedette attest pseudonyms`: under which names devices sign readings, and not which devices.
struct AttestPseudonymsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pseudonyms", abstract: "Shows pseudonyms that readings are signed under, newest first.",
        discussion: """
            Their certificates are for anybody who gets readings: 'pseudonyms NAME --pem' prints one, 'pseudonyms --authority' that of the identifier, which \
            signed them; 'openssl verify -CAfile' checks the one by the other. Which device has one is told by 'disclose' alone.
            """)

    @Argument(help: "One of them.")
    var name: String?

    @OptionGroup var station: StationOptions

    @Option(help: ArgumentHelp("The newest so many.", valueName: "count"))
    var limit = 1000

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print the certificate of the one that is named.")
    var pem = false

    @Flag(help: "Print the certificate of the identifier.")
    var authority = false

    func validate() throws {
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit: give 1 to 100000.") }
        guard [json, pem, authority].count(where: { $0 }) <= 1 else {
            throw ValidationError("Give one of --json, --pem and --authority.")
        }
        guard !pem || name != nil else { throw ValidationError("--pem: name the pseudonym.") }
        guard !authority || name == nil else { throw ValidationError("--authority is that of all pseudonyms.") }
    }

    func run() throws {
        let configuration = try station.loadConfiguration()
        var output = StandardOutput()
        if authority {
            try output.write(bytes: try Self.authority(configuration).pem())
        } else {
            let store = DeviceDesk(configuration, person: "").store
            // One that is named is counted to the end.
            let most = name == nil ? AttestationStore.countLimit : Int.max
            let all = try UserMessage.ofDevices { () throws(AttestationFailure) in try find(store) }
            if pem {
                for (pseudonym, _) in all { try output.write(bytes: try Certificate(der: pseudonym.certificate).pem()) }
            } else if json {
                try output.write(line: JSONValue.array(all.map { $0.json(readings: $1, most: most) }).bytes)
            } else {
                for (pseudonym, readings) in all {
                    try output.write(hostile: pseudonym.line(readings: readings, most: most))
                }
            }
        }
        try output.flush()
    }

    private func find(_ store: AttestationStore) throws(AttestationFailure) -> [(Pseudonym, readings: Int)] {
        guard let name else { return try store.pseudonyms(limit: limit) }
        guard let one = try store.countedPseudonym(name) else { throw .refused(.noPseudonym(name)) }
        return [one]
    }

    private static func authority(_ configuration: StationConfiguration) throws(UserMessage) -> Certificate {
        do throws(KeyFileError) {
            return try IdentifierKeys.certificate(directory: configuration.dataDirectory)
        } catch {
            let help =
                IdentifierKeys.isClosed(directory: configuration.dataDirectory)
                ? "The identifier's key lies beside it: only the user that the station runs as may read it."
                : "It is made with the first pseudonym ('devices: pseudonyms:')."
            throw UserMessage(.environment, "\(error.message).", help: help)
        }
    }
}

/// `vedette attest disclose`: whose a pseudonym is.
struct AttestDiscloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclose", abstract: "Tells whose a pseudonym is, and notes in the record who asked, and why.",
        discussion: """
            Only who may read the identifier's record, which is the user that the station runs as, can ask. The entry is made under the pseudonym, and before \
            anything is told; where --author names somebody it names the user as well.
            """)

    @Argument(help: "The pseudonym.")
    var name: String

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String

    @OptionGroup var person: RegistryPerson

    @Flag(help: "Print JSON.")
    var json = false

    /// Who asks: whom the call names, and the user that it is of, which nobody can choose.
    private var asking: String {
        let user = NSUserName()
        guard let author = person.author, author != user else { return user }
        return "\(author), as the user \(user)"
    }

    func run() throws {
        let owners = PseudonymOwners(directory: try person.station.loadConfiguration().dataDirectory)
        let answer = try UserMessage.ofDevices { () throws(AttestationFailure) in
            try owners.disclose(name, reason: reason, to: asking, at: .now)
        }
        var output = StandardOutput()
        if json {
            try output.write(
                line: JSONValue.object([
                    ("pseudonym", .string(name)), ("device", .string(answer.device)), ("entry", .int(answer.entry)),
                ]).bytes)
        } else {
            try output.write(hostile: "\(name) is \(answer.device) (entry \(answer.entry) of the record)")
        }
        try output.flush()
    }
}

extension Pseudonym {
    fileprivate func json(readings: Int, most: Int) -> JSONValue {
        .object([
            ("pseudonym", .string(name)), ("gateway", .string(gateway)), ("from", .string(begins.rfc3339)),
            ("to", .string(ends.rfc3339)), ("revoked", revoked.map { .string($0.rfc3339) } ?? .null),
            ("entry", .int(entry)), ("readings", .int(min(readings, most))), ("more_readings", .bool(readings > most)),
        ])
    }

    fileprivate func line(readings: Int, most: Int) -> String {
        let revoked = self.revoked.map { ", taken back in the hour of \($0.rfc3339)" } ?? ""
        let count = readings > most ? "more than \(most)" : "\(readings)"
        return "\(name) on \(gateway): \(begins.rfc3339) to \(ends.rfc3339)\(revoked), \(count) readings"
    }
}
