// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Goes through a raw file from its front and compares everything that the file of events has of its lines.
struct LineCheck: ~Copyable {
    private let day: DayCheck
    private let database: Database
    private let path: String
    private let rawPath: String
    private var events: EventCheck
    private var keys = KeyCheck()
    private var grams: GramCheck
    private var gathering = LineGathering()
    private var dictionaries: Set<UInt32> = [0]
    private let findBlock: Statement
    /// How many blocks have their row in `raw_block`.
    private var blocks = 0

    init(_ day: DayCheck, in database: Database, path: String, rawPath: String) throws(StoreError) {
        let events = try EventCheck(day.partition, in: database)
        let grams = try GramCheck(database)
        let findBlock = try Statement(database, "SELECT first_row, last_row FROM raw_block WHERE place = ?")
        self.day = day
        self.database = database
        self.path = path
        self.rawPath = rawPath
        self.events = events
        self.grams = grams
        self.findBlock = findBlock
    }

    /// Compares the lines before `end`; `isWhole` says that this is all that was committed.
    mutating func run(
        to end: UInt64, isWhole: Bool, newest dictionary: UInt32, _ outcome: inout DayCheck.Outcome,
        _ problems: inout ProblemList, _ progress: (Int) -> Void
    ) throws(StoreError) {
        let file = day.directory.rawPath(of: day.partition)
        guard let walked = try RawFile.reading(file), let opened = try RawFile.reading(file) else { return }
        let reader = OpenedRawFile(opened)
        var walk = RawWalk(walked, to: end)
        var last = RawRecord.Kind.commit
        while let step = try walk.next() {
            switch step {
            case .damage(let range):
                problems.add(rawPath, "it is damaged", at: "bytes \(range.lowerBound) to \(range.upperBound)")
            case .record(let kind, let body, let offset, _):
                last = kind
                try take(kind, body, at: offset, reader, &outcome, &problems)
            }
            if gathering.isFull { try compare(&outcome, &problems, progress) }
        }
        try compare(&outcome, &problems, progress)
        if isWhole, end > 0, last != .commit {
            problems.add(rawPath, "it does not end with a commit", at: "byte \(end)")
        }
        if !dictionaries.contains(dictionary) {
            problems.add(
                path, "raw_file names a dictionary that is none", at: "byte \(RawPlace.offset(of: dictionary))")
        }
        try checkProgress(outcome, &problems)
        try TableCheck(database: database, path: path).run(
            events: events.events, alerts: events.alerts, stats: events.stats, blocks: blocks, raw: file, &problems)
        try keys.run(in: database) { problems.add(path, $0, at: $1) }
        if isWhole { try grams.finish { problems.add(path, $0, at: $1) } }
    }

    private mutating func take(
        _ kind: RawRecord.Kind, _ body: ArraySlice<UInt8>, at offset: UInt64, _ reader: OpenedRawFile,
        _ outcome: inout DayCheck.Outcome, _ problems: inout ProblemList
    ) throws(StoreError) {
        let place = UInt32(truncatingIfNeeded: offset / UInt64(RawRecord.alignment))
        switch kind {
        case .dictionary:
            dictionaries.insert(place)
        case .gap:
            outcome.hasGaps = true
        case .commit:
            guard let commit = RawCommit(body: body) else {
                return problems.add(rawPath, "a commit has not its form", at: "byte \(offset)")
            }
            for (source, end) in commit.progress {
                if let before = outcome.progress[source], before > end {
                    problems.add(rawPath, "source \(source) went back", at: "commit at byte \(offset)")
                }
                outcome.progress[source] = end
            }
        case .block:
            guard let block = RawBlock(body: body), dictionaries.contains(block.dictionary) else {
                return problems.add(rawPath, "a block has not its form", at: "byte \(offset)")
            }
            do throws(StoreError) {
                let text = try reader.text(of: block, at: place)
                gathering.add(block, at: place, text: text)
                try checkGrams(ofBlock: place, text, &problems)
            } catch {
                guard error.isDamage else { throw error }
                return problems.add(rawPath, "a block cannot be opened", at: "byte \(offset)")
            }
            try checkNote(of: block, at: place, &problems)
            outcome.bySource[block.source, default: 0] += block.rows.count
            outcome.byGateway[block.gateway, default: 0] += block.rows.count
        }
    }

    /// The table `block_grams` must tell no less than what the lines hold.
    private mutating func checkGrams(
        ofBlock place: UInt32, _ text: [UInt8], _ problems: inout ProblemList
    ) throws(StoreError) {
        var found: [(String, String)] = []
        try grams.take(place, text: text) { found.append(($0, $1)) }
        for (what, place) in found { problems.add(path, what, at: place) }
    }

    /// The table `raw_block` must say where the block lies.
    private mutating func checkNote(
        of block: RawBlock, at place: UInt32, _ problems: inout ProblemList
    ) throws(StoreError) {
        findBlock.bind(1, Int64(place))
        defer { findBlock.reset() }
        let place = "raw block at byte \(RawPlace.offset(of: place))"
        guard try findBlock.step() else { return problems.add(path, "a block is missing in raw_block", at: place) }
        blocks += 1
        if findBlock.number(0) != block.rows.min() || findBlock.number(1) != block.rows.max() {
            problems.add(path, "the rows of raw_block are not those of its block", at: place)
        }
    }

    private mutating func compare(
        _ outcome: inout DayCheck.Outcome, _ problems: inout ProblemList, _ progress: (Int) -> Void
    ) throws(StoreError) {
        guard !gathering.isEmpty else { return }
        let decoded = gathering.decode()
        let path = path
        var found: [(String, String)] = []
        try events.check(decoded) { found.append(($0, $1)) }
        for (what, place) in found { problems.add(path, what, at: place) }
        keys.expect(decoded)
        for line in decoded.lines where line.event >= 0 {
            outcome.days.insert(decoded.batch.events[line.event].time.day)
        }
        outcome.events += decoded.lines.count
        progress(decoded.lines.count)
    }

    /// The table `progress` must say what the last commit of each source says.
    private func checkProgress(
        _ outcome: DayCheck.Outcome, _ problems: inout ProblemList
    ) throws(StoreError) {
        var left = outcome.progress
        let rows = try Statement(database, "SELECT source, offset FROM progress ORDER BY source")
        while try rows.step() {
            let source = rows.integer(0)
            let wanted = left.removeValue(forKey: source)
            if rows.number(1) != wanted.map({ Int64(clamping: $0) }) {
                problems.add(
                    path,
                    "progress of source \(source) is \(rows.integer(1))"
                        + (wanted.map { ", its last commit says \($0)" } ?? ", and no commit tells of it"))
            }
        }
        for source in left.keys.sorted() { problems.add(path, "progress of source \(source) is missing") }
    }
}
