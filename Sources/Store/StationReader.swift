// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import GRDBSQLite
internal import Query
internal import Rules
internal import Synchronization

/// Reads `station.db`, which may not be there yet.
final class StationReader: Sendable {
    private struct State {
        var queue: DatabaseQueue?
        /// The file that is open, whatever has its name now.
        var identity: FileIdentity?
        /// Which days there are, as of `token`.
        var days: [StoredDay] = []
        var token: Int64 = 0
    }

    private let path: String
    private let state = Mutex(State())

    init(_ path: String) {
        self.path = path
    }

    /// A number that changes whenever another connection of any process has committed; 0 while there is no store.
    func token() throws(StoreError) -> Int64 {
        guard let queue = try open() else { return 0 }
        return try queue.access { database throws(StoreError) in try Self.version(database) }
    }

    /// The days that have events, ascending.
    func days() throws(StoreError) -> [StoredDay] {
        guard let queue = try open() else { return [] }
        return try queue.access { database throws(StoreError) in
            // The version is taken first: what is committed in between is then read again the next time.
            let version = try Self.version(database)
            if let known = state.withLock({ $0.token == version ? $0.days : nil }) { return known }
            let rows = try Statement(database, "SELECT day, shared FROM day ORDER BY day")
            var days: [StoredDay] = []
            while try rows.step() {
                let day = Int32(clamping: rows.integer(0))
                days.append(StoredDay(day: day, partition: Partition(day: day, number: rows.integer(1))))
            }
            state.withLock { state in
                state.days = days
                state.token = version
            }
            return days
        }
    }

    /// The days of a range that retention has dropped, ascending; also those of which events were kept.
    func droppedDays(in range: TimeRange) throws(StoreError) -> [Int32] {
        guard range.start < range.end, let queue = try open() else { return [] }
        return try queue.access { database throws(StoreError) in
            let rows = try Statement(
                database,
                """
                SELECT day FROM dropped WHERE day BETWEEN ?1 AND ?2
                UNION SELECT day FROM day WHERE day BETWEEN ?1 AND ?2 AND shared = 2 ORDER BY day
                """)
            rows.bind(1, Int64(range.start.day))
            rows.bind(2, Int64(range.end.advanced(byMicroseconds: -1).day))
            var days: [Int32] = []
            while try rows.step() { days.append(Int32(clamping: rows.integer(0))) }
            return days
        }
    }

    /// One report for each gateway, by name.
    func gateways() throws(StoreError) -> [GatewayReport] {
        guard let queue = try open() else { return [] }
        return try queue.snapshot { database throws(StoreError) in
            var reports: [Int64: GatewayReport] = [:]
            let rows = try Statement(
                database,
                """
                SELECT id, name, events, first_event, last_event, last_arrival, duplicates, drops, agent, suricata,
                    socket_drops
                FROM gateway
                """)
            while try rows.step() {
                reports[rows.integer(0)] = GatewayReport(
                    gateway: rows.text(1), events: Int(rows.integer(2)),
                    firstEvent: rows.instant(3), lastEvent: rows.instant(4), lastArrival: rows.instant(5),
                    duplicates: Int(rows.integer(6)),
                    kernelDrops: Int(rows.integer(7)))
                reports[rows.integer(0)]?.agentVersion = rows.isNull(8) ? nil : rows.text(8)
                reports[rows.integer(0)]?.suricataVersion = rows.isNull(9) ? nil : rows.text(9)
                reports[rows.integer(0)]?.socketDrops = rows.optional(10).map { Int(clamping: $0) }
            }
            let refusals = try Statement(database, "SELECT gateway, reason, count FROM refusal")
            while try refusals.step() {
                guard let reason = Rejection.Reason(rawValue: UInt8(clamping: refusals.integer(1))) else { continue }
                reports[refusals.integer(0)]?.rejected[reason] = Int(refusals.integer(2))
            }
            let sensors = try Statement(
                database,
                """
                SELECT gateway, time, uptime, packets, drops, errors, memory, alerts, sessions, rules_loaded, rules_failed, last_reload
                FROM sensor ORDER BY time
                """)
            while try sensors.step() {
                var counters = SensorCounters(sensors, at: 2)
                counters.rulesLoaded = sensors.optional(9)
                counters.rulesFailed = sensors.optional(10)
                counters.lastReload = sensors.instant(11)
                reports[sensors.integer(0)]?.counters = counters
                reports[sensors.integer(0)]?.countersTime = Instant(microseconds: sensors.integer(1))
            }
            return reports.values.sorted { $0.gateway < $1.gateway }
        }
    }

    /// The newest refused lines, newest first.
    func rejectedLines(limit: Int) throws(StoreError) -> [RejectedLine] {
        guard let queue = try open() else { return [] }
        return try queue.snapshot { database throws(StoreError) in
            let rows = try Statement(
                database,
                """
                SELECT g.name, s.path, r.reason, r.line, r.offset, r.head FROM refused r JOIN source s ON s.id = r.source
                JOIN gateway g ON g.id = s.gateway ORDER BY r.id DESC LIMIT ?
                """)
            rows.bind(1, Int64(max(0, limit)))
            var lines: [RejectedLine] = []
            while try rows.step() {
                guard let reason = Rejection.Reason(rawValue: UInt8(clamping: rows.integer(2))) else { continue }
                lines.append(
                    RejectedLine(
                        gateway: rows.text(0), path: rows.text(1),
                        rejection: Rejection(
                            reason: reason, line: UInt64(clamping: rows.integer(3)),
                            offset: UInt64(clamping: rows.integer(4)), head: rows.bytes(5))))
            }
            return lines
        }
    }

    /// The rules whose expressions were given up, by id.
    func limitHits() throws(StoreError) -> [RuleLimitHits] {
        guard let queue = try open() else { return [] }
        return try queue.access { database throws(StoreError) in try LimitTable(database: database).all() }
    }

    /// What visitors of honeypots left behind, those that expire first at the front.
    func visitors() throws(StoreError) -> [KeptVisitor] {
        guard let queue = try open() else { return [] }
        return try queue.access { database throws(StoreError) in try KeptVisitor.all(in: database) }
    }

    private func open() throws(StoreError) -> DatabaseQueue? {
        // A repair puts another file in its place.
        let identity = FileIdentity(path)
        if let known = state.withLock({ $0.identity == identity ? $0.queue : nil }) { return known }
        guard let queue = try StoreFile.openForReading(path, schema: Schema.station) else { return nil }
        // Two threads may come here at once; the first one's connection stays, so that tokens stay comparable.
        return state.withLock { state in
            if state.identity == identity, let kept = state.queue { return kept }
            state = State(queue: queue, identity: identity)
            return queue
        }
    }

    private static func version(_ database: Database) throws(StoreError) -> Int64 {
        let version = try Statement(database, "PRAGMA data_version")
        return try version.step() ? version.integer(0) : 0
    }
}

/// A day that has events, and the file that holds it.
struct StoredDay: Sendable, Hashable {
    var day: Int32
    var partition: Partition

    /// The day's span.
    var range: TimeRange { Self.range(of: day) }

    /// The span of the UTC day with this number.
    static func range(of day: Int32) -> TimeRange {
        let start = Instant(microseconds: Int64(day) * Instant.microsecondsPerDay)
        return TimeRange(start: start, end: start.advanced(byMicroseconds: Instant.microsecondsPerDay))
    }
}

extension SensorCounters {
    /// The counters in the seven columns from `column` on.
    init(_ rows: borrowing Statement, at column: Int32) {
        self.init(
            uptime: rows.optional(column), packets: rows.optional(column + 1), kernelDrops: rows.optional(column + 2),
            decoderErrors: rows.optional(column + 3), memoryUse: rows.optional(column + 4),
            alerts: rows.optional(column + 5), tcpSessions: rows.optional(column + 6))
    }
}
