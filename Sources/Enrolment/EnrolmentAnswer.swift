// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Messages

/// What a station answers to an `EnrolmentRequest`: one line of JSON, behind which it closes the connection.
///
/// Source: docs/decisions/0031-enrolment-by-one-line.md.
package enum EnrolmentAnswer: Sendable, Hashable {
    case issued(Issued)
    /// Why there is no certificate, in one line for a person.
    case refused(String)

    /// A certificate, and what goes with it.
    package struct Issued: Sendable, Hashable {
        /// The gateway's name at the station; a `GatewayName`.
        package var gateway: String
        /// The certificate as PEM. Nothing of it has been read yet.
        package var certificate: String
        /// Who has signed it and what the station shows, as PEM.
        package var authority: String
        /// The station's port for events, at the host that answered; 1 to 65535.
        package var port: Int

        package init(gateway: String, certificate: String, authority: String, port: Int) {
            self.gateway = gateway
            self.certificate = certificate
            self.authority = authority
            self.port = port
        }
    }

    /// The most bytes of a line, without its line feed.
    package static let sizeLimit = 64 << 10
    /// The most characters of a refusal.
    package static let refusalLimit = 400

    /// The answer of a line without its line feed. A refusal is cut to its limit, and has visible ASCII only.
    package init(line: [UInt8]) throws(MessageError) {
        let members = try MessageMembers(line, limit: Self.sizeLimit)
        guard !members.has("refused") else {
            self = .refused(VisibleText.of(try members.text("refused"), limit: Self.refusalLimit))
            return
        }
        let gateway = try members.text("gateway")
        guard GatewayName.isValid(gateway) else { throw .badValue("gateway") }
        guard let port = members.number("port") else { throw .missing("port") }
        guard 1...65535 ~= port else { throw .badValue("port") }
        self = .issued(
            Issued(
                gateway: gateway, certificate: try members.text("certificate"),
                authority: try members.text("authority"), port: port))
    }

    /// The line, with its line feed.
    package var line: [UInt8] {
        let members: [(String, JSONValue)] =
            switch self {
            case .refused(let reason): [("refused", .string(VisibleText.of(reason, limit: Self.refusalLimit)))]
            case .issued(let issued):
                [
                    ("gateway", .string(issued.gateway)), ("certificate", .string(issued.certificate)),
                    ("authority", .string(issued.authority)), ("port", .int(issued.port)),
                ]
            }
        return JSONValue.object(members).line
    }
}
