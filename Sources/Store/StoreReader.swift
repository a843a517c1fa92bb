// SPDX-License-Identifier: Apache-2.0

package import Devices
internal import EVE
internal import GRDBSQLite
package import Query

/// Reads a store, also while another process writes it. Several threads may ask at once.
///
/// A directory that is missing or holds no store (yet) reads as empty. New days and events are seen by the next call.
package final class StoreReader: EventStore, Sendable {
    let station: StationReader
    let pool: ReaderPool
    /// What countries and places are told by.
    package let geography: (any Geography)?
    private let trust: (any TrustSource)?
    private let directory: StoreDirectory
    private let damaged = DamagedDays()

    /// A reader of the store in `directory`; nothing is opened before the first question.
    /// - Parameters:
    ///   - geography: what countries are told by; without it no event has one.
    ///   - trust: what tells how far gateways could be believed; without it nobody is enrolled.
    package convenience init(
        directory: String, geography: (any Geography)? = nil, trust: (any TrustSource)? = nil
    ) {
        self.init(directory: directory, usesRollUps: true, geography: geography, trust: trust)
    }

    /// The same; without roll-ups every count goes through the events, which tests compare with.
    init(
        directory: String, usesRollUps: Bool, geography: (any Geography)? = nil, trust: (any TrustSource)? = nil
    ) {
        let directory = StoreDirectory(root: directory)
        self.directory = directory
        self.geography = geography
        self.trust = trust
        station = StationReader(directory.station)
        pool = ReaderPool(directory, usesRollUps: usesRollUps, geography: geography, trust: trust)
    }

    /// A number that differs from the one before if anything was committed in between, by any process.
    ///
    /// It costs microseconds, so a console that only reads can ask often. It means nothing to another reader.
    ///
    /// - Throws: `QueryFailure`.
    package func changeToken() throws(QueryFailure) -> Int64 {
        try answering { () throws(StoreError) in try station.token() }
    }

    package func gateways() throws(QueryFailure) -> [GatewayReport] {
        try answering { () throws(StoreError) in try station.gateways() }
    }

    /// How far gateways could be believed, over time; nothing where nobody is enrolled.
    ///
    /// - Throws: `QueryFailure`.
    package func trustHistory() throws(QueryFailure) -> TrustHistory {
        guard let trust else { return TrustHistory() }
        return try answering { () throws(StoreError) in try trust.history() }
    }

    /// The spans of the days of a range that retention has dropped, in time order; also of those of which events were kept.
    ///
    /// - Throws: `QueryFailure`.
    package func droppedDays(in range: TimeRange) throws(QueryFailure) -> [TimeRange] {
        try answering { () throws(StoreError) in try station.droppedDays(in: range).map(StoredDay.range(of:)) }
    }

    package func rejectedLines(limit: Int) throws(QueryFailure) -> [RejectedLine] {
        try answering { () throws(StoreError) in try station.rejectedLines(limit: limit) }
    }

    package func extent() throws(QueryFailure) -> TimeRange? {
        try answering { () throws(StoreError) in
            let segments = try segments(of: .everything)
            var first: Instant?
            for segment in segments where first == nil { first = try edge(of: segment, isLast: false) }
            var last: Instant?
            for segment in segments.reversed() where last == nil { last = try edge(of: segment, isLast: true) }
            guard let first, let last else { return nil }
            return TimeRange(start: first, end: last.advanced(byMicroseconds: 1))
        }
    }

    package func detail(_ id: EventID) throws(QueryFailure) -> EventDetail? {
        try answering { () throws(StoreError) in
            guard let stored = try station.days().first(where: { $0.day == id.day }) else { return nil }
            return try read(stored.partition, until: Cancellation()) { day throws(StoreError) in
                let rows = try Statement(
                    day.database, "SELECT \(DaySnapshot.eventColumns) FROM event e WHERE e.row = ?")
                rows.bind(1, id.row)
                guard try rows.step() else { return nil }
                var row = try day.eventRow(rows)
                let raw = try day.raw(at: day.place(rows))
                row.summary = DaySnapshot.summary(of: raw)
                return EventDetail(row: row, raw: raw)
            } ?? nil
        }
    }

    /// What tells countries, if anything does.
    var countries: CountrySource? {
        guard let geography, geography.tellsCountries else { return nil }
        return CountrySource(geography)
    }

    // MARK: Days

    /// A stretch of time whose events lie in one file.
    struct Segment {
        var partition: Partition
        var range: TimeRange

        /// Whether the event's day lies in this stretch's file.
        func contains(_ id: EventID) -> Bool {
            switch partition {
            case .day(let day), .kept(let day): day == id.day
            case .shared: StoredDay.range(of: id.day).start < range.end && StoredDay.range(of: id.day).end > range.start
            }
        }
    }

    /// The stretches of a range that have events, in time order.
    ///
    /// Neighbouring days of the shared file make one stretch, and there may be several of it.
    func segments(of range: TimeRange) throws(StoreError) -> [Segment] {
        var segments: [Segment] = []
        let days = try station.days()
        pool.closeFiles(notIn: days)
        for stored in days {
            let start = max(stored.range.start, range.start)
            let end = min(stored.range.end, range.end)
            guard start < end else { continue }
            if let last = segments.last, last.partition == stored.partition {
                segments[segments.count - 1].range.end = end
            } else {
                segments.append(Segment(partition: stored.partition, range: TimeRange(start: start, end: end)))
            }
        }
        return segments
    }

    /// The files that hold events of a range, each once, in the order of their first days.
    func partitions(of range: TimeRange) throws(StoreError) -> [Partition] {
        var seen: Set<Partition> = []
        return try segments(of: range).map(\.partition).filter { seen.insert($0).inserted }
    }

    /// Runs `body` on one state of a file; `nil` if the file is not there (any more), or is damaged: such a day is left out, and
    /// named by `notices`.
    func read<Value>(
        _ partition: Partition, until cancellation: Cancellation,
        _ body: (DaySnapshot) throws(StoreError) -> Value
    ) throws(StoreError) -> Value? {
        do throws(StoreError) {
            let value = try leavingOutDropped(partition) { () throws(StoreError) in
                try pool.with(partition) { reader throws(StoreError) in
                    try reader.snapshot(until: cancellation, body)
                }
            }
            if value == nil { try directory.expectFile(of: partition) }
            damaged.clear(partition)
            return value
        } catch {
            guard error.isDamage else { throw error }
            damaged.note(partition, error)
            return nil
        }
    }

    /// What is left out of answers, in lines for a person: days whose files turned out to be damaged, databases that cannot be used.
    package var notices: [String] {
        let unusable = geography?.notices ?? []
        guard !damaged.isEmpty, let days = try? station.days() else { return unusable }
        return unusable + damaged.lines(of: Set(days.map(\.partition)))
    }

    /// Whether a damaged day has events of a range, so that an answer about it lacks something.
    func leavesOut(_ range: TimeRange) throws(StoreError) -> Bool {
        guard !damaged.isEmpty else { return false }
        return try partitions(of: range).contains(where: damaged.contains)
    }

    /// Why an answer about a range that lacks something can be no whole one.
    func damage(in range: TimeRange) throws(StoreError) -> StoreError {
        let day = try partitions(of: range).first(where: damaged.contains)
        return .database(
            path: day.map(directory.path(of:)) ?? directory.root, code: SQLITE_CORRUPT,
            reason: "damaged; run `vedette doctor --repair`")
    }

    private func edge(of segment: Segment, isLast: Bool) throws(StoreError) -> Instant? {
        try read(segment.partition, until: Cancellation()) { day throws(StoreError) in
            let rows = try Statement(
                day.database, "SELECT \(isLast ? "max" : "min")(row) FROM event WHERE row >= ? AND row < ?")
            rows.bind(1, segment.partition.row(at: segment.range.start))
            rows.bind(2, segment.partition.row(at: segment.range.end))
            return try rows.step() ? rows.optional(0).map(segment.partition.instant(ofRow:)) : nil
        } ?? nil
    }

    /// Runs `body` and turns its failure into the interface's.
    func answering<Value>(_ body: () throws(StoreError) -> Value) throws(QueryFailure) -> Value {
        do {
            return try body()
        } catch {
            throw error.queryFailure
        }
    }
}
