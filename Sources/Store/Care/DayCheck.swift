// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Recounts one day's files from their raw lines. It only reads, and it reads one state, whatever a writer does beside it.
struct DayCheck {
    let partition: Partition
    let directory: StoreDirectory
    /// The store's; 0 where it is not known.
    let identity: Int64

    /// What the files hold.
    struct Outcome {
        var events = 0
        /// Committed bytes of the raw file.
        var bytes: UInt64 = 0
        /// Lines by source, and by gateway's name.
        var bySource: [Int64: Int] = [:]
        var byGateway: [String: Int] = [:]
        var progress: [Int64: UInt64] = [:]
        /// The days that the lines are of.
        var days: Set<Int32> = []
        /// Whether lines were lost that a repair has covered.
        var hasGaps = false
        /// Whether everything could be read.
        var isWhole = true

        /// Adds another file's.
        mutating func add(_ other: Outcome) {
            events += other.events
            bytes += other.bytes
            bySource.merge(other.bySource) { $0 + $1 }
            byGateway.merge(other.byGateway) { $0 + $1 }
            progress.merge(other.progress) { max($0, $1) }
            hasGaps = hasGaps || other.hasGaps
            isWhole = isWhole && other.isWhole
        }
    }

    private var path: String { StoreDirectory.name(of: partition) }
    private var rawPath: String { StoreDirectory.rawName(of: partition) }

    /// Adds what is wrong to `problems`; `nil` where the files cannot be read to their end. `progress` gets how many events were
    /// compared since it was last called.
    func run(_ problems: inout ProblemList, _ progress: (Int) -> Void) -> Outcome? {
        do throws(StoreError) {
            guard let queue = try StoreFile.openForReading(directory.path(of: partition), schema: Schema.day) else {
                problems.add(path, "it is missing or empty")
                return nil
            }
            return try queue.snapshot { database throws(StoreError) in
                try check(database, &problems, progress)
            }
        } catch {
            problems.add(path, error.fact)
            return nil
        }
    }

    private func check(
        _ database: Database, _ problems: inout ProblemList, _ progress: (Int) -> Void
    ) throws(StoreError) -> Outcome? {
        for fault in try SchemaCheck.faults(database, Schema.day) { problems.add(path, fault) }
        let state = try Statement(database, "SELECT store, length, dictionary FROM raw_file")
        guard try state.step() else {
            // A writer has only just made it, or was ended then.
            if try Self.isEmpty(database) { return Outcome() }
            problems.add(path, "raw_file is empty")
            return nil
        }
        let store = state.integer(0)
        let length = UInt64(clamping: state.integer(1))
        let dictionary = UInt32(clamping: state.integer(2))
        state.reset()
        if identity != 0, store != identity { problems.add(path, "it belongs to another store") }
        if length == 0, try Self.isEmpty(database) { return Outcome() }
        guard let end = try checkHead(store: store, length: length, &problems) else { return nil }
        var outcome = Outcome(bytes: end)
        let before = problems.count
        var lines = try LineCheck(self, in: database, path: path, rawPath: rawPath)
        try lines.run(to: end, isWhole: end == length, newest: dictionary, &outcome, &problems, progress)
        try RollUpCheck(partition: partition, database: database).run { problems.add(path, $0, at: $1) }
        try AlertListCheck(partition: partition, database: database).run { problems.add(path, $0, at: $1) }
        try MatchCheck(database: database).run { problems.add(path, $0) }
        outcome.isWhole = problems.count == before && end == length
        return outcome
    }

    /// Whether nothing was ever committed to a file.
    static func isEmpty(_ database: Database) throws(StoreError) -> Bool {
        let rows = try Statement(database, "SELECT EXISTS (SELECT 1 FROM event) OR EXISTS (SELECT 1 FROM progress)")
        return try rows.step() && rows.integer(0) == 0
    }

    /// How much of the raw file can be looked at; `nil` for nothing.
    private func checkHead(store: Int64, length: UInt64, _ problems: inout ProblemList) throws(StoreError) -> UInt64? {
        guard let file = try RawFile.reading(directory.rawPath(of: partition)) else {
            problems.add(rawPath, "it is missing", advice: StoreProblem.restore)
            return nil
        }
        let end = try file.length()
        if length > 0, try file.read(at: 0, limit: Int(RawFile.headLength)) != RawFile.head(identity: store) {
            problems.add(rawPath, "its head is not that of \(path)", at: "byte 0")
        }
        if end < length {
            problems.add(rawPath, "it has \(end) bytes of \(length)", advice: StoreProblem.restore)
        }
        return min(length, end)
    }
}

extension StoreDirectory {
    /// A partition's file of events, from the data directory on.
    static func name(of partition: Partition) -> String { "days/\(partition.name).db" }

    /// A partition's file of raw lines, from the data directory on.
    static func rawName(of partition: Partition) -> String { "days/\(partition.name).raw" }
}
