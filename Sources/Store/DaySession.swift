// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Rules

/// The statements and memory of a day's open files.
struct DaySession: ~Copyable {
    private var tables: EventTables
    private var matches: MatchTables
    private var placement: RowPlacement
    private var raw: RawWriter
    private var progress: [Int64: UInt64]
    /// Sources that came further since the last commit.
    private var moved: Set<Int64> = []
    private let setProgress: Statement
    private let setRawFile: Statement

    init(
        _ partition: Partition, in database: Database, path: String, rawPath: String, identity: Int64,
        _ dictionaries: DictionaryTraining
    ) throws(StoreError) {
        // Everything that can fail comes first: Swift cannot give up a half-made noncopyable value.
        let state = try Statement(database, "SELECT store, length, dictionary FROM raw_file")
        var length: UInt64 = 0
        var dictionary: UInt32 = 0
        if try state.step() {
            guard state.integer(0) == identity else { throw .foreignFile(path: path) }
            length = UInt64(clamping: state.integer(1))
            dictionary = UInt32(clamping: state.integer(2))
            state.reset()
        } else {
            let add = try Statement(database, "INSERT INTO raw_file VALUES (?, 0, 0, 0)")
            add.bind(1, identity)
            try add.run()
        }
        let raw = try RawWriter(rawPath, identity: identity, length: length, dictionary: dictionary, dictionaries)
        var tables = try EventTables(partition, in: database, path: path)
        if length > 0 { try tables.takeUpGrams(database, RawReader(rawPath, for: path)) }
        let matches = try MatchTables(partition, in: database)
        let placement = try RowPlacement(partition, in: database)
        let setProgress = try Statement(
            database, "INSERT INTO progress VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET offset = excluded.offset")
        let setRawFile = try Statement(database, "UPDATE raw_file SET length = ?, dictionary = ?, blocks = blocks + ?")
        let known = try Statement(database, "SELECT source, offset FROM progress")
        var progress: [Int64: UInt64] = [:]
        while try known.step() { progress[known.integer(0)] = UInt64(clamping: known.integer(1)) }
        self.progress = progress
        self.raw = raw
        self.tables = tables
        self.matches = matches
        self.placement = placement
        self.setProgress = setProgress
        self.setRawFile = setRawFile
    }

    mutating func append(
        _ share: DayWriter.Share, of part: StoreWriter.Part, source: Int64, counting outcome: inout DayWriter.Outcome
    ) throws(StoreError) {
        let batch = part.batch
        let done = progress[source]
        let gateway = try tables.number(ofGateway: part.bookmark.gateway)
        var texts = BatchNumbers(batch)
        try raw.begin(expecting: batch.bytes.count / max(1, batch.events.count) * share.events.count)
        for (wanted, index) in share.events {
            if let done, index < batch.ends.count, batch.ends[index] <= done {
                outcome.duplicates[share.part] += 1
                continue
            }
            let row = try row(for: wanted)
            try tables.add(batch.events[index], gateway: gateway, row: row, place: raw.place, &texts)
            raw.append(row: row, line: batch.bytes[batch.events[index].raw])
            if raw.isBlockFull { try closeBlock(source: source, gateway: part.bookmark.gateway) }
            if !part.matches.isEmpty { outcome.matches += try note(part.matches, ofEvent: index, row: row) }
            outcome.stored += 1
        }
        if !raw.isBlockEmpty { try closeBlock(source: source, gateway: part.bookmark.gateway) }
        let end = max(part.bookmark.offset, done ?? 0)
        progress[source] = end
        moved.insert(source)
        setProgress.bind(1, source)
        setProgress.bind(2, Int64(clamping: end))
        try setProgress.run()
    }

    private mutating func note(
        _ matched: RuleMatches, ofEvent index: Int, row: Int64
    ) throws(StoreError) -> Int {
        var count = 0
        for rule in matched.rules(ofEvent: index) {
            try matches.add(row: row, rule: matched.rules[rule])
            count += 1
        }
        return count
    }

    private mutating func closeBlock(source: Int64, gateway: String) throws(StoreError) {
        try tables.noteGrams(ofBlock: raw.place.block, lines: raw.openBlock.count, text: raw.openBlock.text)
        let block = try raw.closeBlock(source: source, gateway: gateway)
        try tables.note(block: block.place, rows: block.rows)
    }

    private mutating func row(for wanted: Int64) throws(StoreError) -> Int64 {
        if let row = placement.placeBehindLast(at: wanted) { return row }
        try tables.flush()
        return try placement.placeAmongOthers(at: wanted)
    }

    /// Writes what was counted and the raw lines; the last step before the commit.
    mutating func finish() throws(StoreError) {
        try tables.write()
        try matches.write()
        try raw.flush(progress: moved.sorted().map { ($0, progress[$0] ?? 0) })
        moved.removeAll()
        setRawFile.bind(1, Int64(clamping: raw.length))
        setRawFile.bind(2, Int64(raw.dictionary))
        setRawFile.bind(3, tables.takeBlockCount())
        try setRawFile.run()
    }
}
