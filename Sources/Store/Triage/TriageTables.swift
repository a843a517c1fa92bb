// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Query
internal import Triage

/// The rows of `triage.db` in one transaction.
struct TriageTables: ~Copyable {
    /// How an alert stands, and which action made it so; 0 for none.
    struct Held: Equatable {
        var standing = Standing()
        var last: Int64 = 0
    }

    let database: Database
    private let findRule: Statement
    private let findStanding: Statement
    private var rules: [String: Int64] = ["": 0]

    init(_ database: Database) throws(StoreError) {
        let findRule = try Statement(database, "SELECT number FROM rule WHERE id = ?")
        let findStanding = try Statement(
            database,
            "SELECT disposition, reason, assignee, tags, last FROM standing WHERE day = ? AND row = ? AND rule = ?")
        self.database = database
        self.findRule = findRule
        self.findStanding = findStanding
    }

    // MARK: Alerts

    /// The number of a rule; `nil` if none of its matches was ever touched.
    func number(ofRule id: String) throws(StoreError) -> Int64? {
        if let known = rules[id] { return known }
        findRule.bind(1, id)
        defer { findRule.reset() }
        return try findRule.step() ? findRule.integer(0) : nil
    }

    /// The number of a rule, which gets one if it has none.
    mutating func makeNumber(ofRule id: String) throws(StoreError) -> Int64 {
        if let known = try number(ofRule: id) {
            rules[id] = known
            return known
        }
        let add = try Statement(database, "INSERT INTO rule (id) VALUES (?)")
        add.bind(1, id)
        let number = try add.insert()
        rules[id] = number
        return number
    }

    /// How an alert stands, by its rule's number; `nil` for one that nobody has touched.
    func standing(of event: EventID, rule: Int64) throws(StoreError) -> Held? {
        findStanding.bind(1, Int64(event.day))
        findStanding.bind(2, event.row)
        findStanding.bind(3, rule)
        defer { findStanding.reset() }
        return try findStanding.step() ? Self.held(findStanding, at: 0) : nil
    }

    /// Whether anybody ever did something about an alert, and did not take it back.
    func isTouched(_ alert: AlertID) throws(StoreError) -> Bool {
        guard let rule = try number(ofRule: alert.rule) else { return false }
        return try standing(of: alert.event, rule: rule).map { $0.last != 0 } ?? false
    }

    /// What five columns say.
    static func held(_ rows: borrowing Statement, at column: Int32) -> Held {
        let tags = rows.text(column + 3)
        return Held(
            standing: Standing(
                disposition: Disposition(code: rows.integer(column)) ?? .new,
                reason: ArchiveReason(code: rows.integer(column + 1)), assignee: rows.text(column + 2),
                tags: tags.isEmpty ? [] : tags.split(separator: "\n").map(String.init)),
            last: rows.integer(column + 4))
    }

    /// Calls `body` with every alert of some days that somebody has touched, in order, until it says no.
    func forEachStanding(
        days: ClosedRange<Int32>, _ body: (AlertID, Standing) -> Bool
    ) throws(StoreError) {
        var ids: [Int64: String] = [0: ""]
        let names = try Statement(database, "SELECT number, id FROM rule")
        while try names.step() { ids[names.integer(0)] = names.text(1) }
        let rows = try Statement(
            database,
            """
            SELECT disposition, reason, assignee, tags, last, day, row, rule FROM standing WHERE day BETWEEN ? AND ?
            ORDER BY day, row, rule
            """)
        rows.bind(1, Int64(days.lowerBound))
        rows.bind(2, Int64(days.upperBound))
        while try rows.step() {
            guard let day = Int32(exactly: rows.integer(5)), let rule = ids[rows.integer(7)] else { continue }
            let alert = AlertID(event: EventID(day: day, row: rows.integer(6)), rule: rule)
            guard body(alert, Self.held(rows, at: 0).standing) else { return }
        }
    }

    /// True and false positives by the rules' ids.
    func verdicts() throws(StoreError) -> [String: RuleVerdicts] {
        let rows = try Statement(
            database,
            """
            SELECT r.id, sum(s.reason = ?1), sum(s.reason = ?2) FROM standing s JOIN rule r ON r.number = s.rule
            WHERE s.reason IN (?1, ?2) GROUP BY r.id
            """)
        rows.bind(1, ArchiveReason.truePositive.code)
        rows.bind(2, ArchiveReason.falsePositive.code)
        var verdicts: [String: RuleVerdicts] = [:]
        while try rows.step() {
            verdicts[rows.text(0)] = RuleVerdicts(
                truePositives: Int(rows.integer(1)), falsePositives: Int(rows.integer(2)))
        }
        return verdicts
    }

    /// The events whose match of a rule was archived for a reason.
    func events(ofRule id: String, archivedAs reason: ArchiveReason) throws(StoreError) -> Set<EventID> {
        guard let rule = try number(ofRule: id) else { return [] }
        let rows = try Statement(database, "SELECT day, row FROM standing WHERE rule = ? AND reason = ?")
        rows.bind(1, rule)
        rows.bind(2, reason.code)
        var events: Set<EventID> = []
        while try rows.step() {
            guard let day = Int32(exactly: rows.integer(0)) else { continue }
            events.insert(EventID(day: day, row: rows.integer(1)))
        }
        return events
    }

    // MARK: Records

    static let recordColumns = """
        a.number, a.time, a.person, a.origin, a.kind, a.disposition, a.reason, a.words, a.comment, a.scope, a.count, \
        a.unchanged, a.undoes, \
        (SELECT max(u.number) FROM action u WHERE u.undoes = a.number
            AND NOT EXISTS (SELECT 1 FROM action r WHERE r.undoes = u.number))
        """

    /// What was done by the code of a row of `recordColumns`.
    static func code(_ rows: borrowing Statement) -> TriageDeed.Code {
        TriageDeed.Code(
            kind: rows.integer(4), disposition: rows.integer(5), reason: rows.integer(6), words: rows.text(7))
    }

    /// The record of a row of `recordColumns`.
    static func record(_ rows: borrowing Statement) -> TriageRecord {
        TriageRecord(
            number: rows.integer(0),
            action: TriageAction(
                // A deed that this program does not know shows as one that only says something.
                TriageDeed(code(rows)) ?? .comment, by: rows.text(2), from: rows.text(3),
                at: Instant(microseconds: rows.integer(1)), comment: rows.text(8), scope: rows.text(9)),
            count: Int(rows.integer(10)), unchanged: Int(rows.integer(11)), undoes: rows.optional(12),
            undoneBy: rows.optional(13))
    }

    /// The number of the newest action; 0 before the first.
    func newest() throws(StoreError) -> Int64 {
        let rows = try Statement(database, "SELECT ifnull(max(number), 0) FROM action")
        return try rows.step() ? rows.integer(0) : 0
    }

    func records(limit: Int) throws(StoreError) -> [TriageRecord] {
        let rows = try Statement(
            database, "SELECT \(Self.recordColumns) FROM action a ORDER BY a.number DESC LIMIT ?")
        rows.bind(1, Int64(limit))
        return try Self.records(rows)
    }

    /// Those of a range, in order.
    func records(in range: TimeRange) throws(StoreError) -> [TriageRecord] {
        let rows = try Statement(
            database,
            "SELECT \(Self.recordColumns) FROM action a WHERE a.time >= ? AND a.time < ? ORDER BY a.number")
        rows.bind(1, range.start.microseconds)
        rows.bind(2, range.end.microseconds)
        return try Self.records(rows)
    }

    func history(of alert: AlertID) throws(StoreError) -> [TriageRecord] {
        guard let rule = try number(ofRule: alert.rule) else { return [] }
        let rows = try Statement(
            database,
            """
            SELECT \(Self.recordColumns) FROM touch t JOIN action a ON a.number = t.action
            WHERE t.day = ? AND t.row = ? AND t.rule = ? ORDER BY a.number
            """)
        rows.bind(1, Int64(alert.event.day))
        rows.bind(2, alert.event.row)
        rows.bind(3, rule)
        return try Self.records(rows)
    }

    /// The newest action of a person that may be taken back.
    func newestToUndo(by person: String) throws(StoreError) -> TriageRecord? {
        try recordsToUndo(by: person, limit: 1).first
    }

    /// The actions of a person that may be taken back, the newest first.
    func recordsToUndo(by person: String, limit: Int64 = -1) throws(StoreError) -> [TriageRecord] {
        let rows = try Statement(
            database,
            """
            SELECT \(Self.recordColumns) FROM action a WHERE a.person = ? AND a.undoes IS NULL
                AND NOT EXISTS (
                    SELECT 1 FROM action u WHERE u.undoes = a.number
                        AND NOT EXISTS (SELECT 1 FROM action r WHERE r.undoes = u.number))
            ORDER BY a.number DESC LIMIT ?
            """)
        rows.bind(1, person)
        rows.bind(2, limit)
        return try Self.records(rows)
    }

    /// What the person has taken back last and not done again, if they have done nothing else since.
    func newestToRedo(by person: String) throws(StoreError) -> TriageRecord? {
        let rows = try Statement(
            database,
            """
            SELECT \(Self.recordColumns) FROM action a JOIN action d ON d.number = a.undoes
            WHERE a.person = ?1 AND d.undoes IS NULL
                AND NOT EXISTS (SELECT 1 FROM action r WHERE r.undoes = a.number)
                AND a.number > (SELECT ifnull(max(n.number), 0) FROM action n WHERE n.person = ?1 AND n.undoes IS NULL)
            ORDER BY a.number DESC LIMIT 1
            """)
        rows.bind(1, person)
        return try Self.records(rows).first
    }

    /// The mutings that hold, whatever their expiry, the newest first.
    func suppressions() throws(StoreError) -> [TriageRecord] { try inForce().filter { $0.suppression != nil } }

    /// The mutings and orders that hold, whatever their expiry, the newest first: neither taken back nor ended.
    func inForce() throws(StoreError) -> [TriageRecord] {
        let rows = try Statement(
            database, "SELECT \(Self.recordColumns) FROM action a WHERE a.kind IN (5, 6, 7) ORDER BY a.number DESC")
        let records = try Self.records(rows).filter { $0.undoes == nil && $0.undoneBy == nil }
        let ended = Set(
            records.compactMap { if case .end(let number) = $0.action.deed { number } else { nil } })
        return records.filter { $0.expiry != nil && !ended.contains($0.number) }
    }

    private static func records(_ rows: borrowing Statement) throws(StoreError) -> [TriageRecord] {
        var records: [TriageRecord] = []
        while try rows.step() { records.append(record(rows)) }
        return records
    }
}
