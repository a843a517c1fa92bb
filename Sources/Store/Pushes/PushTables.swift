// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Pushes

/// The rows of `pushes.db` in one transaction.
struct PushTables {
    let database: Database

    // MARK: Wanted

    /// What one gateway is to run.
    @dynamicMemberLookup struct Wanted {
        struct Row {
            var gateway: String
            var push: Int64
            var chosen: Int64
            var number: Int64
            var files: Int64
            /// The text of thresholds without mutings.
            var base: Int64
            var mayRunFewer: Bool
        }

        var row: Row
        /// The text of the rules.
        var rules: Int64
        var ruleCount: Int64

        subscript<Value>(dynamicMember path: KeyPath<Row, Value>) -> Value { row[keyPath: path] }
    }

    private static let wantedColumns = """
        SELECT w.gateway, w.push, w.chosen, w.number, w.files, w.base, w.may_run_fewer, f.rules, f.rule_count
        FROM wanted w JOIN files f ON f.number = w.files
        """

    private static func wanted(_ rows: borrowing Statement) -> Wanted {
        Wanted(
            row: Wanted.Row(
                gateway: rows.text(0), push: rows.integer(1), chosen: rows.integer(2), number: rows.integer(3),
                files: rows.integer(4), base: rows.integer(5), mayRunFewer: rows.integer(6) != 0),
            rules: rows.integer(7), ruleCount: rows.integer(8))
    }

    private static func revision(_ text: String) throws(StoreError) -> RulesRevision {
        guard let revision = RulesRevision(text) else { throw PushTexts.damage("'\(text.prefix(20))' is no revision") }
        return revision
    }

    func wanted(of gateway: String) throws(StoreError) -> Wanted? {
        let find = try Statement(database, Self.wantedColumns + " WHERE w.gateway = ?")
        find.bind(1, gateway)
        return try find.step() ? Self.wanted(find) : nil
    }

    /// All of them, by gateway.
    func wanted() throws(StoreError) -> [Wanted] {
        let rows = try Statement(database, Self.wantedColumns + " ORDER BY w.gateway")
        var all: [Wanted] = []
        while try rows.step() { all.append(Self.wanted(rows)) }
        return all
    }

    func put(_ wanted: Wanted.Row) throws(StoreError) {
        let put = try Statement(database, "INSERT OR REPLACE INTO wanted VALUES (?, ?, ?, ?, ?, ?, ?)")
        put.bind([
            .text(wanted.gateway), .integer(wanted.push), .integer(wanted.chosen), .integer(wanted.number),
            .integer(wanted.files), .integer(wanted.base), .integer(wanted.mayRunFewer ? 1 : 0),
        ])
        try put.run()
    }

    /// Gives what is wanted of a gateway a number above `taken`, where it still has `number`.
    func renumber(_ gateway: String, from number: Int64, above taken: Int64) throws(StoreError) {
        let set = try Statement(
            database, "UPDATE wanted SET number = max(number, ?1) + 1 WHERE gateway = ?2 AND number = ?3")
        set.bind([.integer(taken), .text(gateway), .integer(number)])
        try set.run()
    }

    // MARK: Gateways

    /// All that anything is wanted of, or that ever told anything, by name.
    func gateways() throws(StoreError) -> [GatewayRules] {
        var all: [String: GatewayRules] = [:]
        try addReports(to: &all)
        try addWanted(to: &all)
        try addOverdue(to: &all)
        return all.values.sorted { $0.gateway < $1.gateway }
    }

    private func addReports(to all: inout [String: GatewayRules]) throws(StoreError) {
        let rows = try Statement(
            database, "SELECT gateway, line, since, seen, open, sent, ahead, within, clock_told FROM report")
        while try rows.step() {
            all[rows.text(0)] = GatewayRules(
                gateway: rows.text(0), report: try? PushReport(line: rows.bytes(1)),
                reported: Instant(microseconds: rows.integer(2)), seen: Instant(microseconds: rows.integer(3)),
                isConnected: rows.integer(4) != 0, sent: rows.isNull(5) ? nil : Int(rows.integer(5)))
            guard let ahead = rows.optional(6), let within = rows.optional(7) else { continue }
            all[rows.text(0)]?.clock = ClockSkew(ahead: ahead, within: within)
            all[rows.text(0)]?.clockTold = rows.instant(8)
        }
    }

    private func addWanted(to all: inout [String: GatewayRules]) throws(StoreError) {
        let rows = try Statement(
            database,
            """
            SELECT w.gateway, w.number, w.push, w.chosen, f.revision, f.rule_count, w.may_run_fewer, p.person, p.time, p.comment
            FROM wanted w JOIN files f ON f.number = w.files JOIN push p ON p.number = w.push
            """)
        while try rows.step() {
            let wanted = WantedRules(
                number: Int(rows.integer(1)), push: Int(rows.integer(2)), chosen: Int(rows.integer(3)),
                revision: try Self.revision(rows.text(4)), ruleCount: Int(rows.integer(5)),
                mayRunFewer: rows.integer(6) != 0, person: rows.text(7),
                time: Instant(microseconds: rows.integer(8)), comment: rows.text(9))
            let gateway = rows.text(0)
            all[gateway, default: GatewayRules(gateway: gateway)].wanted = wanted
        }
    }

    /// Adds which mutings have ended and still hold, where a gateway kept what ran before.
    private func addOverdue(to all: inout [String: GatewayRules]) throws(StoreError) {
        let kept = all.values.filter { rules in
            (rules.state == .refused || rules.state == .rolledBack) && rules.running != rules.wanted?.revision
        }
        guard !kept.isEmpty else { return }
        let mutes = try MuteTable(database: database).mutes(all: true)
        var texts = PushTexts(database)
        var found: [RulesRevision: Set<Int>] = [:]
        for rules in kept {
            guard let running = rules.running else { continue }
            if found[running] == nil {
                found[running] = MuteTable.numbers(in: try texts.files(of: running)?.thresholds ?? "")
            }
            guard let numbers = found[running], !numbers.isEmpty else { continue }
            // Of several that say the same, one line stands there.
            let holding = Set(mutes.filter { $0.holds(at: rules.gateway) }.map(\.line))
            let overdue = mutes.filter { numbers.contains($0.number) && $0.end != nil && !holding.contains($0.line) }
            if !overdue.isEmpty { all[rules.gateway]?.overdueMutes = overdue.map(\.number) }
        }
    }

    /// What a gateway told last.
    func report(of gateway: String) throws(StoreError) -> PushReport? {
        let find = try Statement(database, "SELECT line FROM report WHERE gateway = ?")
        find.bind(1, gateway)
        return try find.step() ? try? PushReport(line: find.bytes(0)) : nil
    }

    /// How many signatures the files of a name have; `nil` for those that were never ordered here.
    func ruleCount(of revision: RulesRevision) throws(StoreError) -> Int64? {
        let find = try Statement(database, "SELECT rule_count FROM files WHERE revision = ?")
        find.bind(1, revision.text)
        return try find.step() ? find.integer(0) : nil
    }

    /// The text of the rules of files.
    func rules(ofFiles number: Int64) throws(StoreError) -> Int64 {
        let find = try Statement(database, "SELECT rules FROM files WHERE number = ?")
        find.bind(1, number)
        guard try find.step() else { throw PushTexts.damage("files \(number) are missing") }
        return find.integer(0)
    }

    // MARK: Lines

    func note(_ note: LineNote) throws(StoreError) {
        let known = try Statement(database, "SELECT line, open, sent FROM report WHERE gateway = ?")
        known.bind(1, note.gateway)
        let isKnown = try known.step()
        let old = isKnown ? known.bytes(0) : []
        let line = note.report?.line ?? old
        // A line on which nothing came that can be read is not worth a row.
        guard isKnown || note.report != nil else { return }
        let isSame = line == old
        let sent = note.isOpen ? note.sent.map { Int64($0) } : nil
        if !isSame || (known.integer(1) != 0) != note.isOpen || known.optional(2) != sent { try countReport() }
        let put = try Statement(
            database,
            """
            INSERT INTO report (gateway, line, since, seen, open, sent) VALUES (?1, ?2, ?3, ?3, ?4, ?5) ON CONFLICT (gateway) DO UPDATE SET
                line = ?2, since = iif(line = ?2, since, ?3), seen = max(seen, ?3), open = ?4, sent = ?5
            """)
        put.bind([
            .text(note.gateway), .bytes(line), .integer(note.time.microseconds), .integer(note.isOpen ? 1 : 0),
        ])
        put.bind(5, sent)
        try put.run()
        if let clock = note.clock { try keep(clock, of: note.gateway, at: note.time) }
    }

    /// Keeps what a gateway found of its clock; it is news where that is another number to a person.
    private func keep(_ clock: ClockSkew, of gateway: String, at time: Instant) throws(StoreError) {
        let find = try Statement(database, "SELECT ahead FROM report WHERE gateway = ?")
        find.bind(1, gateway)
        let before = try find.step() ? find.optional(0) : nil
        let moved = before.map { clock.ahead.subtractingReportingOverflow($0) }
        if moved.map({ $0.overflow || $0.partialValue.magnitude > Self.clockNews }) ?? true { try countReport() }
        let put = try Statement(
            database, "UPDATE report SET ahead = ?, within = ?, clock_told = ? WHERE gateway = ?")
        put.bind([
            .integer(clock.ahead), .integer(clock.within), .integer(time.microseconds), .text(gateway),
        ])
        try put.run()
    }

    /// So many microseconds.
    private static let clockNews: Int64 = 50_000

    func closeLines() throws(StoreError) {
        try countReport()
        try Statement.run(database, "UPDATE report SET open = 0, sent = NULL WHERE open = 1")
    }

    func rename(_ gateway: String, to new: String, at time: Instant) throws(StoreError) {
        // What was muted at a gateway that had this name once is not to be silent at this one.
        let end = try Statement(
            database,
            """
            UPDATE mute SET ended = max(time, min(expiry, ?)), ended_by = ? WHERE gateway = ? AND ended IS NULL
            """)
        end.bind([.integer(time.microseconds), .text(PushRecord.station), .text(new)])
        try end.run()
        for table in ["wanted", "report", "mute"] {
            // Of a gateway that had this name once nothing is left that could be meant.
            if table != "mute" {
                let forget = try Statement(database, "DELETE FROM \(table) WHERE gateway = ?")
                forget.bind(1, new)
                try forget.run()
            }
            let rename = try Statement(database, "UPDATE \(table) SET gateway = ? WHERE gateway = ?")
            rename.bind([.text(new), .text(gateway)])
            try rename.run()
        }
    }

    // MARK: Tokens

    func countOrder() throws(StoreError) { try Statement.run(database, "UPDATE counter SET ordered = ordered + 1") }
    func countReport() throws(StoreError) { try Statement.run(database, "UPDATE counter SET told = told + 1") }

    func tokens() throws(StoreError) -> (ordered: Int64, told: Int64) {
        let rows = try Statement(database, "SELECT ordered, told FROM counter")
        return try rows.step() ? (rows.integer(0), rows.integer(1)) : (0, 0)
    }
}
