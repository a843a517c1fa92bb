// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// The statements and memory of a day's open files.
struct DaySession: ~Copyable {
    private var interning: DayInterning
    private var placement: RowPlacement
    private var rollUp: RollUpWriter
    private var keys: KeyIndexWriter
    private var raw: RawWriter
    private var inserter: EventInserter
    private var progress: [Int64: UInt64]
    /// Sources that came further since the last commit.
    private var moved: Set<Int64> = []
    private let setProgress: Statement
    private let setRawFile: Statement
    private let addBlock: Statement

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
            let add = try Statement(database, "INSERT INTO raw_file VALUES (?, 0, 0)")
            add.bind(1, identity)
            try add.run()
        }
        let raw = try RawWriter(rawPath, identity: identity, length: length, dictionary: dictionary, dictionaries)
        let interning = try DayInterning(database)
        let placement = try RowPlacement(partition, in: database)
        let rollUp = try RollUpWriter(partition, in: database)
        let keys = try KeyIndexWriter(database)
        let inserter = try EventInserter(database)
        let setProgress = try Statement(
            database, "INSERT INTO progress VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET offset = excluded.offset")
        let setRawFile = try Statement(database, "UPDATE raw_file SET length = ?, dictionary = ?")
        let addBlock = try Statement(database, "INSERT INTO raw_block VALUES (?, ?, ?)")
        let known = try Statement(database, "SELECT source, offset FROM progress")
        var progress: [Int64: UInt64] = [:]
        while try known.step() { progress[known.integer(0)] = UInt64(clamping: known.integer(1)) }
        self.progress = progress
        self.raw = raw
        self.interning = interning
        self.placement = placement
        self.rollUp = rollUp
        self.keys = keys
        self.inserter = inserter
        self.setProgress = setProgress
        self.setRawFile = setRawFile
        self.addBlock = addBlock
    }

    mutating func append(
        _ share: DayWriter.Share, of part: StoreWriter.Part, source: Int64, counting outcome: inout DayWriter.Outcome
    ) throws(StoreError) {
        guard raw.length < RawWriter.lengthLimit else { throw .rawFileFull }
        let batch = part.batch
        let done = progress[source]
        var numbers = BatchNumbers(batch, gateway: try interning.id(of: part.bookmark.gateway))
        for symbol in batch.symbols where symbol.utf8.count == 5 && symbol.lowercased() == EventType.stats {
            rollUp.markStats(type: try interning.id(of: symbol))
        }
        try raw.refreshDictionary(expecting: batch.bytes.count / max(1, batch.events.count) * share.events.count)
        for (wanted, index) in share.events {
            if let done, index < batch.ends.count, batch.ends[index] <= done {
                outcome.duplicates[share.part] += 1
                continue
            }
            try store(batch.events[index], of: batch, at: wanted, &numbers)
            if raw.isBlockFull { try closeBlock(source: source, gateway: part.bookmark.gateway) }
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

    private mutating func store(
        _ event: Event, of batch: EventBatch, at wanted: Int64, _ texts: inout BatchNumbers
    ) throws(StoreError) {
        let row = try row(for: wanted)
        let numbers = try texts.numbers(of: event, &interning)
        let place = raw.place
        try inserter.insertEvent(event, row: row, numbers, place: place)
        raw.append(row: row, line: batch.bytes[event.raw])
        rollUp.count(row, gateway: numbers.gateway, type: numbers.type, transport: numbers.transport, app: numbers.app)
        if let flow = event.flowID { keys.add(EventKey(flow: flow), block: place.block) }
        if let source = event.source { keys.add(EventKey(address: source), block: place.block) }
        if let destination = event.destination { keys.add(EventKey(address: destination), block: place.block) }
        switch texts.role(of: event.type) {
        case .alert:
            try inserter.insertAlert(event, row: row, numbers)
            rollUp.countAlert(
                row, gateway: numbers.gateway, signature: numbers.signature, action: numbers.action, from: event.source,
                to: event.destination)
        case .stats:
            if let counters = event.counters { try inserter.insertStats(counters, row: row, numbers) }
        case .other: break
        }
    }

    private mutating func closeBlock(source: Int64, gateway: String) throws(StoreError) {
        let block = try raw.closeBlock(source: source, gateway: gateway)
        addBlock.bind(1, Int64(block.place))
        addBlock.bind(2, block.rows.lowerBound)
        addBlock.bind(3, block.rows.upperBound)
        try addBlock.run()
    }

    private mutating func row(for wanted: Int64) throws(StoreError) -> Int64 {
        if let row = placement.placeBehindLast(at: wanted) { return row }
        try inserter.flush()
        return try placement.placeAmongOthers(at: wanted)
    }

    /// Writes what was counted and the raw lines; the last step before the commit.
    mutating func finish() throws(StoreError) {
        try inserter.flush()
        try rollUp.write()
        try keys.write()
        try raw.flush(progress: moved.sorted().map { ($0, progress[$0] ?? 0) })
        moved.removeAll()
        setRawFile.bind(1, Int64(clamping: raw.length))
        setRawFile.bind(2, Int64(raw.dictionary))
        try setRawFile.run()
    }
}

extension StoreError {
    /// A day of more than 64 GiB of compressed lines; no rate that Vedette is made for comes near it.
    fileprivate static let rawFileFull = StoreError.system(path: "days", call: "raw file of a day is full", code: 27)
}
