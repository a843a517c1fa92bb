// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Rules

/// Writes which events of a file matched which rules, and how many in each minute.
///
/// It remembers what the file holds, so it must be thrown away with a transaction that is undone.
struct MatchTables: ~Copyable {
    private struct Bucket: Hashable {
        var rule: Int64
        var minute: Int64
    }

    private let partition: Partition
    private var rules: [RuleReference: Int64] = [:]
    private var counts: [Bucket: Int64] = [:]
    private let findRule: Statement
    private let addRule: Statement
    private let addMatch: Statement
    private let addCount: Statement

    init(_ partition: Partition, in database: Database) throws(StoreError) {
        // Everything that can fail comes first: Swift cannot give up a half-made noncopyable value.
        let findRule = try Statement(
            database, "SELECT id FROM rule WHERE rule = ? AND revision = ? AND title = ? AND level = ?")
        let addRule = try Statement(database, "INSERT INTO rule (rule, revision, title, level) VALUES (?, ?, ?, ?)")
        let addMatch = try Statement(database, "INSERT INTO match (row, rule) VALUES (?, ?)")
        let addCount = try Statement(
            database,
            """
            INSERT INTO match_count VALUES (?, ?, ?) ON CONFLICT (rule, minute) DO UPDATE SET count = count + excluded.count
            """)
        self.partition = partition
        self.findRule = findRule
        self.addRule = addRule
        self.addMatch = addMatch
        self.addCount = addCount
    }

    /// Notes that the event of a row, which is new, matched a rule.
    mutating func add(row: Int64, rule: RuleReference) throws(StoreError) {
        let number = try number(of: rule)
        addMatch.bind(1, row)
        addMatch.bind(2, number)
        try addMatch.run()
        counts[Bucket(rule: number, minute: partition.minute(ofRow: row)), default: 0] += 1
    }

    /// Writes what was counted; before a commit.
    mutating func write() throws(StoreError) {
        for (bucket, count) in counts {
            addCount.bind(1, bucket.rule)
            addCount.bind(2, bucket.minute)
            addCount.bind(3, count)
            try addCount.run()
        }
        counts.removeAll(keepingCapacity: true)
    }

    private mutating func number(of rule: RuleReference) throws(StoreError) -> Int64 {
        if let known = rules[rule] { return known }
        Self.bind(rule, to: findRule)
        if try findRule.step() {
            let number = findRule.integer(0)
            findRule.reset()
            rules[rule] = number
            return number
        }
        Self.bind(rule, to: addRule)
        let number = try addRule.insert()
        rules[rule] = number
        return number
    }

    private static func bind(_ rule: RuleReference, to statement: borrowing Statement) {
        statement.bind(1, rule.id)
        statement.bind(2, Int64(clamping: rule.revision))
        statement.bind(3, rule.title)
        statement.bind(4, rule.level)
    }
}
