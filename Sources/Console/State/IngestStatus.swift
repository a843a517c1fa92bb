// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE

/// What the station says of its intake, for the header and the gateways. Numbers are since the station's start unless named.
package struct IngestStatus: Sendable, Hashable, Codable {
    /// How one gateway stands.
    package struct Gateway: Sendable, Hashable, Codable {
        package var name: String
        /// Events each second over the last seconds.
        package var rate: Double
        /// Microseconds from the event's time to its storing, `nil` where it is not known.
        package var lag: Int64?
        package var lastEvent: Instant?
        package var state: GatewayState
        /// How many connections it has to the collector; `nil` where it is not known, as no collector runs or says so.
        package var connections: Int?
        /// From where the newest of them comes.
        package var address: String?

        package init(
            name: String, rate: Double, lag: Int64? = nil, lastEvent: Instant? = nil, state: GatewayState,
            connections: Int? = nil, address: String? = nil
        ) {
            self.name = name
            self.rate = rate
            self.lag = lag
            self.lastEvent = lastEvent
            self.state = state
            self.connections = connections
            self.address = address
        }
    }

    /// Events stored each second over the last seconds; `nil` where nothing takes events in.
    package var rate: Double?
    /// Events stored so far; what a frozen screen counts by.
    package var stored: Int
    /// Packets that sensors' kernels dropped, as far as is known.
    package var drops: Int
    /// Lines refused so far.
    package var rejected: Int
    package var gateways: [Gateway]
    /// Whether files are still being read for the first time, so that the rate is that of reading history.
    package var isCatchingUp: Bool
    /// When the station last said anything; a console that hears nothing is stale.
    package var heard: Instant?
    /// How the devices stand; `nil` where none was ever enrolled, or that cannot be told.
    package var devices: DeviceTally?
    /// How the anonymizer's queue stands, with `jobsTold` jobs at the most; `nil` where it cannot be told.
    package var jobs: JobBoard?

    /// Jobs that every screen is told of.
    package static let jobsTold = 8

    package init(
        rate: Double? = nil, stored: Int = 0, drops: Int = 0, rejected: Int = 0, gateways: [Gateway] = [],
        isCatchingUp: Bool = false, heard: Instant? = nil, devices: DeviceTally? = nil, jobs: JobBoard? = nil
    ) {
        self.rate = rate
        self.stored = stored
        self.drops = drops
        self.rejected = rejected
        self.gateways = gateways
        self.isCatchingUp = isCatchingUp
        self.heard = heard
        self.devices = devices
        self.jobs = jobs
    }

    /// How many gateways have gone silent.
    package var silentCount: Int { gateways.count { $0.state == .silent } }
}

/// How a gateway stands; the worst first, and those that cannot send last.
package enum GatewayState: Int, Sendable, Hashable, Comparable, CaseIterable, Codable {
    case silent, dropping, lagging, live
    /// It was invited and has not come yet, or not again.
    case invited
    /// Nothing of it is taken any more.
    case revoked

    package static func < (left: GatewayState, right: GatewayState) -> Bool { left.rawValue < right.rawValue }

    /// The word on the screen.
    package var word: String {
        switch self {
        case .silent: "SILENT"
        case .dropping: "dropping"
        case .lagging: "lagging"
        case .live: "live"
        case .invited: "invited"
        case .revoked: "revoked"
        }
    }
}
