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

    /// What was made.
    struct Outcome {
        var events = 0
        /// Lines that are no events any more, and blocks that could not be opened, by their offsets.
        var lostLines = 0
        var lostBlocks: [UInt64] = []
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
            var session = try RebuildSession(partition, in: database)
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
                    guard let block = RawBlock(body: body), let text = try? reader.text(of: block, at: place) else {
                        outcome.lostBlocks.append(offset)
                        continue
                    }
                    gathering.add(block, at: place, text: text)
                    try session.note(block, at: place)
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
    private var interning: DayInterning
    private var rollUp: RollUpWriter
    private var keys: KeyIndexWriter
    private var inserter: EventInserter
    private var progress: [Int64: UInt64] = [:]
    private let addBlock: Statement
    private let database: Database

    init(_ partition: Partition, in database: Database) throws(StoreError) {
        let interning = try DayInterning(database)
        let rollUp = try RollUpWriter(partition, in: database)
        let keys = try KeyIndexWriter(database)
        let inserter = try EventInserter(database)
        let addBlock = try Statement(database, "INSERT INTO raw_block VALUES (?, ?, ?)")
        self.interning = interning
        self.rollUp = rollUp
        self.keys = keys
        self.inserter = inserter
        self.addBlock = addBlock
        self.database = database
    }

    /// Notes where a block lies.
    func note(_ block: RawBlock, at place: UInt32) throws(StoreError) {
        addBlock.bind(1, Int64(place))
        addBlock.bind(2, block.rows.min() ?? 0)
        addBlock.bind(3, block.rows.max() ?? 0)
        try addBlock.run()
    }

    mutating func take(_ moved: [(source: Int64, offset: UInt64)]) {
        for (source, offset) in moved { progress[source] = max(progress[source] ?? 0, offset) }
    }

    mutating func store(_ decoded: DecodedLines, _ outcome: inout DayRebuild.Outcome) throws(StoreError) {
        var texts = BatchNumbers(decoded.batch, gateway: 0)
        for symbol in decoded.batch.symbols where symbol.utf8.count == 5 && symbol.lowercased() == EventType.stats {
            rollUp.markStats(type: try interning.id(of: symbol))
        }
        var gateway: (name: String, id: Int64)?
        for line in decoded.lines {
            guard line.event >= 0 else {
                outcome.lostLines += 1
                continue
            }
            let name = decoded.blocks[line.block].gateway
            let number = gateway?.name == name ? gateway?.id ?? 0 : try interning.id(of: name)
            gateway = (name, number)
            let event = decoded.batch.events[line.event]
            var numbers = try texts.numbers(of: event, &interning)
            numbers.gateway = number
            try insert(event, numbers, line, role: texts.role(of: event.type))
            outcome.events += 1
        }
    }

    private mutating func insert(
        _ event: Event, _ numbers: EventInserter.Numbers, _ line: DecodedLines.Line, role: BatchNumbers.TypeRole
    ) throws(StoreError) {
        try inserter.insertEvent(event, row: line.row, numbers, place: line.place)
        rollUp.count(
            line.row, gateway: numbers.gateway, type: numbers.type, transport: numbers.transport, app: numbers.app)
        if let flow = event.flowID { keys.add(EventKey(flow: flow), block: line.place.block) }
        if let source = event.source { keys.add(EventKey(address: source), block: line.place.block) }
        if let destination = event.destination { keys.add(EventKey(address: destination), block: line.place.block) }
        switch role {
        case .alert:
            try inserter.insertAlert(event, row: line.row, numbers)
            rollUp.countAlert(
                line.row, gateway: numbers.gateway, signature: numbers.signature, action: numbers.action,
                from: event.source, to: event.destination)
        case .stats:
            if let counters = event.counters { try inserter.insertStats(counters, row: line.row, numbers) }
        case .other: break
        }
    }

    /// Writes what was gathered; before a commit.
    mutating func write() throws(StoreError) {
        try inserter.flush()
        try rollUp.write()
        try keys.write()
    }

    mutating func finish(identity: Int64, length: UInt64) throws(StoreError) {
        try write()
        let add = try Statement(database, "INSERT INTO progress VALUES (?, ?)")
        for (source, offset) in progress.sorted(by: { $0.key < $1.key }) {
            add.bind(1, source)
            add.bind(2, Int64(clamping: offset))
            try add.run()
        }
        let state = try Statement(database, "INSERT INTO raw_file VALUES (?, ?, ?)")
        state.bind([.integer(identity), .integer(Int64(clamping: length)), .integer(Int64(dictionary))])
        try state.run()
    }
}
