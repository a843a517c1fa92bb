// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What the store knows of one gateway: the losses beside what arrived.
package struct GatewayReport: Sendable, Equatable, Codable {
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
    /// Events that sensors could not write into their sockets, as their logs told when they ended; `nil` where no log is read.
    package var socketDrops: Int?
    package var counters: SensorCounters?
    package var countersTime: Instant?
    /// Version of the gateway's Suricata, as its agent last told; `nil` where none did.
    package var suricataVersion: String?
    /// Version of the agent on the gateway, as it told; `nil` where none did.
    package var agentVersion: String?

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

extension GatewayReport {
    /// Microseconds from the newest event's time to its arrival, as far as the two tell: the newest event came no later than the last
    /// arrival. `nil` where nothing arrived; 0 where the sensor's clock is ahead.
    package var lag: Int64? { waited.map { max(0, $0) } }

    /// By how many microseconds at least the sensor's clock is ahead of the station's; `nil` where it cannot be told. A clock that is
    /// behind looks like a slow way, and is never told.
    package var clockAhead: Int64? { waited.flatMap { $0 < 0 ? -max($0, -.max) : nil } }

    private var waited: Int64? {
        guard let arrival = lastArrival, let event = lastEvent else { return nil }
        let (time, overflow) = arrival.microseconds.subtractingReportingOverflow(event.microseconds)
        return overflow ? (arrival < event ? -.max : .max) : time
    }

    /// Refused lines, whatever the reason; it saturates.
    package var refused: Int { rejected.values.reduce(0, Self.sum) }

    /// Packets, events and lines of it that are lost for ever, as far as is known; it saturates.
    package var losses: Int { Self.sum(Self.sum(kernelDrops, socketDrops ?? 0), refused) }

    /// The sum, or the largest number where it is larger.
    package static func sum(_ left: Int, _ right: Int) -> Int {
        let (total, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : total
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
