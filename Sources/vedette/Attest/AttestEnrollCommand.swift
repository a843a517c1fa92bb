// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Devices
internal import EVE
internal import Identifier
internal import Station
internal import Store

/// `vedette attest enroll`: the keys of a device's TPM are taken.
struct AttestEnrollCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll", abstract: "Takes the keys of a device's TPM, from now on to be asked.",
        discussion: """
            The running station asks the device's TPM who it is, sees whether a maker that is believed vouches for it ('devices: roots:'), or takes \
            your word for it (--pin), and has it prove that the attestation key is in it. Keys that are taken are never changed; --again takes \
            others in their place. Afterwards 'vedette attest policy learn' says which of its values are good.
            """)

    @Argument(help: "The device's name; a gateway's own TPM has the gateway's name.")
    var device: String

    @Option(help: ArgumentHelp("Its gateway; by default the one that tells of it.", valueName: "name"))
    var gateway = ""

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp("Whose reference values are meant for it; its own name by default.", valueName: "class"))
    var deviceClass = ""

    @Flag(help: "Take its endorsement key by your word alone, without a maker's certificate.")
    var pin = false

    @Flag(help: "Take other keys in the place of those that it has.")
    var again = false

    @OptionGroup var person: RegistryPerson

    @OptionGroup var waiting: DeviceWaiting

    func run() throws {
        let desk = DeviceDesk(try person.station.loadConfiguration(), person: person.name)
        try waiting.tell(
            DeviceWish(
                kind: .enrol, device: device, gateway: gateway, deviceClass: deviceClass, pins: pin, replaces: again,
                person: person.name, time: .now), to: desk)
    }
}

/// `vedette attest quote`: a device is asked now.
struct AttestQuoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quote", abstract: "Has the station ask a device's TPM for a quote now.",
        discussion: "Exit status 1: it did not answer. How it stands by its answer is told.")

    @Argument(help: "The device's name.")
    var device: String

    @OptionGroup var person: RegistryPerson

    @OptionGroup var waiting: DeviceWaiting

    func run() throws {
        let desk = DeviceDesk(try person.station.loadConfiguration(), person: person.name)
        try waiting.tell(
            DeviceWish(kind: .quote, device: device, person: person.name, time: .now), to: desk)
    }
}

/// `vedette attest revoke`: a device is believed no more.
struct AttestRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Believes a device's keys no more, at once.",
        discussion:
            "Its pseudonyms are believed no more either. Its record stays. 'enroll' takes it in again, with the keys that it has then."
    )

    @Argument(help: "The device's name.")
    var device: String

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String

    @OptionGroup var person: RegistryPerson

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let configuration = try person.station.loadConfiguration()
        let desk = DeviceDesk(configuration, person: person.name)
        try UserMessage.ofDevices { () throws(AttestationFailure) in
            try desk.store.revoke(device, reason: reason, by: person.name, at: .now)
        }
        // A station that runs does the same; one need not run.
        do throws(AttestationFailure) {
            try PseudonymOwners(directory: configuration.dataDirectory).withdraw(at: .now)
        } catch {
            throw UserMessage(
                .environment, "\(device) is revoked, and its pseudonyms are still believed: \(error.message).",
                help: "A station that runs takes them back once it can.")
        }
        var output = StandardOutput()
        if json {
            try output.write(
                line: JSONValue.object([("device", .string(device)), ("state", .string("revoked"))]).bytes)
        } else {
            try output.write(hostile: "\(device) is revoked")
        }
        try output.flush()
    }
}
