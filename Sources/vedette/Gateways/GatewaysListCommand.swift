// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Enrolment
internal import Station
internal import Store

/// `vedette gateways list`: who may send.
struct GatewaysListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the gateways that were invited, and until when their certificates are good.",
        discussion: "Gateways whose files the station follows itself need no certificate and are not listed.")

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let registry = GatewayRegistry(directory: try station.loadConfiguration().dataDirectory)
        let gateways = try UserMessage.ofRegistry { () throws(RegistryFailure) in try registry.gateways() }
        let now = Instant.now
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(gateways.map(Self.object)).bytes)
        } else {
            for gateway in gateways { try output.write(hostile: Self.line(gateway, now)) }
        }
        try output.flush()
    }

    private static func object(_ gateway: EnrolledGateway) -> JSONValue {
        func time(_ instant: Instant?) -> JSONValue { instant.map { .string($0.rfc3339) } ?? .null }
        return .object([
            ("gateway", .string(gateway.name)), ("state", .string(gateway.state.rawValue)),
            ("invited", time(gateway.invited)), ("invitation_ends", time(gateway.invitationEnds)),
            ("certificate_expires", time(gateway.certificateEnds)), ("certificates", .int(gateway.certificates.count)),
        ])
    }

    private static func line(_ gateway: EnrolledGateway, _ now: Instant) -> String {
        var line = "\(gateway.name)  \(gateway.state.rawValue)"
        if let end = gateway.certificateEnds {
            line += end < now ? "  certificate expired \(end.rfc3339)" : "  certificate until \(end.rfc3339)"
        }
        if let end = gateway.invitationEnds {
            line += end <= now ? "  invitation ended \(end.rfc3339)" : "  invitation until \(end.rfc3339)"
        }
        return line
    }
}
