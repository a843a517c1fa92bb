// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Station
internal import Store

/// `vedette gateways revoke`: a gateway is let in no more.
struct GatewaysRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Takes no certificate of a gateway any more, at once.",
        discussion: """
            A running station ends its connections within some seconds; an invitation that is open ends, too. Events that are \
            stored stay. 'invite' lets it in again, with a new key.
            """)

    @Argument(help: "The gateway's name.")
    var gateway: String

    @OptionGroup var person: RegistryPerson

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let registry = GatewayRegistry(directory: try person.station.loadConfiguration().dataDirectory)
        try UserMessage.ofRegistry { () throws(RegistryFailure) in
            try registry.revoke(gateway, by: person.name, at: .now)
        }
        var output = StandardOutput()
        if json {
            try output.write(
                line: JSONValue.object([("gateway", .string(gateway)), ("state", .string("revoked"))]).bytes)
        } else {
            try output.write(hostile: "\(gateway) is revoked")
        }
        try output.flush()
    }
}
