// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Follows the counters of one gateway's sensors through a batch, to know what their kernels dropped.
///
/// Counters run since the sensor's start, so one that went down tells of a restart, and counts from nothing again; so does
/// one that went up while the sensor's uptime went down, as after a restart under heavy load. What came late (older than the
/// newest known) is not counted: the newer one holds it already.
struct SensorTotals {
    private var events: [(sensor: String, time: Instant, counters: SensorCounters)] = []

    mutating func add(_ counters: SensorCounters, sensor: String, time: Instant) {
        events.append((sensor, time, counters))
    }

    /// No sensor drops more between two readings; a forged counter must not overflow the sums that are made of these.
    private static let most: Int64 = 1 << 40

    /// How many packets were dropped between two readings. The first one known, without a `before`, counts none: when the
    /// packets behind it were dropped nobody can tell.
    ///
    /// An uptime that is not known tells of no restart.
    static func drops(
        from before: Int64?, uptime uptimeBefore: Int64? = nil, to now: Int64, uptime: Int64? = nil
    ) -> Int64 {
        let now = max(0, now)
        guard let before else { return 0 }
        let isRestarted = if let uptimeBefore, let uptime { uptime < uptimeBefore } else { false }
        return min(now >= before && !isRestarted ? now - max(0, before) : now, most)
    }

    /// Keeps the newest counters of each sensor; the answer is how many packets were dropped since the former ones.
    func store(gateway: Int64, in database: Database) throws(StoreError) -> Int64 {
        guard !events.isEmpty else { return 0 }
        var dropped: Int64 = 0
        let find = try Statement(database, "SELECT time, drops, uptime FROM sensor WHERE gateway = ? AND name = ?")
        let keep = try Statement(
            database, "INSERT OR REPLACE INTO sensor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for event in events.sorted(by: { $0.time < $1.time }) {
            find.bind([.integer(gateway), .text(event.sensor)])
            var before: Int64?
            var uptime: Int64?
            var isLate = false
            if try find.step() {
                isLate = find.integer(0) > event.time.microseconds
                before = find.optional(1)
                uptime = find.optional(2)
            }
            find.reset()
            if isLate { continue }
            if let now = event.counters.kernelDrops {
                let new = Self.drops(from: before, uptime: uptime, to: now, uptime: event.counters.uptime)
                dropped = dropped.addingReportingOverflow(new).partialValue
            }
            keep.bind(1, gateway)
            keep.bind(2, event.sensor)
            keep.bind(3, event.time.microseconds)
            keep.bind(4, event.counters.uptime)
            keep.bind(5, event.counters.packets)
            keep.bind(6, event.counters.kernelDrops ?? before)
            keep.bind(7, event.counters.decoderErrors)
            keep.bind(8, event.counters.memoryUse)
            keep.bind(9, event.counters.alerts)
            keep.bind(10, event.counters.tcpSessions)
            keep.bind(11, event.counters.rulesLoaded)
            keep.bind(12, event.counters.rulesFailed)
            keep.bind(13, event.counters.lastReload?.microseconds)
            try keep.run()
        }
        return max(0, dropped)
    }
}
