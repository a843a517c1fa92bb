// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EVE
internal import GRDB
internal import Query
internal import Triage

/// Writes one action into `triage.db`, in a transaction that is undone if it fails.
struct TriageWriting: ~Copyable {
    private var tables: TriageTables
    private let addTouch: Statement
    private let putStanding: Statement
    private var digest = SHA256()
    private var count = 0
    private var unchanged = 0

    init(_ tables: consuming TriageTables) throws(StoreError) {
        let addTouch = try Statement(tables.database, "INSERT INTO touch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let putStanding = try Statement(
            tables.database,
            """
            INSERT INTO standing (last, day, row, rule, disposition, reason, assignee, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, row, rule) DO UPDATE SET disposition = excluded.disposition, reason = excluded.reason,
                assignee = excluded.assignee, tags = excluded.tags, last = excluded.last
            """)
        self.tables = tables
        self.addTouch = addTouch
        self.putStanding = putStanding
    }

    /// Does an action to alerts, which are in order and each there once.
    mutating func perform(_ action: TriageAction, on alerts: [AlertID]) throws(StoreError) -> TriageRecord {
        (count, unchanged) = (0, 0)
        let number = try tables.newest() + 1
        for alert in alerts {
            let rule = try tables.makeNumber(ofRule: alert.rule)
            let before = try tables.standing(of: alert.event, rule: rule) ?? TriageTables.Held()
            let after = before.standing.after(action.deed)
            guard after != before.standing || action.deed == .comment else {
                unchanged += 1
                continue
            }
            try touch(alert, rule, before, becoming: TriageTables.Held(standing: after, last: number), by: number)
        }
        return try finish(TriageRecord(number: number, action: action, count: count, unchanged: unchanged))
    }

    /// Takes an action back: every alert that nothing has changed since is again as it was before, and as if by the action that had made
    /// it so, which then can be taken back as well.
    mutating func takeBack(
        _ record: TriageRecord, by person: String, from origin: String, at time: Instant
    ) throws(StoreError) -> TriageRecord {
        (count, unchanged) = (0, 0)
        let number = try tables.newest() + 1
        let rows = try Statement(
            tables.database,
            """
            SELECT t.disposition, t.reason, t.assignee, t.tags, t.last, t.day, t.row, t.rule, ifnull(r.id, ''), a.last
            FROM touch t LEFT JOIN rule r ON r.number = t.rule
                LEFT JOIN touch a ON a.action = ?2 AND a.day = t.day AND a.row = t.row AND a.rule = t.rule
            WHERE t.action = ?1 ORDER BY t.day, t.row, ifnull(r.id, '')
            """)
        rows.bind(1, record.number)
        rows.bind(2, record.undoes)
        while try rows.step() {
            guard let day = Int32(exactly: rows.integer(5)) else { continue }
            let alert = AlertID(event: EventID(day: day, row: rows.integer(6)), rule: rows.text(8))
            let rule = rows.integer(7)
            let now = try tables.standing(of: alert.event, rule: rule) ?? TriageTables.Held()
            // What an action that took back another has left is the work of the one before that.
            guard now.last == (record.undoes == nil ? record.number : rows.integer(9)) else {
                unchanged += 1
                continue
            }
            try touch(alert, rule, now, becoming: TriageTables.held(rows, at: 0), by: number)
        }
        let action = TriageAction(record.action.deed, by: person, from: origin, at: time, scope: record.action.scope)
        return try finish(
            TriageRecord(number: number, action: action, count: count, unchanged: unchanged, undoes: record.number))
    }

    private mutating func touch(
        _ alert: AlertID, _ rule: Int64, _ before: TriageTables.Held, becoming after: TriageTables.Held,
        by number: Int64
    ) throws(StoreError) {
        count += 1
        digest.add(alert.bytes)
        addTouch.bind(1, number)
        Self.bind(alert, rule, before.standing, to: addTouch)
        addTouch.bind(9, before.last)
        try addTouch.run()
        putStanding.bind(1, after.last)
        Self.bind(alert, rule, after.standing, to: putStanding)
        try putStanding.run()
    }

    /// Binds an alert and a standing from the second parameter on.
    private static func bind(
        _ alert: AlertID, _ rule: Int64, _ standing: Standing, to statement: borrowing Statement
    ) {
        statement.bind(2, Int64(alert.event.day))
        statement.bind(3, alert.event.row)
        statement.bind(4, rule)
        statement.bind(5, standing.disposition.code)
        statement.bind(6, standing.reason?.code ?? 0)
        statement.bind(7, standing.assignee)
        statement.bind(8, standing.tags.joined(separator: "\n"))
    }

    /// Adds the record to the log, chained to the one before.
    private mutating func finish(_ record: TriageRecord) throws(StoreError) -> TriageRecord {
        let newest = try Statement(tables.database, "SELECT hash FROM action ORDER BY number DESC LIMIT 1")
        let previous = try newest.step() ? newest.bytes(0) : []
        newest.reset()
        var whole = SHA256()
        swap(&whole, &digest)
        let alerts = whole.digest()
        let add = try Statement(
            tables.database, "INSERT INTO action VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let (action, code) = (record.action, record.action.deed.code)
        add.bind(1, record.number)
        add.bind(2, action.time.microseconds)
        add.bind(3, action.person)
        add.bind(4, action.origin)
        add.bind(5, code.kind)
        add.bind(6, code.disposition)
        add.bind(7, code.reason)
        add.bind(8, code.words)
        add.bind(9, action.comment)
        add.bind(10, action.scope)
        add.bind(11, Int64(record.count))
        add.bind(12, Int64(record.unchanged))
        add.bind(13, record.undoes)
        add.bind(14, alerts)
        add.bind(15, previous)
        add.bind(16, SHA256.digest(of: record.bytes(code, alerts: alerts, previous: previous)))
        try add.run()
        return record
    }
}
