// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Glibc

/// Makes a day's file of events anew from its raw file: every event in the row that it had.
struct DayRebuild {
    let partition: Partition
    let identity: Int64
    /// A raw file in which every record is sound, and how much of it is committed.
    let rawPath: String
    let length: UInt64
    /// Whose matches are taken over.
    var matches: MatchCopy?

    /// What was made.
    struct Outcome {
        var events = 0
        /// Lines that are no events any more, and blocks that could not be opened, by their offsets.
        var lostLines = 0
        var lostBlocks: [UInt64] = []
        /// Whether some matches of rules could not be taken over.
        var lacksMatches = false
    }

    /// Events of one transaction: as many as a large import commits at once.
    private static let stride = 100_000

    /// Writes the file at `path`, which must not be there; it is on the disk then.
    ///
    /// - Throws: `StoreError`; then the file is of no use.
    func write(_ path: String, _ progress: (Int) -> Void) throws(StoreError) -> Outcome {
        let queue = try StoreFile.openForWriting(path, schema: Schema.day)
        var outcome = Outcome()
        try queue.access { database throws(StoreError) in
            guard let walked = try RawFile.reading(rawPath), let opened = try RawFile.reading(rawPath) else {
                throw .system(path: rawPath, call: "open", code: ENOENT)
            }
            let reader = OpenedRawFile(opened)
            var walk = RawWalk(walked, to: length)
            var session = try RebuildSession(partition, in: database, path: path)
            var gathering = LineGathering()
            var open = 0
            try Statement.run(database, "BEGIN IMMEDIATE")
            while let step = try walk.next() {
                guard case .record(let kind, let body, let offset, _) = step else { continue }
                let place = UInt32(truncatingIfNeeded: offset / UInt64(RawRecord.alignment))
                switch kind {
                case .dictionary: session.dictionary = place
                case .commit: session.take(RawCommit(body: body)?.progress ?? [])
                case .gap: break
                case .block:
                    guard let block = RawBlock(body: body), let text = try reader.soundText(of: block, at: place) else {
                        outcome.lostBlocks.append(offset)
                        try session.closeGroup()
                        continue
                    }
                    gathering.add(block, at: place, text: text)
                    try session.note(block, at: place, text: text)
                }
                guard gathering.isFull else { continue }
                let before = outcome.events
                try session.store(gathering.decode(), &outcome)
                open += outcome.events - before
                progress(outcome.events)
                guard open >= Self.stride else { continue }
                open = 0
                try session.write()
                try Statement.run(database, "COMMIT")
                try Statement.run(database, "BEGIN IMMEDIATE")
            }
            if !gathering.isEmpty { try session.store(gathering.decode(), &outcome) }
            try session.finish(identity: identity, length: length)
            outcome.lacksMatches =
                try matches.map { copy throws(StoreError) in
                    try !copy.run(into: database, of: partition)
                } ?? false
            try Statement.run(database, "COMMIT")
            try Statement.run(database, "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try StoreFile.guarded(path) { try queue.close() }
        return outcome
    }
}

/// The statements and memory of a file that is made anew.
private struct RebuildSession: ~Copyable {
    /// The place of the newest dictionary.
    var dictionary: UInt32 = 0
    private var tables: EventTables
    private var progress: [Int64: UInt64] = [:]
    private let database: Database

    init(_ partition: Partition, in database: Database, path: String) throws(StoreError) {
        tables = try EventTables(partition, in: database, path: path)
        self.database = database
    }

    /// Notes where a block lies and which grams it holds.
    mutating func note(_ block: RawBlock, at place: UInt32, text: [UInt8]) throws(StoreError) {
        try tables.noteGrams(ofBlock: place, lines: block.rows.count, text: text)
        try tables.note(block: place, rows: (block.rows.min() ?? 0)...(block.rows.max() ?? 0))
    }

    /// Ends the group of blocks that share a set of grams, as what comes next cannot be read.
    mutating func closeGroup() throws(StoreError) {
        try tables.closeGroup()
    }

    mutating func take(_ moved: [(source: Int64, offset: UInt64)]) {
        for (source, offset) in moved { progress[source] = max(progress[source] ?? 0, offset) }
    }

    mutating func store(_ decoded: DecodedLines, _ outcome: inout DayRebuild.Outcome) throws(StoreError) {
        var texts = BatchNumbers(decoded.batch)
        var gateway: (name: String, id: Int64)?
        for line in decoded.lines {
            guard line.event >= 0 else {
                outcome.lostLines += 1
                continue
            }
            let name = decoded.blocks[line.block].gateway
            let number = gateway?.name == name ? gateway?.id ?? 0 : try tables.number(ofGateway: name)
            gateway = (name, number)
            try tables.add(
                decoded.batch.events[line.event], gateway: number, row: line.row, place: line.place, &texts)
            outcome.events += 1
        }
    }

    /// Writes what was gathered; before a commit.
    mutating func write() throws(StoreError) {
        try tables.write()
    }

    mutating func finish(identity: Int64, length: UInt64) throws(StoreError) {
        try closeGroup()
        try write()
        let add = try Statement(database, "INSERT INTO progress VALUES (?, ?)")
        for (source, offset) in progress.sorted(by: { $0.key < $1.key }) {
            add.bind(1, source)
            add.bind(2, Int64(clamping: offset))
            try add.run()
        }
        let state = try Statement(database, "INSERT INTO raw_file VALUES (?, ?, ?, ?)")
        state.bind([
            .integer(identity), .integer(Int64(clamping: length)), .integer(Int64(dictionary)),
            .integer(tables.takeBlockCount()),
        ])
        try state.run()
    }
}
