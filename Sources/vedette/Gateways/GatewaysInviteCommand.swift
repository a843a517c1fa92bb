// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Crypto
internal import EVE
internal import Enrolment
internal import Foundation
internal import Station
internal import Store

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
        let now = Instant.now
        let end = now.advanced(byMicroseconds: try TimeLength.microseconds(length, option: "--for"))
        let keys: StationKeys
        do throws(StationKeyError) {
            keys = try StationKeys.load(directory: configuration.dataDirectory, now: now)
        } catch {
            throw UserMessage(.environment, "\(error.message).")
        }
        let secret = Self.secret()
        guard let token = EnrolmentToken(secret: secret, station: keys.certificate.fingerprint.bytes) else {
            throw UserMessage(.environment, "no token could be made.")
        }
        try UserMessage.ofRegistry { () throws(RegistryFailure) in
            try GatewayRegistry(directory: configuration.dataDirectory).invite(
                gateway, secretHash: SHA256.digest(of: secret), until: end, by: person.name, at: now)
        }
        if configuration.collector?.enrolment == nil {
            StandardError.print(
                "vedette: the configuration says nowhere to enrol ('collector: enrol:'), so no gateway can; see docs/deploy.md."
            )
        }
        try tell(token, until: end, place: Self.place(configuration.collector?.enrolment))
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

    /// From the system's randomness.
    private static func secret() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<EnrolmentToken.secretCount).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Where gateways find it, as far as this machine knows: one that listens everywhere goes by its name.
    private static func place(_ place: StationConfiguration.CollectorOptions.Place?) -> String {
        guard let place, place.port > 0 else { return "HOST:PORT" }
        let isAnywhere = ["0.0.0.0", "::"].contains(place.host)
        let host = isAnywhere ? ProcessInfo.processInfo.hostName : place.host
        return StationAddress(host: host, port: place.port)?.description ?? "HOST:\(place.port)"
    }
}
