// SPDX-License-Identifier: Apache-2.0

internal import Crypto
package import EVE
package import Enrolment
internal import Foundation

/// What sets up one gateway: a shell script with the agent's package behind it, which knows the station and a token.
///
/// It is as secret as the token in it, and of no more use once that is used.
package struct GatewayInstaller: Sendable {
    /// The gateway's name; a `GatewayName`.
    package var gateway: String
    /// Where its events go, in order of preference.
    package var stations: [StationAddress]
    /// Where it enrols.
    package var enrolment: StationAddress
    package var token: EnrolmentToken
    /// Until when the token holds.
    package var until: Instant
    package var agent: AgentPackage

    package init(
        gateway: String, stations: [StationAddress], enrolment: StationAddress, token: EnrolmentToken, until: Instant,
        agent: AgentPackage
    ) {
        self.gateway = gateway
        self.stations = stations
        self.enrolment = enrolment
        self.token = token
        self.until = until
        self.agent = agent
    }

    /// The name that its file is to have.
    package var fileName: String { "vedette-\(gateway).sh" }

    /// The file.
    package func script() throws(InstallerError) -> [UInt8] {
        let template = String(decoding: PackageResources.gateway_sh, as: UTF8.self)
        guard template.hasSuffix("#PACKAGE#\n") else { throw .noScript }
        for address in stations + [enrolment] where !Self.isHost(address.host) { throw .unusableHost(address.host) }
        var text = template
        for (name, value) in values { text = text.replacingOccurrences(of: "@\(name)@", with: value) }
        let package = Data(agent.bytes).base64EncodedData(options: [.lineLength76Characters, .endLineWithLineFeed])
        return Array(text.utf8) + Array(package) + [UInt8(ascii: "\n")]
    }

    /// What stands in the script for what. None of it has a character that the shell takes for more than itself in single quotes.
    private var values: [(String, String)] {
        [
            ("GATEWAY", gateway), ("STATIONS", stations.map(\.description).joined(separator: " ")),
            ("ENROL", enrolment.description), ("TOKEN", token.text), ("UNTIL", until.rfc3339),
            ("STATION", Fingerprint(bytes: token.station)?.description ?? ""), ("PACKAGE", agent.name),
            ("ARCHITECTURE", agent.architecture), ("PACKAGE_SUM", Self.sum(of: agent.bytes)),
            ("FILE", fileName),
        ]
    }

    /// Whether a host is made of letters, digits, dots, dashes, underscores and colons.
    private static func isHost(_ host: String) -> Bool {
        host.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: true
            default: false
            }
        }
    }

    /// The SHA-256 of bytes, as `sha256sum` writes it.
    package static func sum(of bytes: [UInt8]) -> String { Hexadecimal.text(SHA256.digest(of: bytes)) }
}
