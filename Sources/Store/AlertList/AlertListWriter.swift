// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Lists the alerts of a file by row and kind, so that a question about all of them reads a few bytes of each.
///
/// It remembers what the file holds, so it must be thrown away with a transaction that is undone.
struct AlertListWriter: ~Copyable {
    private let path: String
    private let findKinds: Statement
    private let addKind: Statement
    private let findBlock: Statement
    private let putBlock: Statement
    /// What the file holds is read with its first alert: most days are opened for less.
    private var isOpen = false
    private var kinds: [AlertKind: Int64] = [:]
    private var nextKind: Int64 = 1
    private var block = Block(id: 1)
    private var hasChanged = false

    private struct Block {
        var id: Int64
        var first = Int64.max
        var last = Int64.min
        /// The row of the last entry.
        var end: Int64 = 0
        var bytes: [UInt8] = []
    }

    private let mostKinds: Int

    /// `path` names the file where it turns out to be damaged. So many kinds are remembered; where there are more, a kind may get a second
    /// number, which costs readers a little and says the same.
    init(_ database: Database, path: String, mostKinds: Int = 1 << 16) throws(StoreError) {
        // Everything that can fail comes first: Swift cannot give up a half-made noncopyable value.
        let findKinds = try Statement(
            database,
            "SELECT id, gateway, signature, source, destination, destination_port FROM alert_kind ORDER BY id DESC LIMIT ?"
        )
        let addKind = try Statement(database, "INSERT INTO alert_kind VALUES (?, ?, ?, ?, ?, ?)")
        let findBlock = try Statement(
            database, "SELECT id, first_row, last_row, entries FROM alert_list ORDER BY id DESC LIMIT 1")
        let putBlock = try Statement(database, "INSERT OR REPLACE INTO alert_list VALUES (?, ?, ?, ?)")
        self.path = path
        self.mostKinds = mostKinds
        self.findKinds = findKinds
        self.addKind = addKind
        self.findBlock = findBlock
        self.putBlock = putBlock
    }

    /// Lists an alert that was stored in `row`.
    mutating func add(row: Int64, _ kind: AlertKind) throws(StoreError) {
        if !isOpen { try open() }
        let number = if let known = kinds[kind] { known } else { try number(ofNew: kind) }
        AlertEntries.append(row: row, kind: number, after: block.end, to: &block.bytes)
        block.end = row
        block.first = min(block.first, row)
        block.last = max(block.last, row)
        hasChanged = true
        // No entry is longer than the room that is left then.
        if block.bytes.count >= AlertEntries.limit {
            try write()
            block = Block(id: block.id + 1)
        }
    }

    /// Writes what was listed; before a commit.
    mutating func write() throws(StoreError) {
        guard hasChanged else { return }
        putBlock.bind(1, block.id)
        putBlock.bind(2, block.first)
        putBlock.bind(3, block.last)
        putBlock.bind(4, block.bytes)
        try putBlock.run()
        hasChanged = false
    }

    private mutating func number(ofNew kind: AlertKind) throws(StoreError) -> Int64 {
        let number = nextKind
        nextKind += 1
        addKind.bind(1, number)
        addKind.bind(2, kind.gateway)
        addKind.bind(3, kind.signature)
        addKind.bind(4, kind.source)
        addKind.bind(5, kind.destination)
        addKind.bind(6, kind.port.map(Int64.init))
        try addKind.run()
        if kinds.count >= mostKinds { kinds.removeAll(keepingCapacity: true) }
        kinds[kind] = number
        return number
    }

    private mutating func open() throws(StoreError) {
        findKinds.bind(1, Int64(mostKinds))
        while try findKinds.step() {
            let number = findKinds.integer(0)
            // A damaged file may say anything; behind this there is room for every kind that can come.
            guard (1...1 << 40).contains(number) else { throw .damagedAlertList(path: path, row: number) }
            nextKind = max(nextKind, number + 1)
            kinds[findKinds.alertKind(at: 1)] = number
        }
        if try findBlock.step() {
            defer { findBlock.reset() }
            block = Block(
                id: findBlock.integer(0), first: findBlock.integer(1), last: findBlock.integer(2),
                bytes: findBlock.bytes(3))
            var entries = AlertEntries(block.bytes)
            while let entry = entries.next() { block.end = entry.row }
            guard !entries.isBroken, (1...1 << 40).contains(block.id) else {
                throw .damagedAlertList(path: path, row: block.id)
            }
            if block.bytes.count >= AlertEntries.limit { block = Block(id: block.id + 1) }
        }
        isOpen = true
    }

    /// Lists the alerts that a file has already; for one that was made before there was a list.
    static func fill(_ database: Database) throws(StoreError) {
        var writer = try AlertListWriter(database, path: "")
        let rows = try Statement(
            database, "SELECT row, gateway, signature, source, destination, destination_port FROM alert ORDER BY row")
        while try rows.step() { try writer.add(row: rows.integer(0), rows.alertKind(at: 1)) }
        try writer.write()
    }
}

extension Statement {
    /// The kind in five columns from `column` on: gateway, signature, source, destination, its port.
    func alertKind(at column: Int32) -> AlertKind {
        AlertKind(
            gateway: integer(column), signature: optional(column + 1), source: address(column + 2),
            destination: address(column + 3), port: optional(column + 4).flatMap(UInt16.init(exactly:)))
    }
}
