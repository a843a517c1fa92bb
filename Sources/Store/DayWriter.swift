// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import EVE
internal import GRDB
internal import Glibc

/// Writes into one file of events. Not for use by several threads at once.
///
/// After a failure it must be thrown away: what it remembers of the file may have been undone.
final class DayWriter {
    /// The events of one batch that belong to this file.
    struct Share {
        /// Index of the part in the append.
        var part: Int
        /// For each event its wanted row and its index in the batch, ascending.
        var events: [(row: Int64, index: Int)]
    }

    /// What became of shares.
    struct Outcome {
        var stored = 0
        /// For each part of the append, how many of its events this file already held.
        var duplicates: [Int]
    }

    let partition: Partition
    let path: String
    private let queue: DatabaseQueue
    private var session: Session?

    /// Opens the file in `directory`, or makes it.
    init(_ partition: Partition, in directory: StoreDirectory) throws(StoreError) {
        self.partition = partition
        path = directory.path(of: partition)
        queue = try StoreFile.openForWriting(path, schema: Schema.day)
        try queue.access { database throws(StoreError) in
            session = try Session(partition, in: database, path: path)
        }
    }

    deinit {
        // Statements go before their connection.
        session = nil
    }

    /// Commits the shares and the progress of their sources in one transaction.
    func commit(_ shares: [Share], of parts: [StoreWriter.Part], sources: [Int64]) throws(StoreError) -> Outcome {
        try queue.transaction { database throws(StoreError) in
            var outcome = Outcome(duplicates: Array(repeating: 0, count: parts.count))
            for share in shares {
                try session?.append(share, of: parts[share.part], source: sources[share.part], counting: &outcome)
            }
            try session?.finish()
            return outcome
        }
    }
}

/// The statements and memory of one open file.
private struct Session: ~Copyable {
    private let path: String
    private var interning: DayInterning
    private var placement: RowPlacement
    private var rollUp: RollUpWriter
    private var compressor: BlockCompressor
    private var progress: [Int64: UInt64]
    private var nextBlock: Int64
    private var block = BlockCoding()
    private let insertEvent: Statement
    private let insertAlert: Statement
    private let insertStats: Statement
    private let insertBlock: Statement
    private let setProgress: Statement

    init(_ partition: Partition, in database: Database, path: String) throws(StoreError) {
        // Everything that can fail comes first: Swift cannot give up a half-made noncopyable value.
        let interning = try DayInterning(database)
        let placement = try RowPlacement(partition, in: database)
        let rollUp = try RollUpWriter(partition, in: database)
        let compressor = try Self.compressor(path)
        let insertEvent = try Statement(database, "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        let insertAlert = try Statement(database, "INSERT INTO alert VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")
        let insertStats = try Statement(database, "INSERT INTO stats VALUES (?,?,?,?,?,?,?,?,?,?)")
        let insertBlock = try Statement(database, "INSERT INTO block VALUES (?,?,?,0,?,?,?)")
        let setProgress = try Statement(
            database, "INSERT INTO progress VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET offset = excluded.offset")
        let newest = try Statement(database, "SELECT ifnull(max(id), 0) FROM block")
        let nextBlock = try newest.step() ? newest.integer(0) + 1 : 1
        let known = try Statement(database, "SELECT source, offset FROM progress")
        var progress: [Int64: UInt64] = [:]
        while try known.step() { progress[known.integer(0)] = UInt64(clamping: known.integer(1)) }
        self.path = path
        self.nextBlock = nextBlock
        self.progress = progress
        self.interning = interning
        self.placement = placement
        self.rollUp = rollUp
        self.compressor = compressor
        self.insertEvent = insertEvent
        self.insertAlert = insertAlert
        self.insertStats = insertStats
        self.insertBlock = insertBlock
        self.setProgress = setProgress
    }

    private static func compressor(_ path: String) throws(StoreError) -> BlockCompressor {
        do {
            return try BlockCompressor(level: 1)
        } catch {
            throw .system(path: path, call: "zstd", code: ENOMEM)
        }
    }

    mutating func append(
        _ share: DayWriter.Share, of part: StoreWriter.Part, source: Int64, counting outcome: inout DayWriter.Outcome
    ) throws(StoreError) {
        let batch = part.batch
        let done = progress[source]
        let gateway = try interning.id(of: part.bookmark.gateway)
        var symbols = [Int64](repeating: -1, count: batch.symbols.count)
        for (wanted, index) in share.events {
            if let done, index < batch.ends.count, batch.ends[index] <= done {
                outcome.duplicates[share.part] += 1
                continue
            }
            let row = try placement.place(at: wanted)
            try insert(batch.events[index], of: batch, row: row, gateway: gateway, symbols: &symbols)
            block.append(row: row, line: batch.bytes[batch.events[index].raw])
            if block.isFull { try closeBlock(gateway: gateway, source: source) }
            outcome.stored += 1
        }
        if !block.isEmpty { try closeBlock(gateway: gateway, source: source) }
        let end = max(part.bookmark.offset, done ?? 0)
        progress[source] = end
        setProgress.bind(1, source)
        setProgress.bind(2, Int64(clamping: end))
        try setProgress.run()
    }

    /// Writes what was counted; the last step before the commit.
    mutating func finish() throws(StoreError) {
        try rollUp.write()
    }

    private mutating func insert(
        _ event: Event, of batch: EventBatch, row: Int64, gateway: Int64, symbols: inout [Int64]
    ) throws(StoreError) {
        let source = try id(of: event.source)
        let destination = try id(of: event.destination)
        let type = try id(of: event.type, in: batch, &symbols)
        let transport = try id(of: event.transport, in: batch, &symbols)
        let app = try id(of: event.appProtocol, in: batch, &symbols)
        let sensor = try id(of: event.sensor, in: batch, &symbols)
        var signature: Int64?
        var action: Int64?
        if let alert = event.alert {
            signature = try id(of: alert, in: batch, &symbols)
            action = try id(of: alert.action, in: batch, &symbols)
        }
        insertEvent.bind(1, row)
        insertEvent.bind(2, gateway)
        insertEvent.bind(3, type)
        insertEvent.bind(4, source)
        insertEvent.bind(5, destination)
        insertEvent.bind(6, event.sourcePort.map(Int64.init))
        insertEvent.bind(7, event.destinationPort.map(Int64.init))
        insertEvent.bind(8, transport)
        insertEvent.bind(9, app)
        insertEvent.bind(10, sensor)
        insertEvent.bind(11, event.flowID)
        insertEvent.bind(12, signature)
        insertEvent.bind(13, action)
        insertEvent.bind(14, Int64(event.flags.rawValue))
        insertEvent.bind(15, nextBlock * Int64(BlockCoding.slots) + Int64(block.count))
        try insertEvent.run()
        rollUp.count(row, gateway: gateway, type: type, transport: transport, app: app)
        switch batch.text(event.type) {
        case EventType.alert:
            insertAlert.bind(1, row)
            insertAlert.bind(2, gateway)
            insertAlert.bind(3, signature)
            insertAlert.bind(4, source)
            insertAlert.bind(5, destination)
            insertAlert.bind(6, event.sourcePort.map(Int64.init))
            insertAlert.bind(7, event.destinationPort.map(Int64.init))
            insertAlert.bind(8, transport)
            insertAlert.bind(9, app)
            insertAlert.bind(10, sensor)
            insertAlert.bind(11, event.flowID)
            insertAlert.bind(12, action)
            try insertAlert.run()
        case EventType.stats:
            if let counters = event.counters { try insert(counters, row: row, gateway: gateway, sensor: sensor) }
        default:
            break
        }
    }

    private func insert(
        _ counters: SensorCounters, row: Int64, gateway: Int64, sensor: Int64?
    ) throws(StoreError) {
        insertStats.bind(1, row)
        insertStats.bind(2, gateway)
        insertStats.bind(3, sensor)
        insertStats.bind(4, counters.uptime)
        insertStats.bind(5, counters.packets)
        insertStats.bind(6, counters.kernelDrops)
        insertStats.bind(7, counters.decoderErrors)
        insertStats.bind(8, counters.memoryUse)
        insertStats.bind(9, counters.alerts)
        insertStats.bind(10, counters.tcpSessions)
        try insertStats.run()
    }

    private mutating func closeBlock(gateway: Int64, source: Int64) throws(StoreError) {
        let first = block.rows.min() ?? 0
        let last = block.rows.max() ?? 0
        let bytes: [UInt8]
        do {
            bytes = try compressor.compress(block.take())
        } catch {
            throw .system(path: path, call: "zstd", code: ENOMEM)
        }
        insertBlock.bind(1, nextBlock)
        insertBlock.bind(2, gateway)
        insertBlock.bind(3, source)
        insertBlock.bind(4, first)
        insertBlock.bind(5, last)
        insertBlock.bind(6, bytes)
        try insertBlock.run()
        nextBlock += 1
    }

    private mutating func id(of address: IPAddress?) throws(StoreError) -> Int64? {
        guard let address else { return nil }
        return try interning.id(of: address)
    }

    private mutating func id(
        of symbol: Symbol, in batch: EventBatch, _ known: inout [Int64]
    ) throws(StoreError) -> Int64? {
        guard symbol.isPresent, Int(symbol.index) < known.count else { return nil }
        let index = Int(symbol.index)
        if known[index] < 0 { known[index] = try interning.id(of: batch.symbols[index]) }
        return known[index]
    }

    private mutating func id(
        of alert: Event.Alert, in batch: EventBatch, _ known: inout [Int64]
    ) throws(StoreError) -> Int64 {
        try interning.id(
            of: DayInterning.SignatureKey(
                generator: alert.generatorID, number: alert.signatureID, revision: alert.revision,
                severity: alert.severity.map(Int16.init) ?? -1,
                text: try id(of: alert.signature, in: batch, &known) ?? 0,
                category: try id(of: alert.category, in: batch, &known) ?? 0))
    }
}
