// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EVE
internal import GRDB
internal import Query
internal import Triage

/// Looks through `triage.db`: whether the log is the one that was written, record by record, and how alerts stand now follows from it.
///
/// The chain finds whatever was changed or taken out by somebody who did not hash all records behind it anew.
struct TriageCheck {
    private let file: SharedFile
    private let database: Database

    /// Adds what is wrong to `problems`; no file is no problem. `identity` is the store's number where it is known.
    static func run(_ directory: StoreDirectory, identity: Int64?, _ problems: inout ProblemList) {
        let file = SharedFile.triage(in: directory)
        file.look(&problems) { database, problems throws(StoreError) in
            let check = TriageCheck(file: file, database: database)
            try file.check(database, &problems)
            if let identity, let own = try StoreIdentity.read(database), own != identity {
                check.add("it was written in another store, whose alerts it names", to: &problems)
            }
            try check.chain(&problems)
            try check.standings(&problems)
        }
    }

    /// Follows the chain of the log only.
    static func look(_ directory: StoreDirectory, _ problems: inout ProblemList) {
        let file = SharedFile.triage(in: directory)
        file.look(&problems) { database, problems throws(StoreError) in
            try TriageCheck(file: file, database: database).chain(&problems)
        }
    }

    private func add(_ what: String, to problems: inout ProblemList) { file.add(what, to: &problems) }

    /// Every record must be there, as it was, with the alerts that it touched.
    private func chain(_ problems: inout ProblemList) throws(StoreError) {
        let rows = try Statement(
            database,
            "SELECT \(TriageTables.recordColumns), a.alerts, a.previous, a.hash FROM action a ORDER BY a.number")
        var previous: [UInt8] = []
        var next: Int64 = 1
        while try rows.step() {
            let record = TriageTables.record(rows)
            if record.number != next {
                add("action \(next) of the log is missing", to: &problems)
            } else if rows.bytes(15) != previous {
                add("action \(next) of the log does not follow the one before it", to: &problems)
            }
            let bytes = record.bytes(TriageTables.code(rows), alerts: rows.bytes(14), previous: rows.bytes(15))
            if SHA256.digest(of: bytes) != rows.bytes(16) {
                add("action \(record.number) of the log is not what was written", to: &problems)
            }
            if try alerts(of: record.number) != rows.bytes(14) {
                add("the alerts of action \(record.number) are not those that it touched", to: &problems)
            }
            previous = rows.bytes(16)
            next = record.number + 1
        }
    }

    private func alerts(of action: Int64) throws(StoreError) -> [UInt8] {
        let rows = try Statement(
            database,
            """
            SELECT t.day, t.row, ifnull(r.id, '') FROM touch t LEFT JOIN rule r ON r.number = t.rule
            WHERE t.action = ? ORDER BY t.day, t.row, ifnull(r.id, '')
            """)
        rows.bind(1, action)
        var digest = SHA256()
        while try rows.step() {
            let event = EventID(day: Int32(truncatingIfNeeded: rows.integer(0)), row: rows.integer(1))
            digest.add(AlertID(event: event, rule: rows.text(2)).bytes)
        }
        return digest.digest()
    }

    /// Every alert must stand as the actions that touched it, one after the other, have made it.
    private func standings(_ problems: inout ProblemList) throws(StoreError) {
        let rows = try Statement(
            database,
            """
            SELECT t.disposition, t.reason, t.assignee, t.tags, t.last, t.day, t.row, t.rule, t.action, a.undoes,
                a.kind, a.disposition, a.reason, a.words
            FROM touch t JOIN action a ON a.number = t.action ORDER BY t.day, t.row, t.rule, t.action
            """)
        let tables = try TriageTables(database)
        var account: Account?
        var wrong = 0
        while try rows.step() {
            let event = EventID(day: Int32(truncatingIfNeeded: rows.integer(5)), row: rows.integer(6))
            if account?.event != event || account?.rule != rows.integer(7) {
                if try account?.isKept(in: tables) == false { wrong += 1 }
                account = Account(event: event, rule: rows.integer(7))
            }
            let code = TriageDeed.Code(
                kind: rows.integer(10), disposition: rows.integer(11), reason: rows.integer(12), words: rows.text(13))
            account?.take(
                rows.integer(8), TriageDeed(code) ?? .comment, undoes: rows.optional(9),
                before: TriageTables.held(rows, at: 0))
        }
        if try account?.isKept(in: tables) == false { wrong += 1 }
        if wrong > 0 { add("\(wrong) alerts do not stand as the log says", to: &problems) }
    }
}

/// What the log says of one alert, action by action.
private struct Account {
    let event: EventID
    let rule: Int64
    private var held = TriageTables.Held()
    private var before: [Int64: TriageTables.Held] = [:]
    /// Whether every action found what the ones before it had left.
    private var isSound = true

    init(event: EventID, rule: Int64) {
        self.event = event
        self.rule = rule
    }

    mutating func take(_ action: Int64, _ deed: TriageDeed, undoes: Int64?, before found: TriageTables.Held) {
        if found != held { isSound = false }
        before[action] = found
        if let undoes {
            held = before[undoes] ?? TriageTables.Held()
        } else {
            held = TriageTables.Held(standing: held.standing.after(deed), last: action)
        }
    }

    func isKept(in tables: borrowing TriageTables) throws(StoreError) -> Bool {
        guard isSound else { return false }
        return try tables.standing(of: event, rule: rule) == held
    }
}
