// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What the store knows of one gateway: the losses beside what arrived.
package struct GatewayReport: Sendable, Equatable {
    package var gateway: String
    package var events: Int
    package var firstEvent: Instant?
    package var lastEvent: Instant?
    /// When the station last stored something of it, by the station's clock.
    package var lastArrival: Instant?
    /// Refused lines by reason; reasons that never occurred are absent.
    package var rejected: [Rejection.Reason: Int]
    /// Lines that came again and were recognised.
    package var duplicates: Int
    /// Packets dropped by the sensors' kernels, as far as `stats` events told.
    package var kernelDrops: Int
    package var counters: SensorCounters?
    package var countersTime: Instant?

    package init(
        gateway: String, events: Int = 0, firstEvent: Instant? = nil, lastEvent: Instant? = nil,
        lastArrival: Instant? = nil, rejected: [Rejection.Reason: Int] = [:], duplicates: Int = 0,
        kernelDrops: Int = 0, counters: SensorCounters? = nil, countersTime: Instant? = nil
    ) {
        self.gateway = gateway
        self.events = events
        self.firstEvent = firstEvent
        self.lastEvent = lastEvent
        self.lastArrival = lastArrival
        self.rejected = rejected
        self.duplicates = duplicates
        self.kernelDrops = kernelDrops
        self.counters = counters
        self.countersTime = countersTime
    }
}

/// The refused lines that are kept for people to look at: the newest of each source.
package struct RejectedLine: Sendable, Equatable {
    package var gateway: String
    package var path: String
    package var rejection: Rejection

    package init(gateway: String, path: String, rejection: Rejection) {
        self.gateway = gateway
        self.path = path
        self.rejection = rejection
    }
}
