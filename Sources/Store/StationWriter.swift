// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Query
internal import Rules

/// Writes `station.db`: bookmarks, counts by gateway, refused lines, and which file holds which day.
final class StationWriter {
    private let path: String
    private let queue: DatabaseQueue
    /// What every file of this store bears.
    let identity: Int64
    private var calendar = DayRegister()
    /// The numbers of an append that has not come to its end.
    private var unfinished: UnfinishedAppend?

    init(_ path: String) throws(StoreError) {
        self.path = path
        queue = try StoreFile.openForWriting(path, schema: Schema.station)
        identity = try queue.transaction(Self.identity)
        calendar = try queue.access(Self.calendar)
    }

    private static func calendar(in database: Database) throws(StoreError) -> DayRegister {
        var partitions: [Int32: Partition] = [:]
        let days = try Statement(database, "SELECT day, shared FROM day")
        while try days.step() {
            let day = Int32(clamping: days.integer(0))
            partitions[day] = Partition(day: day, number: days.integer(1))
        }
        var dropped: Set<Int32> = []
        let gone = try Statement(database, "SELECT day FROM dropped")
        while try gone.step() { dropped.insert(Int32(clamping: gone.integer(0))) }
        let arrival = try Statement(database, "SELECT max(last_arrival) FROM gateway")
        let clock = try arrival.step() ? arrival.instant(0)?.day : nil
        return DayRegister(partitions: partitions, dropped: dropped, clock: clock ?? 0)
    }

    /// The days with files of their own, ascending.
    var ownDays: [Int32] { calendar.ownDays }
    /// The files that hold days.
    var files: [Partition] { calendar.files }
    /// Days that retention took.
    var dropped: Set<Int32> { calendar.dropped }
    /// Those of them of which events were kept.
    var keptDays: Set<Int32> { calendar.kept }
    /// The file that a day's events are read from.
    func file(of day: Int32) -> Partition? { calendar.file(of: day) }

    /// How many migrations every file of events is known to have; 0 in a new store.
    func daySchema() throws(StoreError) -> Int {
        try queue.access { database throws(StoreError) in
            let version = try Statement(database, "PRAGMA user_version")
            return try version.step() ? Int(version.integer(0)) : 0
        }
    }

    func setDaySchema(_ count: Int) throws(StoreError) {
        try queue.access { database throws(StoreError) in
            try Statement.run(database, "PRAGMA user_version = \(count)")
        }
    }

    /// The store's identity; a new store gets one.
    private static func identity(in database: Database) throws(StoreError) -> Int64 {
        let find = try Statement(database, "SELECT identity FROM store")
        if try find.step() { return find.integer(0) }
        let new = Int64.random(in: 1 ... .max)
        let add = try Statement(database, "INSERT INTO store VALUES (?)")
        add.bind(1, new)
        try add.run()
        return new
    }

    /// Runs `body` with the connection, outside of any transaction.
    func read<Value>(_ body: (Database) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try queue.access(body)
    }

    /// Those of the gateway's files, or of what its shippers send.
    func bookmarks(gateway: String, areShipped: Bool) throws(StoreError) -> [Bookmark] {
        try read { database throws(StoreError) in
            let rows = try Statement(
                database,
                """
                SELECT s.id, s.path, s.head_length, s.head_hash, s.offset, s.lines, s.events, s.tail_hash
                FROM source s JOIN gateway g ON g.id = s.gateway WHERE g.name = ? AND (s.head_length < 0) = ?
                ORDER BY s.id DESC
                """)
            rows.bind(1, gateway)
            rows.bind(2, areShipped ? 1 : 0)
            var bookmarks: [Bookmark] = []
            while try rows.step() {
                bookmarks.append(
                    Bookmark(
                        sourceID: rows.integer(0), gateway: gateway, path: rows.text(1),
                        head: Bookmark.Head(
                            length: Int(rows.integer(2)), hash: UInt64(bitPattern: rows.integer(3))),
                        offset: UInt64(clamping: rows.integer(4)), lines: UInt64(clamping: rows.integer(5)),
                        events: UInt64(clamping: rows.integer(6)), tailHash: UInt64(bitPattern: rows.integer(7))))
            }
            return bookmarks
        }
    }

    /// The numbers of the parts' sources. New ones are committed here and now, at offset 0: if they were only known
    /// with their first bookmark, a crash between a day's commit and that would make them strangers that come again.
    /// Parts of a new source that follow each other have one number.
    ///
    /// An append that fails behind this may have committed some days under the new numbers. The same parts have them again when
    /// they come once more, still without a number.
    func register(_ parts: [StoreWriter.Part]) throws(StoreError) -> [Int64] {
        guard parts.contains(where: { $0.bookmark.sourceID == nil }) else {
            return parts.compactMap(\.bookmark.sourceID)
        }
        if let unfinished, unfinished.parts == parts.map(UnfinishedAppend.PartKey.init) { return unfinished.sources }
        let sources = try registerNew(parts)
        unfinished = UnfinishedAppend(parts: parts.map(UnfinishedAppend.PartKey.init), sources: sources)
        return sources
    }

    private func registerNew(_ parts: [StoreWriter.Part]) throws(StoreError) -> [Int64] {
        try queue.transaction { database throws(StoreError) in
            let add = try Statement(
                database,
                """
                INSERT INTO source (gateway, path, head_length, head_hash, offset, lines, events, tail_hash)
                VALUES (?, ?, ?, ?, 0, 0, 0, ?) RETURNING id
                """)
            var tables = try SourceTables(database)
            var sources: [Int64] = []
            for (index, part) in parts.enumerated() {
                if let known = part.bookmark.sourceID {
                    sources.append(known)
                    continue
                }
                if let before = parts[..<index].lastIndex(where: { part.follows($0) }) {
                    sources.append(sources[before])
                    continue
                }
                add.bind(1, try tables.number(ofGateway: part.bookmark.gateway))
                add.bind(2, part.bookmark.path)
                add.bind(3, Int64(part.bookmark.head.length))
                add.bind(4, Int64(bitPattern: part.bookmark.head.hash))
                add.bind(5, Int64(bitPattern: Fingerprint.empty))
                _ = try add.step()
                sources.append(add.integer(0))
                _ = try add.step()
            }
            return sources
        }
    }

    /// The file of each day, given how many events it has in this append; none for a day that was dropped. A choice is committed
    /// before it is used.
    func partitions(of days: [Int32: Int], arrived: Instant) throws(StoreError) -> [Int32: Partition] {
        let chosen = calendar.choices(for: days, arrived: arrived.day)
        guard !chosen.isEmpty else { return calendar.partitions }
        try queue.transaction { database throws(StoreError) in
            let add = try Statement(database, "INSERT INTO day VALUES (?, ?)")
            for (day, partition) in chosen.sorted(by: { $0.key < $1.key }) {
                add.bind(1, Int64(day))
                add.bind(2, partition.number)
                try add.run()
            }
        }
        calendar.add(chosen, arrived: arrived.day)
        return calendar.partitions
    }

    /// Forgets days with files of their own, for ever; these files may be removed then. With `keeping`, the files of what was kept
    /// of the days take their place.
    func forget(_ days: [DroppedDay], keeping: Bool = false, now: Instant) throws(StoreError) {
        try queue.transaction { database throws(StoreError) in
            let remove = try Statement(
                database, keeping ? "UPDATE day SET shared = 2 WHERE day = ?" : "DELETE FROM day WHERE day = ?")
            let note = try Statement(
                database, "INSERT OR IGNORE INTO dropped (day, time, reason, bytes) VALUES (?, ?, ?, ?)")
            for day in days {
                remove.bind(1, Int64(day.day))
                try remove.run()
                note.bind([
                    .integer(Int64(day.day)), .integer(now.microseconds), .integer(day.reason.rawValue),
                    .integer(Int64(clamping: day.bytes)),
                ])
                try note.run()
            }
        }
        calendar.drop(days.map(\.day), keeping: keeping)
    }

    /// Notes that events must survive the dropping of their days.
    func keep(_ events: [EventID]) throws(StoreError) {
        try queue.transaction { database throws(StoreError) in try KeptTable(database: database).add(events) }
    }

    /// The rows of a day's events that are kept, ascending.
    func keptRows(of day: Int32) throws(StoreError) -> [Int64] {
        try queue.access { database throws(StoreError) in try KeptTable(database: database).rows(of: day) }
    }

    /// Keeps events no longer; the answer is the dropped days of which nothing is kept any more, whose files may be removed.
    func release(_ events: [EventID]) throws(StoreError) -> [Int32] {
        let days = calendar.kept.intersection(events.map(\.day)).sorted()
        let gone = try queue.transaction { database throws(StoreError) in
            try KeptTable(database: database).remove(events, forgetting: days)
        }
        calendar.release(gone)
        return gone
    }

    /// Commits the parts' bookmarks and what is counted with them; the last step of an append.
    func commit(
        _ parts: [StoreWriter.Part], sources: [Int64], duplicates: [Int], correlations: [String: [UInt8]],
        visitors: [KeptVisitor], limitHits: [RuleLimitHits], arrived: Instant
    ) throws(StoreError) -> [Bookmark] {
        let bookmarks = try queue.transaction { database throws(StoreError) in
            var tables = try SourceTables(database)
            var bookmarks: [Bookmark] = []
            for (index, part) in parts.enumerated() {
                let source = sources[index]
                let gateway = try tables.number(ofGateway: part.bookmark.gateway)
                let before = try tables.offset(of: source)
                try tables.count(part.batch, gateway: gateway, behind: before, arrived: arrived)
                try countLate(part.batch, behind: before, in: database)
                try Self.keep(part.batch.rejections, of: source, gateway: gateway, behind: before, in: database)
                if let drops = part.socketDrops {
                    try tables.add(socketDrops: part.bookmark.offset > before ? drops : 0, gateway: gateway)
                }
                try tables.move(part.bookmark, source: source, gateway: gateway)
                if duplicates[index] > 0 { try tables.add(duplicates: duplicates[index], gateway: gateway) }
                var bookmark = part.bookmark
                bookmark.sourceID = source
                bookmarks.append(bookmark)
            }
            try Self.keep(correlations, in: database)
            try Self.keep(visitors, in: database)
            try LimitTable(database: database).add(limitHits)
            return bookmarks
        }
        unfinished = nil
        return bookmarks
    }

    func countDuplicates(_ count: Int, gateway: String) throws(StoreError) {
        try queue.transaction { database throws(StoreError) in
            var tables = try SourceTables(database)
            try tables.add(duplicates: count, gateway: try tables.number(ofGateway: gateway))
        }
    }
}
