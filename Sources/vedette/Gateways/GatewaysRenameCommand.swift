// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Station
internal import Store

/// `vedette gateways rename`: another name for what a gateway sends from now on.
struct GatewaysRenameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Gives a gateway another name from now on.",
        discussion: """
            Its certificates stay good. It is connected anew within some seconds, and what it sends then is stored under the new \
            name; events that are stored keep the old one.
            """)

    @Argument(help: "The name that it has.")
    var old: String

    @Argument(help: "The name that it is to have.")
    var new: String

    @OptionGroup var person: RegistryPerson

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let directory = try person.station.loadConfiguration().dataDirectory
        let now = Instant.now
        try UserMessage.ofRegistry { () throws(RegistryFailure) in
            try GatewayRegistry(directory: directory).rename(old, to: new, by: person.name, at: now)
        }
        // What it is to run goes with it.
        do throws(PushStoreFailure) { try PushStore(directory: directory).rename(old, to: new, at: now) } catch {
            throw UserMessage(
                .environment, "\(new) has its name, and its rules not: \(error.message).",
                help: "Push to it again ('vedette gateways push --canary \(new)').")
        }
        do throws(AttestationFailure) {
            try AttestationStore(directory: directory).rename(old, to: new)
        } catch {
            throw UserMessage(
                .environment, "\(new) has its name, and its devices not: \(error.message).",
                help: "Enrol them again ('vedette attest enroll DEVICE --again --gateway \(new)').")
        }
        var output = StandardOutput()
        if json {
            try output.write(
                line: JSONValue.object([("gateway", .string(new)), ("before", .string(old))]).bytes)
        } else {
            try output.write(hostile: "\(old) is \(new) from now on")
        }
        try output.flush()
    }
}
