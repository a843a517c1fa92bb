// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import EnrolmentClient
import Foundation
import Synchronization
import Testing

@testable import Collector
@testable import Station
@testable import Store

/// A station that gateways can enrol at, on ports of its own, with a clock that tests turn.
final class EnrolmentScene {
    let folder: Folder
    let keys: StationKeys
    let registry: GatewayRegistry
    let listener: EnrolmentListener
    let time: Time

    /// - Parameter limits: what strangers may ask of it.
    init(limits: EnrolmentLimits = EnrolmentLimits()) throws {
        folder = try Folder()
        let now = SystemClock.now
        let data = folder.configuration.dataDirectory
        let keys = try StationKeys.load(directory: data, now: now)
        let registry = GatewayRegistry(directory: data)
        let time = Time(now)
        let desk = GatewayEnrolment(registry: registry, keys: keys, port: 5044) { time.now }
        listener = try EnrolmentListener(
            host: "127.0.0.1", port: 0, identity: keys.identity, authority: keys.authority.certificate, limits: limits
        ) { request, shown, address in
            desk.reply(to: request, shown, from: address)
        }
        self.keys = keys
        self.registry = registry
        self.time = time
    }

    /// The station's clock.
    final class Time: Sendable {
        private let instant: Mutex<Instant>

        init(_ instant: Instant) { self.instant = Mutex(instant) }

        var now: Instant { instant.withLock { $0 } }

        func pass(hours: Int64) {
            instant.withLock { $0 = $0.advanced(byMicroseconds: hours * 3_600_000_000) }
        }
    }

    deinit { listener.end() }

    var place: StationAddress {
        get throws { try #require(StationAddress(host: "127.0.0.1", port: listener.port)) }
    }

    /// A token for `name`, an hour long.
    func invite(_ name: String) throws -> EnrolmentToken {
        let secret = (0..<EnrolmentToken.secretCount).map { _ in UInt8.random(in: 0...255) }
        let token = try #require(EnrolmentToken(secret: secret, station: keys.certificate.fingerprint.bytes))
        try registry.invite(
            name, secretHash: SHA256.digest(of: secret), until: time.now.advanced(byMicroseconds: 3_600_000_000),
            by: "ada", at: time.now)
        return token
    }

    /// The state directory of a gateway.
    func state(_ name: String) -> String { folder.path + "/" + name }

    func client(_ name: String) -> EnrolmentClient { EnrolmentClient(directory: state(name)) }

    /// Enrols the gateway `name`.
    @discardableResult
    func enrol(_ name: String) throws -> EnrolmentClient.Enrolled {
        try client(name).enrol(with: invite(name), at: place)
    }

    /// Whether a gateway's directory holds nothing.
    func isEmpty(_ name: String) -> Bool {
        ((try? FileManager.default.contentsOfDirectory(atPath: state(name))) ?? []).isEmpty
    }
}
