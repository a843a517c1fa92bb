// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EVE
internal import Enrolment
internal import Foundation
internal import Station
internal import Store

/// An invitation that was just made: what lets one gateway enrol, and where.
struct NewInvitation {
    let token: EnrolmentToken
    let until: Instant
    let keys: StationKeys
    /// Where gateways find the station, as far as this machine knows; `nil` where the configuration does not say.
    let place: StationAddress?

    /// Makes a token for `gateway` and notes it.
    ///
    /// - Parameters:
    ///   - length: how long it holds, as a person wrote it behind `--for`.
    ///   - host: by what name gateways find the station; `nil` for what this machine calls itself.
    init(
        _ gateway: String, for length: String, at host: String?, by person: String,
        _ configuration: StationConfiguration
    ) throws {
        let now = Instant.now
        until = now.advanced(byMicroseconds: try TimeLength.microseconds(length, option: "--for"))
        do throws(KeyFileError) {
            keys = try StationKeys.load(directory: configuration.dataDirectory, now: now)
        } catch {
            throw UserMessage(.environment, "\(error.message).")
        }
        let secret = Self.secret()
        guard let token = EnrolmentToken(secret: secret, station: keys.certificate.fingerprint.bytes) else {
            throw UserMessage(.environment, "no token could be made.")
        }
        self.token = token
        place = configuration.collector?.enrolment.flatMap { Self.address($0.host, $0.port, as: host) }
        let end = until
        try UserMessage.ofRegistry { () throws(RegistryFailure) in
            try GatewayRegistry(directory: configuration.dataDirectory).invite(
                gateway, secretHash: SHA256.digest(of: secret), until: end, by: person, at: now)
        }
        if configuration.collector?.enrolment == nil {
            StandardError.print(
                "vedette: the configuration says nowhere to enrol ('collector: enrol:'), so no gateway can; see docs/deploy.md."
            )
        }
    }

    /// From the system's randomness.
    private static func secret() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<EnrolmentToken.secretCount).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Where gateways find what listens at `host` and `port`: by the name `other` where there is one, and else one that listens everywhere
    /// goes by this machine's name. `nil` where that is no address, or the port is not fixed.
    static func address(_ host: String, _ port: Int, as other: String?) -> StationAddress? {
        let isAnywhere = ["0.0.0.0", "::"].contains(host)
        return StationAddress(host: other ?? (isAnywhere ? ProcessInfo.processInfo.hostName : host), port: port)
    }
}
