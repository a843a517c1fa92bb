// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Everything that a file of events holds of each event, but for where its source has come to: written as events come, and
/// written anew from the raw lines, by the same code.
///
/// It remembers what the file holds, so it must be thrown away with a transaction that is undone.
struct EventTables: ~Copyable {
    private var interning: DayInterning
    private var rollUp: RollUpWriter
    private var keys: KeyIndexWriter
    private var inserter: EventInserter
    private var list: AlertListWriter
    private var grams: GramWriter
    private let addBlock: Statement
    private var blocks: Int64 = 0

    init(_ partition: Partition, in database: Database, path: String) throws(StoreError) {
        // Everything that can fail comes first: Swift cannot give up a half-made noncopyable value.
        let interning = try DayInterning(database)
        let rollUp = try RollUpWriter(partition, in: database, path: path)
        let keys = try KeyIndexWriter(database)
        let inserter = try EventInserter(database)
        let list = try AlertListWriter(database, path: path)
        let grams = try GramWriter(database)
        let addBlock = try Statement(database, "INSERT INTO raw_block VALUES (?, ?, ?)")
        self.interning = interning
        self.rollUp = rollUp
        self.keys = keys
        self.inserter = inserter
        self.list = list
        self.grams = grams
        self.addBlock = addBlock
    }

    /// The number of a gateway's name.
    mutating func number(ofGateway name: String) throws(StoreError) -> Int64 {
        try interning.id(of: name)
    }

    /// Adds an event of the batch that `texts` is of; its row is in the table after the next `flush` or `write`.
    mutating func add(
        _ event: Event, gateway: Int64, row: Int64, place: RawPlace, _ texts: inout BatchNumbers
    ) throws(StoreError) {
        let numbers = try texts.numbers(of: event, gateway: gateway, &interning)
        try inserter.insertEvent(event, row: row, numbers, place: place)
        rollUp.count(row, gateway: gateway, type: numbers.type, transport: numbers.transport, app: numbers.app)
        if let flow = event.flowID { keys.add(EventKey(flow: flow), block: place.block) }
        if let source = event.source { keys.add(EventKey(address: source), block: place.block) }
        if let destination = event.destination { keys.add(EventKey(address: destination), block: place.block) }
        switch texts.role(of: event.type) {
        case .alert:
            try inserter.insertAlert(event, row: row, numbers)
            try list.add(
                row: row,
                AlertKind(
                    gateway: gateway, signature: numbers.signature, source: event.source,
                    destination: event.destination, port: event.destinationPort))
            rollUp.countAlert(
                row, gateway: gateway, signature: numbers.signature, action: numbers.action, from: event.source,
                to: event.destination)
        case .stats:
            rollUp.markStats(type: numbers.type)
            // Only the very name, which the decoder knows, has counters.
            if let counters = event.counters { try inserter.insertStats(counters, row: row, numbers) }
        case .other: break
        }
    }

    /// Notes which grams the lines of a block hold. Blocks come in the order of the file.
    mutating func noteGrams(ofBlock place: UInt32, lines: Int, text: [UInt8]) throws(StoreError) {
        try grams.add(place, lines: lines, text: text)
    }

    /// Ends the group of blocks that share a set of grams.
    mutating func closeGroup() throws(StoreError) {
        try grams.closeGroup()
    }

    /// Takes up the blocks whose grams the last writer had not yet written.
    mutating func takeUpGrams(_ database: Database, _ reader: RawReader) throws(StoreError) {
        try grams.takeUp(database, reader)
    }

    /// Notes where a block lies and which rows its lines lie between.
    mutating func note(block place: UInt32, rows: ClosedRange<Int64>) throws(StoreError) {
        addBlock.bind(1, Int64(place))
        addBlock.bind(2, rows.lowerBound)
        addBlock.bind(3, rows.upperBound)
        try addBlock.run()
        blocks += 1
    }

    /// How many blocks were noted since this was last asked.
    mutating func takeBlockCount() -> Int64 {
        defer { blocks = 0 }
        return blocks
    }

    /// Puts the rows of all events into the table.
    mutating func flush() throws(StoreError) {
        try inserter.flush()
    }

    /// Writes what was gathered; before a commit.
    mutating func write() throws(StoreError) {
        try inserter.flush()
        try rollUp.write()
        try keys.write()
        try list.write()
    }
}
