// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Messages

/// A signature that a gateway's own Suricata does not tell of, for a time: nothing of it is sent or stored.
package struct GatewayMute: Sendable, Hashable, Codable {
    /// Which end of the traffic is compared.
    package enum Track: String, Sendable, Hashable, CaseIterable, Codable {
        case source = "by_src"
        case destination = "by_dst"
        case either = "by_either"
    }

    /// For which traffic it holds.
    package struct Scope: Sendable, Hashable, Codable {
        package var track: Track
        package var network: IPNetwork

        package init(track: Track, network: IPNetwork) {
            self.track = track
            self.network = network
        }
    }

    /// How one ended before its time, or with it.
    package struct End: Sendable, Hashable, Codable {
        package var time: Instant
        /// `vedette` where the time was over.
        package var person: String

        package init(time: Instant, person: String) {
            self.time = time
            self.person = person
        }
    }

    /// Counted from 1; 0 for one that is not kept yet.
    package var number: Int
    package var gid: UInt32
    package var sid: UInt32
    /// `nil` for all traffic.
    package var scope: Scope?
    /// `nil` for all gateways.
    package var gateway: String?
    package var expiry: Instant
    package var person: String
    package var time: Instant
    package var reason: String
    /// `nil` while it holds.
    package var end: End?

    package init(
        number: Int = 0, gid: UInt32, sid: UInt32, scope: Scope? = nil, gateway: String? = nil, expiry: Instant,
        person: String, time: Instant, reason: String, end: End? = nil
    ) {
        self.number = number
        self.gid = gid
        self.sid = sid
        self.scope = scope
        self.gateway = gateway
        self.expiry = expiry
        self.person = person
        self.time = time
        self.reason = reason
        self.end = end
    }

    /// The longest that one may hold, in microseconds: what is to be silent for longer belongs into the rules.
    package static let lengthLimit = 90 * Instant.microsecondsPerDay
    /// How many may hold at once.
    package static let countLimit = 1000
    /// Bytes of a reason.
    package static let reasonLimit = 1000

    /// Whether it is to be silent on a gateway.
    package func holds(at gateway: String) -> Bool { end == nil && (self.gateway == nil || self.gateway == gateway) }

    /// The signature, as people write it.
    package var signature: String { gid == 1 ? "sid \(sid)" : "\(gid):\(sid)" }

    /// Its line of `threshold.config`. Source: the Suricata user guide, "Global Thresholds".
    package var line: String {
        let name = "suppress gen_id \(gid), sig_id \(sid)"
        guard let scope else { return name }
        let network = scope.network
        let isAddress = network.prefixLength == (network.address.isV4 ? 32 : 128)
        return "\(name), track \(scope.track.rawValue), ip \(isAddress ? "\(network.address)" : "\(network)")"
    }

    /// What it hides, in words.
    package var told: String {
        guard let scope else { return signature }
        switch scope.track {
        case .source: return "\(signature) from \(scope.network)"
        case .destination: return "\(signature) to \(scope.network)"
        case .either: return "\(signature) from and to \(scope.network)"
        }
    }
}

extension SensorFiles {
    /// These files with the lines of mutings behind their own. The same mutings give the same files, in whatever order they come.
    ///
    /// - Throws: `tooLong` where they do not fit any more.
    package func adding(_ mutes: [GatewayMute]) throws(MessageError) -> SensorFiles {
        guard !mutes.isEmpty else { return self }
        var lines = thresholds.isEmpty || thresholds.hasSuffix("\n") ? thresholds : thresholds + "\n"
        var seen: Set<String> = []
        for mute in mutes.sorted(by: { $0.number < $1.number }) where seen.insert(mute.line).inserted {
            lines += "# muting \(mute.number), until \(mute.expiry.rfc3339)\n\(mute.line)\n"
        }
        return try SensorFiles(rules: rules, thresholds: lines)
    }
}
