// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Compares the index of flows and addresses with those of the events.
///
/// It keeps sums of scrambled entries, one for each MiB of the raw file, instead of the entries: equal sums mean equal entries,
/// but for a chance of one in 2^64.
struct KeyCheck {
    private struct Sum: Equatable {
        var count = 0
        var sum: UInt64 = 0
    }

    private var expected: [UInt32: Sum] = [:]
    private var found: [UInt32: Sum] = [:]
    /// The entries of one block.
    private var own: [UInt64] = []
    private var ownBlock: UInt32 = 0
    /// Differs from run to run, so that no input can be made that cancels out.
    private let seed = UInt64.random(in: .min ... .max)

    /// Blocks of a MiB share a sum.
    private static let shift: UInt32 = 16

    /// Adds the keys of some lines; those of a block must come together.
    mutating func expect(_ decoded: DecodedLines) {
        for line in decoded.lines where line.event >= 0 {
            let block = line.place.block
            if block != ownBlock { closeBlock() }
            ownBlock = block
            let event = decoded.batch.events[line.event]
            if let flow = event.flowID { own.append(KeyEntry(EventKey(flow: flow), block: block).bits) }
            if let address = event.source { own.append(KeyEntry(EventKey(address: address), block: block).bits) }
            if let address = event.destination { own.append(KeyEntry(EventKey(address: address), block: block).bits) }
        }
        closeBlock()
    }

    private mutating func closeBlock() {
        own.sort()
        var last: UInt64?
        for bits in own where bits != last {
            Self.add(bits, to: &expected[ownBlock >> Self.shift, default: Sum()], seed)
            last = bits
        }
        own.removeAll(keepingCapacity: true)
    }

    private static func add(_ bits: UInt64, to sum: inout Sum, _ seed: UInt64) {
        var word = bits ^ seed
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        sum.sum &+= word ^ word >> 31
        sum.count += 1
    }

    /// Reads the index, checks its form and compares it with what was expected.
    ///
    /// - Throws: `StoreError`.
    mutating func run(
        in database: Database, _ problem: (String, _ place: String) -> Void
    ) throws(StoreError) {
        let runs = try Statement(database, "SELECT id, entries FROM key_run ORDER BY id")
        let leaves = try Statement(
            database, "SELECT id, entries FROM key_leaf WHERE id >= ? AND id < ? ORDER BY id")
        var leafCount: Int64 = 0
        while try runs.step() {
            let run = runs.integer(0)
            leaves.bind(1, KeyLeaf.id(run: run, hash: 0))
            leaves.bind(2, KeyLeaf.id(run: run + 1, hash: 0))
            var last: KeyEntry?
            var count: Int64 = 0
            while try leaves.step() {
                leafCount += 1
                let bytes = leaves.bytes(1)
                guard bytes.count % 8 == 0, let first = bytes.isEmpty ? nil : KeyLeaf.entry(0, in: bytes),
                    leaves.integer(0) == KeyLeaf.id(run: run, hash: first.hash), last?.hash != first.hash
                else {
                    problem("row \(leaves.integer(0)) of key_leaf has not its form", "run \(run)")
                    continue
                }
                for index in 0..<KeyLeaf.count(bytes) {
                    let entry = KeyLeaf.entry(index, in: bytes)
                    if let last, entry <= last {
                        problem("row \(leaves.integer(0)) of key_leaf is out of order", "run \(run)")
                    }
                    last = entry
                    count += 1
                    Self.add(entry.bits, to: &found[entry.block >> Self.shift, default: Sum()], seed)
                }
            }
            if count != runs.integer(1) {
                problem("run \(run) of key_run has \(count) entries of \(runs.integer(1))", "")
            }
        }
        let all = try Statement(database, "SELECT count(*) FROM key_leaf")
        if try all.step(), all.integer(0) != leafCount {
            problem("key_leaf has \(all.integer(0) - leafCount) rows of no run", "")
        }
        for range in Set(expected.keys).union(found.keys).sorted() {
            let wanted = expected[range] ?? Sum()
            let held = found[range] ?? Sum()
            guard wanted != held else { continue }
            let first = UInt64(range) << 20
            problem(
                "key_leaf has not the flows and addresses of the events (\(held.count) entries, \(wanted.count) expected)",
                "raw blocks from byte \(first) to \(first + (1 << 20))")
        }
    }
}
