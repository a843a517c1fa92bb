// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Writes which grams the lines of the raw blocks hold, one set for each group of neighbours: a few blocks of an import, many of a
/// quiet sensor. Blocks behind the last whole group have no set, and are opened by every search.
///
/// It remembers what the file holds, so it must be thrown away with a transaction that is undone.
struct GramWriter: ~Copyable {
    private let addSet: Statement
    private var set = GramSet()
    private var group: ClosedRange<UInt32>?
    private var lines = 0
    private var bytes = 0

    /// A group is closed behind so many lines: more share one set, and then it takes fewer bytes for each, but every search that
    /// finds something opens more blocks.
    static let lineLimit = 256
    /// And behind so many bytes of lines.
    static let softLimit = 256 << 10

    init(_ database: Database) throws(StoreError) {
        addSet = try Statement(database, "INSERT INTO block_grams VALUES (?, ?, ?)")
    }

    /// Adds the next block of the raw file.
    mutating func add(_ place: UInt32, lines count: Int, text: [UInt8]) throws(StoreError) {
        set.add(text.span)
        group = (group?.lowerBound ?? place)...place
        lines += count
        bytes += text.count
        if lines >= Self.lineLimit || bytes >= Self.softLimit { try closeGroup() }
    }

    /// Ends the group: of a block that comes between its blocks and the next one nothing is known.
    mutating func closeGroup() throws(StoreError) {
        guard let group else { return }
        addSet.bind(1, Int64(group.lowerBound))
        addSet.bind(2, Int64(group.upperBound))
        addSet.bind(3, set.folded)
        try addSet.run()
        set.removeAll()
        self.group = nil
        lines = 0
        bytes = 0
    }
}

extension GramWriter {
    /// Goes on where the last writer of a file ended: takes up the blocks that have no set yet, which are read again.
    ///
    /// Where there are many, they are of a time when there were no sets, or one of them is damaged: they stay as they are. So they do
    /// where the table of blocks has lost one, as a set over its place would say that it holds nothing.
    mutating func takeUp(_ database: Database, _ reader: RawReader) throws(StoreError) {
        let rows = try Statement(
            database,
            """
            SELECT place FROM raw_block
            WHERE place > ifnull((SELECT last FROM block_grams ORDER BY first DESC LIMIT 1), 0) AND \(Schema.hasAllBlocks)
            ORDER BY place LIMIT ?
            """)
        rows.bind(1, Int64(Self.lineLimit + 1))
        var blocks: [(place: UInt32, lines: Int, text: [UInt8])] = []
        var left = Self.softLimit + RawBlock.softLimit
        while try rows.step() {
            guard let place = UInt32(exactly: rows.integer(0)), left > 0, blocks.count < Self.lineLimit else { return }
            do throws(StoreError) {
                let (block, text) = try reader.block(place)
                blocks.append((place, block.rows.count, text))
                left -= text.count
            } catch {
                guard error.isDamage else { throw error }
                return
            }
        }
        for block in blocks { try add(block.place, lines: block.lines, text: block.text) }
    }
}
