// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import GRDBSQLite
internal import Rules

/// Reads the tables of `rules.db`, within a transaction of its user.
struct RuleTables {
    let database: Database

    /// A rule with its number in the file.
    struct Row {
        var number: Int64
        var rule: Rule
    }

    /// The columns that `row` reads, from the current revisions `v` of the rules `r`.
    private static let columns = """
        r.number, r.id, r.kind, r.revision, r.enabled, r.retired, r.created, r.changed,
        v.title, v.level, v.tags, v.techniques, v.tactics,
        ifnull((SELECT h.author FROM change h WHERE h.number = v.change), '')
        """
    private static let join = "FROM rule r JOIN revision v ON v.rule = r.number AND v.number = r.revision"
    /// How many columns these are.
    private static let width: Int32 = 14

    private static func row(_ rows: borrowing Statement) throws(StoreError) -> Row {
        let id = rows.text(1)
        guard let kind = RuleKind(rawValue: rows.text(2)) else { throw damage("\(id) is of no known kind") }
        let rule = Rule(
            id: id, kind: kind, heading: heading(rows, from: 8), revision: Int(clamping: rows.integer(3)),
            isEnabled: rows.integer(4) != 0, isRetired: rows.integer(5) != 0, author: rows.text(13),
            created: Instant(microseconds: rows.integer(6)), changed: Instant(microseconds: rows.integer(7)))
        return Row(number: rows.integer(0), rule: rule)
    }

    private static func heading(_ rows: borrowing Statement, from column: Int32) -> RuleHeading {
        RuleHeading(
            title: rows.text(column), level: rows.text(column + 1), tags: lines(rows.text(column + 2)),
            techniques: lines(rows.text(column + 3)), tactics: lines(rows.text(column + 4)))
    }

    private static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: 0x0a).map { String(Substring($0)) }
    }

    static func damage(_ reason: String) -> StoreError {
        .database(path: "rules.db", code: SQLITE_CORRUPT, reason: reason)
    }

    // MARK: Rules

    /// All rules, by id.
    func rules() throws(StoreError) -> [Rule] {
        let rows = try Statement(database, "SELECT \(Self.columns) \(Self.join) ORDER BY r.id")
        var rules: [Rule] = []
        while try rows.step() { rules.append(try Self.row(rows).rule) }
        return rules
    }

    func find(_ id: String) throws(StoreError) -> Row? {
        let rows = try Statement(database, "SELECT \(Self.columns) \(Self.join) WHERE r.id = ?")
        rows.bind(1, id)
        return try rows.step() ? Self.row(rows) : nil
    }

    /// The rules that are loaded, with their texts, by id.
    func loaded(_ kinds: Set<RuleKind>) throws(StoreError) -> [RuleSnapshot.Entry] {
        let rows = try Statement(
            database,
            "SELECT \(Self.columns), v.text \(Self.join) WHERE r.enabled = 1 AND r.retired = 0 ORDER BY r.id")
        var entries: [RuleSnapshot.Entry] = []
        while try rows.step() {
            let rule = try Self.row(rows).rule
            guard kinds.isEmpty || kinds.contains(rule.kind) else { continue }
            entries.append(RuleSnapshot.Entry(rule: rule, text: rows.bytes(Self.width)))
        }
        return entries
    }

    /// The number of the newest change; 0 for none.
    func token() throws(StoreError) -> Int64 {
        let rows = try Statement(database, "SELECT max(number) FROM change")
        return try rows.step() ? rows.integer(0) : 0
    }

    // MARK: What was

    func history(of rule: Int64) throws(StoreError) -> [RuleChange] {
        let rows = try Statement(
            database,
            """
            SELECT number, deed, revision, reverted_to, author, time, comment FROM change WHERE rule = ? ORDER BY number
            """)
        rows.bind(1, rule)
        var changes: [RuleChange] = []
        while try rows.step() {
            guard let deed = RuleDeed(rawValue: rows.integer(1)) else {
                throw Self.damage("change \(rows.integer(0)) is of no known kind")
            }
            changes.append(
                RuleChange(
                    number: rows.integer(0), deed: deed.deed(revertedTo: Int(clamping: rows.integer(3))),
                    revision: Int(clamping: rows.integer(2)), authorship: Self.authorship(rows, from: 4)))
        }
        return changes
    }

    private static func authorship(_ rows: borrowing Statement, from column: Int32) -> Authorship {
        Authorship(
            author: rows.text(column), time: Instant(microseconds: rows.integer(column + 1)),
            comment: rows.text(column + 2))
    }

    func revision(_ number: Int, of row: Row) throws(StoreError) -> RuleRevision? {
        let rows = try Statement(
            database,
            """
            SELECT c.author, c.time, c.comment, v.title, v.level, v.tags, v.techniques, v.tactics, v.text
            FROM revision v JOIN change c ON c.number = v.change WHERE v.rule = ? AND v.number = ?
            """)
        rows.bind([.integer(row.number), .integer(Int64(number))])
        guard try rows.step() else { return nil }
        return RuleRevision(
            rule: row.rule.id, number: number,
            content: RuleContent(text: rows.bytes(8), heading: Self.heading(rows, from: 3)),
            authorship: Self.authorship(rows, from: 0))
    }

    func archive() throws(StoreError) -> RuleArchive {
        var lineages: [Int64: [UInt64]] = [:]
        let hashes = try Statement(database, "SELECT rule, hash FROM revision ORDER BY rule, number")
        while try hashes.step() {
            lineages[hashes.integer(0), default: []].append(UInt64(bitPattern: hashes.integer(1)))
        }
        let rows = try Statement(
            database,
            """
            SELECT \(Self.columns), c.author, c.time, c.comment, v.text \(Self.join)
            JOIN change c ON c.number = v.change ORDER BY r.id
            """)
        var entries: [RuleArchive.Entry] = []
        while try rows.step() {
            let row = try Self.row(rows)
            entries.append(
                RuleArchive.Entry(
                    rule: row.rule, text: rows.bytes(Self.width + 3),
                    authorship: Self.authorship(rows, from: Self.width), lineage: lineages[row.number] ?? []))
        }
        return RuleArchive(entries: entries)
    }
}
