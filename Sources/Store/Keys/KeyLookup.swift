// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Finds the rows of one file that may have one of some keys.
enum KeyLookup {
    /// Where more than one in so many blocks has a key, going through all rows costs less, or at least not much more.
    private static let share = 8

    /// The rows of the range, those of other keys among them; `nil` where they are too many to be worth it.
    ///
    /// - Throws: `StoreError`.
    static func rows(of keys: Set<EventKey>, in day: DaySnapshot, range: TimeRange) throws(StoreError) -> [Int64]? {
        guard let blocks = try blocks(of: keys, in: day) else { return nil }
        let wanted =
            day.partition.row(
                at: range.start)..<max(
                day.partition.row(at: range.start), day.partition.row(at: range.end))
        var rows: [Int64] = []
        for block in blocks {
            // A block that cannot be read has rows all the same; then every row must be looked at.
            guard let held = try? day.rows(ofBlock: block) else { return nil }
            for row in held where wanted.contains(row) { rows.append(row) }
        }
        return rows
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
