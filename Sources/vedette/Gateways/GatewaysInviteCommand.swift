// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Crypto
internal import EVE
internal import Enrolment
internal import Station

/// `vedette gateways invite`: a token that lets one gateway in, once.
struct GatewaysInviteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Makes a token that lets a gateway enrol, once and for a while.",
        discussion: """
            The token is a secret: whoever has it may send as that gateway. An earlier invitation that was not taken ends. A \
            gateway that was revoked is let in again.
            """)

    @Argument(help: "The gateway's name: 1 to 64 letters, digits, dots, dashes and underscores.")
    var gateway: String

    @OptionGroup var person: RegistryPerson

    @Option(name: .customLong("for"), help: ArgumentHelp("How long it holds: 30m, 8h, 7d.", valueName: "time"))
    var length = "1h"

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let configuration = try person.station.loadConfiguration()
        let invitation = try NewInvitation(gateway, for: length, at: nil, by: person.name, configuration)
        let place = invitation.place?.description ?? "HOST:\(configuration.collector?.enrolment?.port ?? 0)"
        try tell(invitation.token, until: invitation.until, place: place.hasSuffix(":0") ? "HOST:PORT" : place)
    }

    private func tell(_ token: EnrolmentToken, until end: Instant, place: String) throws {
        let call = "vedette-agent enroll --station \(place) --token \(token.text)"
        var output = StandardOutput()
        if json {
            let station = Fingerprint(bytes: token.station)?.description ?? ""
            try output.write(
                line: JSONValue.object([
                    ("gateway", .string(gateway)), ("token", .string(token.text)), ("until", .string(end.rfc3339)),
                    ("station", .string(station)), ("command", .string(call)),
                ]).bytes)
        } else {
            try output.write(hostile: token.text)
            try output.write(hostile: "lets \(gateway) enrol once, until \(end.rfc3339). On the gateway:")
            try output.write(hostile: "  \(call)")
        }
        try output.flush()
    }
}
