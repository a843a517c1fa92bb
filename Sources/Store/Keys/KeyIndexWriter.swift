// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Writes which keys occur in which blocks: each commit adds a sorted run, and runs of like size are merged, so that there are
/// few of them and an entry is written again only a few times.
///
/// An index of SQLite would take every key to another page: at a million events a day nearly all pages of the index would be
/// written by every commit.
struct KeyIndexWriter: ~Copyable {
    private let addRun: Statement
    private let addLeaf: Statement
    private let readLeaves: Statement
    private let dropLeaves: Statement
    private let dropRun: Statement
    /// The runs of each level, in the order of their numbers.
    private var levels: [Int: [Run]] = [:]
    private var nextRun: Int64 = 1
    private var entries: [KeyEntry] = []

    private struct Run {
        var id: Int64
        var entries: Int
    }

    /// This many runs of a level become one of the next.
    static let fanOut = 16
    /// Runs are not merged into one of more entries than this: it would take too long for one commit.
    private static let mergeLimit = 2 << 20

    init(_ database: Database) throws(StoreError) {
        let addRun = try Statement(database, "INSERT INTO key_run VALUES (?, ?, ?)")
        let addLeaf = try Statement(database, "INSERT INTO key_leaf VALUES (?, ?)")
        let readLeaves = try Statement(
            database, "SELECT entries FROM key_leaf WHERE id >= ? AND id < ? ORDER BY id")
        let dropLeaves = try Statement(database, "DELETE FROM key_leaf WHERE id >= ? AND id < ?")
        let dropRun = try Statement(database, "DELETE FROM key_run WHERE id = ?")
        let runs = try Statement(database, "SELECT id, level, entries FROM key_run ORDER BY id")
        while try runs.step() {
            let run = Run(id: runs.integer(0), entries: Int(clamping: runs.integer(2)))
            levels[Int(clamping: runs.integer(1)), default: []].append(run)
            nextRun = max(nextRun, run.id + 1)
        }
        self.addRun = addRun
        self.addLeaf = addLeaf
        self.readLeaves = readLeaves
        self.dropLeaves = dropLeaves
        self.dropRun = dropRun
    }

    mutating func add(_ key: EventKey, block: UInt32) {
        entries.append(KeyEntry(key, block: block))
    }

    /// Writes what was added as a run, and merges.
    mutating func write() throws(StoreError) {
        guard !entries.isEmpty else { return }
        KeyEntry.sortByHash(&entries)
        try writeRun(entries, level: 0)
        entries.removeAll(keepingCapacity: true)
        var level = 0
        while let runs = levels[level], runs.count >= Self.fanOut,
            runs.reduce(0, { $0 + $1.entries }) <= Self.mergeLimit
        {
            try merge(runs, level: level)
            level += 1
        }
    }

    private mutating func merge(_ runs: [Run], level: Int) throws(StoreError) {
        var merged: [KeyEntry] = []
        merged.reserveCapacity(runs.reduce(0) { $0 + $1.entries })
        for run in runs {
            readLeaves.bind(1, KeyLeaf.id(run: run.id, hash: 0))
            readLeaves.bind(2, KeyLeaf.id(run: run.id + 1, hash: 0))
            while try readLeaves.step() {
                let bytes = readLeaves.bytes(0)
                for index in 0..<KeyLeaf.count(bytes) { merged.append(KeyLeaf.entry(index, in: bytes)) }
            }
        }
        merged.sort()
        for run in runs {
            dropLeaves.bind(1, KeyLeaf.id(run: run.id, hash: 0))
            dropLeaves.bind(2, KeyLeaf.id(run: run.id + 1, hash: 0))
            try dropLeaves.run()
            dropRun.bind(1, run.id)
            try dropRun.run()
        }
        levels[level] = []
        try writeRun(merged, level: level + 1)
    }

    /// Writes entries in order, each once.
    private mutating func writeRun(_ sorted: [KeyEntry], level: Int) throws(StoreError) {
        let run = nextRun
        nextRun += 1
        var count = 0
        var leaf: [UInt8] = []
        leaf.reserveCapacity(KeyLeaf.softLimit + 64)
        var first: UInt32 = 0
        var last: KeyEntry?
        for entry in sorted where entry != last {
            if leaf.count >= KeyLeaf.softLimit, last?.hash != entry.hash {
                try write(leaf, run: run, first: first)
                leaf.removeAll(keepingCapacity: true)
            }
            if leaf.isEmpty { first = entry.hash }
            KeyLeaf.append(entry, to: &leaf)
            last = entry
            count += 1
        }
        try write(leaf, run: run, first: first)
        addRun.bind(1, run)
        addRun.bind(2, Int64(level))
        addRun.bind(3, Int64(count))
        try addRun.run()
        levels[level, default: []].append(Run(id: run, entries: count))
    }

    private func write(_ leaf: [UInt8], run: Int64, first: UInt32) throws(StoreError) {
        addLeaf.bind(1, KeyLeaf.id(run: run, hash: first))
        addLeaf.bind(2, leaf)
        try addLeaf.run()
    }
}
