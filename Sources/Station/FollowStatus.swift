// SPDX-License-Identifier: Apache-2.0

package import EVE

/// How ingest stands: what the console's header and gateways pane say of the present moment.
package struct FollowStatus: Sendable, Equatable {
    /// One followed gateway.
    package struct Gateway: Sendable, Equatable {
        package var name: String
        /// Bytes that are written but not yet stored.
        package var bytesBehind: UInt64
        /// When its last line was stored; `nil` if none was since the start.
        package var lastArrival: Instant?
        /// What keeps its files from being read; empty while all is well.
        package var trouble: String

        package init(name: String, bytesBehind: UInt64 = 0, lastArrival: Instant? = nil, trouble: String = "") {
            self.name = name
            self.bytesBehind = bytesBehind
            self.lastArrival = lastArrival
            self.trouble = trouble
        }
    }

    /// Followed gateways by name.
    package var gateways: [Gateway]
    /// Events stored since the start.
    package var stored: Int
    /// Events stored a second, over the last seconds.
    package var eventsPerSecond: Double
    /// Why nothing is stored (a full disk); empty while all is well.
    package var waiting: String
    /// Whether the followers have caught up with their files once.
    package var hasCaughtUp: Bool

    package init(
        gateways: [Gateway] = [], stored: Int = 0, eventsPerSecond: Double = 0, waiting: String = "",
        hasCaughtUp: Bool = false
    ) {
        self.gateways = gateways
        self.stored = stored
        self.eventsPerSecond = eventsPerSecond
        self.waiting = waiting
        self.hasCaughtUp = hasCaughtUp
    }
}
