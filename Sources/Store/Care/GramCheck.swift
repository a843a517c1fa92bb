// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Compares the sets of grams of a file with the lines of its raw blocks, which come in the order of the file.
///
/// That a block has no set is no fault: it is opened by every search.
struct GramCheck: ~Copyable {
    private let sets: Statement
    /// The row that the next block may belong to; `nil` behind the last.
    private var row: Row?
    private var set = GramSet()
    /// Whether blocks were seen from the first of the row on.
    private var isOpen = false
    private var hasBegun = false

    private struct Row {
        var first: Int64
        var last: Int64
        var grams: [UInt8]
    }

    init(_ database: Database) throws(StoreError) {
        sets = try Statement(database, "SELECT first, last, grams FROM block_grams ORDER BY first")
    }

    /// Compares a block; `problem` gets what is wrong and where.
    mutating func take(
        _ place: UInt32, text: [UInt8], _ problem: (String, _ place: String) -> Void
    ) throws(StoreError) {
        if !hasBegun { try next() }
        while let known = row, known.last < Int64(place) {
            problem("block_grams has a row that does not end at a block", Self.text(known.first))
            try next()
        }
        guard let known = row, known.first <= Int64(place) else { return }
        if known.first == Int64(place) { isOpen = true }
        if isOpen { set.add(text.span) }
        guard known.last == Int64(place) else { return }
        if !isOpen {
            problem("block_grams has a row that does not begin at a block", Self.text(known.first))
        } else if set.folded != known.grams {
            problem("block_grams has not the grams of the lines", Self.text(known.first))
        }
        try next()
    }

    /// Tells rows behind all blocks.
    mutating func finish(_ problem: (String, _ place: String) -> Void) throws(StoreError) {
        if !hasBegun { try next() }
        while let known = row {
            problem("block_grams has a row that is not of blocks", Self.text(known.first))
            try next()
        }
    }

    private mutating func next() throws(StoreError) {
        if isOpen { set.removeAll() }
        isOpen = false
        hasBegun = true
        row = try sets.step() ? Row(first: sets.integer(0), last: sets.integer(1), grams: sets.bytes(2)) : nil
    }

    private static func text(_ place: Int64) -> String {
        "raw blocks from byte \(RawPlace.offset(of: UInt32(clamping: place)))"
    }
}
