// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// The rows of one file that may have one of some keys, or one of some texts in their lines, a stretch of time after the other, so
/// that who wants only the first few need not open all blocks.
struct KeyLookup {
    /// Some of the rows, and the bounds between which there are no others.
    struct Window {
        var rows: [Int64]
        var bounds: Range<Int64>
    }

    /// Where more than one in so many blocks has a key, going through all rows costs less, or at least not much more.
    private static let share = 8
    /// From so many blocks on all are gone through.
    private static let manyBlocks = 1000
    /// How many blocks the first window opens; each further one opens twice as many.
    private static let firstBlocks = 32
    /// Where their lines are searched, so few at first, and at most so many that they are still open when their rows are read.
    private static let firstOpened = 8
    private static let mostOpened = RawReader.blockLimit

    private struct Block {
        var place: UInt32
        var first: Int64
        var last: Int64
    }

    private let isDescending: Bool
    /// By time, the next to open at the end.
    private var blocks: [Block]
    /// Opened rows that belong into windows to come.
    private var ahead: [Int64] = []
    /// What is not in a window yet.
    private var left: Range<Int64>
    private var stride: Int
    private var mostBlocks = Int.max
    /// Tells the rows, where the lines of the blocks are searched for them.
    private var sieve: LineSieve?
    /// The first row of all blocks, looked at or not.
    private(set) var oldest = Int64.max

    /// Looks for the rows in `bounds`; `nil` where too many blocks have a key. All rows come in one window unless only the `first`
    /// few are wanted, by time.
    ///
    /// - Throws: `StoreError`.
    init?(
        _ keys: Set<EventKey>, in day: DaySnapshot, bounds: Range<Int64>, isDescending: Bool, first: Bool
    ) throws(StoreError) {
        guard let places = try Self.blocks(of: keys, in: day) else { return nil }
        guard let blocks = try Self.bounds(of: places, in: day) else { return nil }
        self.blocks = blocks.filter { $0.first < bounds.upperBound && $0.last >= bounds.lowerBound }
        if isDescending { self.blocks.sort { $0.last < $1.last } } else { self.blocks.sort { $0.first > $1.first } }
        self.isDescending = isDescending
        left = bounds
        stride = first ? Self.firstBlocks : .max
    }

    /// Looks for the rows in `bounds` whose lines a sieve lets through. If they are `opened`, lines are searched block by block, as
    /// who asks will read nearly all that are found; otherwise rows are those of the blocks that may hold such a line, and `nil` where
    /// these are many. `nil` also if a block is not told of, as above.
    ///
    /// - Throws: `StoreError`.
    init?(
        _ sieve: LineSieve, in day: DaySnapshot, bounds: Range<Int64>, isDescending: Bool, opened: Bool, first: Bool
    ) throws(StoreError) {
        let isWhole = try Statement(day.database, "SELECT \(Schema.hasAllBlocks)")
        guard try isWhole.step(), isWhole.integer(0) == 1 else { return nil }
        let rows = try Statement(
            day.database, "SELECT place, first_row, last_row FROM raw_block WHERE last_row >= ? AND first_row < ?")
        rows.bind([.integer(bounds.lowerBound), .integer(bounds.upperBound)])
        var blocks: [Block] = []
        var count = 0
        while try rows.step() {
            guard let place = UInt32(exactly: rows.integer(0)) else { return nil }
            count += 1
            oldest = min(oldest, rows.integer(1))
            if sieve.rulesOut(place) { continue }
            blocks.append(Block(place: place, first: rows.integer(1), last: rows.integer(2)))
        }
        if !opened, blocks.count > count / Self.share { return nil }
        if isDescending { blocks.sort { $0.last < $1.last } } else { blocks.sort { $0.first > $1.first } }
        self.blocks = blocks
        self.isDescending = isDescending
        left = bounds
        stride = opened ? Self.firstOpened : first ? Self.firstBlocks : .max
        if opened {
            self.sieve = sieve
            mostBlocks = Self.mostOpened
        }
    }

    /// The blocks with the rows that they lie between; `nil` if one is not told of, which is damage: then every row must be
    /// looked at.
    private static func bounds(of places: Set<UInt32>, in day: DaySnapshot) throws(StoreError) -> [Block]? {
        var blocks: [Block] = []
        let columns = "SELECT place, first_row, last_row FROM raw_block"
        // One pass over a small table instead of a descent into it for each block.
        if places.count > manyBlocks {
            let rows = try Statement(day.database, columns)
            while try rows.step() {
                let place = UInt32(truncatingIfNeeded: rows.integer(0))
                guard places.contains(place) else { continue }
                blocks.append(Block(place: place, first: rows.integer(1), last: rows.integer(2)))
            }
        } else {
            let find = try Statement(day.database, columns + " WHERE place = ?")
            for place in places {
                find.bind(1, Int64(place))
                if try find.step() {
                    blocks.append(Block(place: place, first: find.integer(1), last: find.integer(2)))
                }
                find.reset()
            }
        }
        return blocks.count == places.count ? blocks : nil
    }

    /// The next stretch; `nil` behind the last.
    ///
    /// - Throws: `StoreError.damagedBlock`.
    mutating func next(in day: DaySnapshot) throws(StoreError) -> Window? {
        guard !left.isEmpty, !blocks.isEmpty || !ahead.isEmpty else { return nil }
        for block in blocks.suffix(stride).reversed() {
            if day.cancellation.isCancelled { throw StoreError.interrupted }
            for row in try rows(of: block, in: day) where left.contains(row) { ahead.append(row) }
        }
        blocks.removeLast(min(stride, blocks.count))
        stride = stride > mostBlocks / 2 ? mostBlocks : stride * 2
        let bounds = reach
        left = isDescending ? left.lowerBound..<bounds.lowerBound : bounds.upperBound..<left.upperBound
        let window = Window(rows: ahead.filter(bounds.contains), bounds: bounds)
        ahead.removeAll(where: bounds.contains)
        return window
    }

    private func rows(of block: Block, in day: DaySnapshot) throws(StoreError) -> [Int64] {
        guard let sieve else { return try day.rows(ofBlock: block.place) }
        return try sieve.rows(ofBlock: block.place, in: day)
    }

    /// How far the opened blocks tell all rows: up to the next one.
    private var reach: Range<Int64> {
        guard let next = blocks.last else { return left }
        if isDescending { return min(max(left.lowerBound, next.last + 1), left.upperBound)..<left.upperBound }
        return left.lowerBound..<max(left.lowerBound, min(next.first, left.upperBound))
    }

    /// The places of the blocks that have one of the keys, each once.
    private static func blocks(of keys: Set<EventKey>, in day: DaySnapshot) throws(StoreError) -> Set<UInt32>? {
        let count = try Statement(day.database, "SELECT length FROM raw_file")
        // Blocks of compressed lines have some 4 KiB.
        let limit = try count.step() ? Int(clamping: count.integer(0)) / 4096 / share + 64 : 0
        let find = try Statement(
            day.database, "SELECT entries FROM key_leaf WHERE id <= ? AND id >= ? ORDER BY id DESC LIMIT 1")
        let runs = try Statement(day.database, "SELECT id FROM key_run")
        var blocks: Set<UInt32> = []
        while try runs.step() {
            let run = runs.integer(0)
            for key in keys {
                find.bind(1, KeyLeaf.id(run: run, hash: key.hash))
                find.bind(2, KeyLeaf.id(run: run, hash: 0))
                if try find.step() {
                    KeyLeaf.visit(key.hash, in: find.bytes(0)) { blocks.insert($0) }
                    find.reset()
                }
            }
            if blocks.count > limit { return nil }
        }
        return blocks
    }
}

extension Filter {
    /// How many keys are looked up at the most.
    private static let keyLimit = 64

    /// Keys of which every event of this `simplified` filter has at least one; `nil` if there are none.
    var requiredKeys: Set<EventKey>? {
        switch self {
        case .test(.flowID, .equals(.integer(let flow))): return [EventKey(flow: flow)]
        case .test(.source, .equals(.address(let address))), .test(.destination, .equals(.address(let address))),
            .eitherAddress(.equals(.address(let address))):
            return [EventKey(address: address)]
        case .all(let members):
            // A flow is rarer than an address; otherwise the first that is there will do.
            let sets = members.compactMap { member in member.requiredKeys.map { (keys: $0, isFlow: member.isOfFlow) } }
            return (sets.first(where: \.isFlow) ?? sets.first)?.keys
        case .any(let members):
            var keys: Set<EventKey> = []
            for member in members {
                guard let own = member.requiredKeys else { return nil }
                keys.formUnion(own)
            }
            return keys.isEmpty || keys.count > Self.keyLimit ? nil : keys
        default: return nil
        }
    }

    private var isOfFlow: Bool {
        if case .test(.flowID, .equals) = self { true } else { false }
    }
}
