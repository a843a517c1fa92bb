// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Compares `station.db` with what the days hold.
///
/// Its state is read before the days', as a copy of a store is made: it may be behind them, never ahead.
struct StationCheck {
    struct Source {
        var id: Int64
        var gateway: String
        var path: String
        var offset: UInt64
        var events: Int
    }

    static let path = "station.db"

    private(set) var identity: Int64 = 0
    private(set) var days: [StoredDay] = []
    private(set) var dropped: Set<Int32> = []
    private var sources: [Source] = []
    private var gateways: [(name: String, events: Int)] = []

    /// Reads the books, and adds what is wrong with the file itself to `problems`.
    init(_ database: Database, _ problems: inout ProblemList) throws(StoreError) {
        for fault in try SchemaCheck.faults(database, Schema.station) { problems.add(Self.path, fault) }
        let store = try Statement(database, "SELECT identity FROM store")
        if try store.step() { identity = store.integer(0) } else { problems.add(Self.path, "store is empty") }
        let rows = try Statement(database, "SELECT day, shared FROM day ORDER BY day")
        while try rows.step() {
            let day = Int32(clamping: rows.integer(0))
            days.append(StoredDay(day: day, partition: Partition(day: day, number: rows.integer(1))))
        }
        let kinds = try Statement(database, "SELECT 1 FROM sqlite_master WHERE name = 'dropped'")
        // A store of an older schema, which only a writer brings up to date, has dropped none.
        if try kinds.step() {
            let gone = try Statement(database, "SELECT day FROM dropped")
            while try gone.step() { dropped.insert(Int32(clamping: gone.integer(0))) }
        }
        let known = try Statement(
            database,
            """
            SELECT s.id, ifnull(g.name, ''), s.path, s.offset, s.events, g.id IS NULL FROM source s
            LEFT JOIN gateway g ON g.id = s.gateway ORDER BY s.id
            """)
        while try known.step() {
            if known.integer(5) != 0 { problems.add(Self.path, "source \(known.integer(0)) is of no gateway") }
            sources.append(
                Source(
                    id: known.integer(0), gateway: known.text(1), path: known.text(2),
                    offset: UInt64(clamping: known.integer(3)), events: Int(clamping: known.integer(4))))
        }
        let counts = try Statement(database, "SELECT name, events FROM gateway ORDER BY name")
        while try counts.step() { gateways.append((counts.text(0), Int(clamping: counts.integer(1)))) }
    }

    /// The books of a store, which must be sound.
    static func read(_ directory: StoreDirectory, _ problems: inout ProblemList) throws(StoreError) -> StationCheck? {
        guard let queue = try StoreFile.openForReading(directory.station, schema: Schema.station) else { return nil }
        return try queue.snapshot { database throws(StoreError) in try StationCheck(database, &problems) }
    }

    /// How many events the gateways have sent.
    var countedEvents: Int { gateways.reduce(0) { $0 + $1.events } }

    /// The files that there should be, in the order of their days.
    var partitions: [Partition] {
        var seen: Set<Partition> = []
        return days.map(\.partition).filter { seen.insert($0).inserted }
    }

    /// The days of a file's events must be noted as lying there.
    func checkDays(_ found: Set<Int32>, of partition: Partition, _ problems: inout ProblemList) {
        let noted = Dictionary(days.map { ($0.day, $0.partition) }, uniquingKeysWith: { first, _ in first })
        for day in found.sorted() where noted[day] != partition && !dropped.contains(day) {
            problems.add(
                Self.path,
                "\(Partition.text(ofDay: day)) is not noted as a day of \(StoreDirectory.name(of: partition))")
        }
    }

    /// Compares with the sums of all days but those of `absent` files.
    func compare(_ held: DayCheck.Outcome, absent: [Partition], _ problems: inout ProblemList) {
        let numbers = Set(sources.map(\.id))
        let newest = numbers.max() ?? 0
        // Sources may have come meanwhile; their numbers ascend.
        for source in Set(held.bySource.keys).subtracting(numbers).sorted() where source < newest {
            problems.add(Self.path, "source \(source), whose events the days have, is missing")
        }
        // What was dropped or lost is no more in the days, so that they may have less.
        let isComplete = held.isWhole && dropped.isEmpty && !held.hasGaps
        var lost = 0
        var isBehind = false
        var losses: [Source] = []
        for source in sources {
            let stored = held.bySource[source.id] ?? 0
            // After a crash the days have come further than the bookmark; what is between is recognised when it is read again.
            let mayHaveMore = held.progress[source.id] ?? 0 > source.offset
            isBehind = isBehind || mayHaveMore
            if stored < source.events {
                lost += source.events - stored
                losses.append(source)
            } else if stored > source.events, !mayHaveMore, held.isWhole {
                problems.add(
                    Self.path, "source \(source.id) (\(source.path)) has \(source.events) events, \(stored) are stored")
            }
        }
        if !absent.isEmpty {
            guard lost > 0 || !dropped.isEmpty else { return }
            for partition in absent {
                let what =
                    dropped.isEmpty && held.isWhole
                    ? "it is missing; \(lost) events that came are not stored" : "it is missing"
                problems.add(StoreDirectory.name(of: partition), what, advice: StoreProblem.restore)
            }
            return
        }
        guard isComplete else { return }
        for source in losses {
            problems.add(
                Self.path,
                "source \(source.id) (\(source.path)) is ahead of the days: it has \(source.events) events, "
                    + "\(held.bySource[source.id] ?? 0) are stored", advice: StoreProblem.restore)
        }
        for gateway in gateways where !isBehind && held.byGateway[gateway.name] ?? 0 != gateway.events {
            problems.add(
                Self.path,
                "gateway \(gateway.name) has \(gateway.events) events, "
                    + "\(held.byGateway[gateway.name] ?? 0) are stored")
        }
    }
}
