// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Goes through the events of one file that a filter holds for.
///
/// What of the filter can be told from columns is asked of SQLite; for the rest the raw bytes are opened and the whole filter is
/// asked again.
struct EventScan {
    /// What the body gets.
    enum Output {
        /// These columns of the table `event`, from 0 on.
        case columns([String])
        /// These columns of the table `alert`, from 0 on; other events do not exist then.
        case alertColumns([String])
        /// `DaySnapshot.eventColumns`.
        case events
        /// The same, and the raw bytes.
        case rawEvents
        /// The same, with these columns of the table `event` behind the event's.
        case rawEventsAnd([String])
    }

    var filter: Filter
    var range: TimeRange
    var output: Output
    /// Whether rows come by time, and in which direction.
    var isDescending: Bool?
    /// Another order; then `isDescending` is not looked at.
    var order: String?
    /// One more condition, and a value in it.
    var extra: (sql: String, arguments: [Argument])?
    /// At most so many events.
    var limit: Int?

    init(_ filter: Filter, range: TimeRange, output: Output) {
        self.filter = filter.simplified
        self.range = range
        self.output = output
    }

    /// Calls `body` for each event until it returns false. Raw bytes are in the `StoredEvent` where they were needed.
    ///
    /// - Throws: `StoreError`, also for an interruption.
    func run(
        in day: DaySnapshot, _ body: (borrowing Statement, StoredEvent) throws(StoreError) -> Bool
    ) throws(StoreError) {
        // Times that must hold cut the rows, so that only those between them are gone through.
        let span = range.overlap(filter.span)
        let start = day.partition.row(at: span.start)
        let bounds = start..<max(start, day.partition.row(at: span.end))
        let condition = try Condition(filter, in: day, type: typeColumn(in: day))
        let sieve = condition.isExact || !day.usesKeys ? nil : try LineSieve(filter, in: day, bounds: bounds)
        let narrowed = Narrowed(condition: condition, sieve: sieve, bounds: bounds)
        guard var lookup = try lookup(narrowed, in: day) else {
            _ = try run(narrowed, among: nil, limit: limit, in: day, body)
            return
        }
        let isByTime = plan(in: day, isExact: condition.isExact).isNewestFirst
        var left = limit
        while left != 0, let window = try lookup.next(in: day) {
            if !window.rows.isEmpty {
                var part = narrowed
                part.bounds = window.bounds
                let done = try run(part, among: window.rows, limit: left, in: day, body)
                guard done.goesOn else { return }
                left = left.map { $0 - done.count }
            }
            if isByTime, left != 0 { reach(max(window.bounds.lowerBound, lookup.oldest), in: day) }
        }
        if isByTime, left != 0 { reach(max(bounds.lowerBound, lookup.oldest), in: day) }
    }

    /// What is known of a file before its rows are gone through.
    private struct Narrowed {
        var condition: Condition
        /// Tells lines apart that need not be opened.
        var sieve: LineSieve?
        var bounds: Range<Int64>
    }

    /// Notes that all rows from this one on were gone through.
    private func reach(_ row: Int64, in day: DaySnapshot) {
        if row < .max { day.cancellation.reach(day.partition.instant(ofRow: row)) }
    }

    /// Runs the scan over some rows.
    private func run(
        _ narrowed: Narrowed, among candidates: [Int64]?, limit: Int?, in day: DaySnapshot,
        _ body: (borrowing Statement, StoredEvent) throws(StoreError) -> Bool
    ) throws(StoreError) -> (count: Int, goesOn: Bool) {
        let condition = narrowed.condition
        let bounds = narrowed.bounds
        var plan = plan(in: day, isExact: condition.isExact)
        plan.hasCandidates = candidates != nil
        let rows = try Statement(day.database, plan.sql(condition, extra: extra?.sql, limit: limit))
        var arguments: [Argument] = [.integer(bounds.lowerBound), .integer(bounds.upperBound)]
        if let candidates { arguments.append(.rows(candidates)) }
        arguments += condition.arguments + (extra?.arguments ?? [])
        if let limit, condition.isExact { arguments.append(.integer(Int64(limit))) }
        rows.bind(arguments)
        let opened = condition.isExact ? nil : OpenedTest(filter)
        let event = StoredEvent(
            countries: day.countries(for: filter), standings: try day.standings(for: filter),
            trust: try day.trust(for: filter))
        var count = 0
        while count < limit ?? .max, try rows.step() {
            if let column = plan.rawColumn {
                try look(at: rows, column, isByTime: plan.isNewestFirst, in: day)
                if let sieve = narrowed.sieve {
                    guard try sieve.mayHold(day.place(rows, at: column), in: day) else { continue }
                }
                guard try load(event, rows, column, opened, in: day) else { continue }
            }
            count += 1
            guard try body(rows, event) else { return (count, false) }
        }
        return (count, true)
    }

    /// What of a filter is asked again of each line: the SQL decides the rest.
    private struct OpenedTest {
        let evaluator: FilterEvaluator
        /// Whether it looks at hot fields, too.
        let readsRow: Bool

        init(_ filter: Filter) {
            let cold = filter.split.cold
            evaluator = FilterEvaluator(cold)
            readsRow = cold.fields.contains(where: \.isHot)
        }
    }

    /// Loads the event of a row; false where the filter does not hold for it.
    private func load(
        _ event: StoredEvent, _ rows: borrowing Statement, _ column: Int32, _ opened: OpenedTest?, in day: DaySnapshot
    ) throws(StoreError) -> Bool {
        let raw = try day.raw(at: day.place(rows, at: column))
        guard let opened, !opened.readsRow else {
            event.load(try day.eventRow(rows, at: column), raw: raw)
            return opened?.evaluator.matches(event) ?? true
        }
        event.load(raw, at: day.partition.instant(ofRow: rows.integer(column)))
        guard opened.evaluator.matches(event) else { return false }
        event.add(try day.eventRow(rows, at: column))
        return true
    }

    /// Ends the scan once it shall end, as opening lines can take long between two looks that SQLite takes; else notes how far it is.
    private func look(
        at rows: borrowing Statement, _ column: Int32, isByTime: Bool, in day: DaySnapshot
    ) throws(StoreError) {
        if day.cancellation.isCancelled { throw StoreError.interrupted }
        if isByTime { day.cancellation.reach(day.partition.instant(ofRow: rows.integer(column))) }
    }

    /// The SQL of one file.
    private struct Plan {
        var columns: String
        var from: String
        /// The column whose range and order drive the scan.
        var key: String
        var order: String
        /// Where `eventColumns` stand from which the raw bytes are opened; `nil` if they are not needed.
        var rawColumn: Int32?
        /// Whether the rows are given that alone can hold.
        var hasCandidates = false
        /// Whether lines are opened by time, the newest first, to ask the filter of them.
        var isNewestFirst = false

        func sql(_ condition: Condition, extra: String?, limit: Int?) -> String {
            var sql = "SELECT \(columns) FROM \(from) WHERE \(key) >= ? AND \(key) < ?"
            if hasCandidates { sql += " AND \(key) IN (SELECT value FROM json_each(?))" }
            sql += " AND \(condition.sql)"
            if let extra { sql += " AND (\(extra))" }
            if !order.isEmpty { sql += " ORDER BY \(order)" }
            if limit != nil, condition.isExact { sql += " LIMIT ?" }
            return sql
        }
    }

    private func plan(in day: DaySnapshot, isExact: Bool) -> Plan {
        let joined = "alert a CROSS JOIN event e ON e.row = a.row"
        var plan: Plan
        switch output {
        case .columns(let columns):
            plan = Plan(columns: columns.joined(separator: ", "), from: "event e", key: "e.row", order: "")
            if !isExact { plan.rawColumn = Int32(columns.count) }
        case .alertColumns(let columns):
            plan = Plan(
                columns: columns.joined(separator: ", "), from: isExact ? "alert e" : joined,
                key: isExact ? "e.row" : "a.row", order: "")
            if !isExact { plan.rawColumn = Int32(columns.count) }
        case .events, .rawEvents, .rawEventsAnd:
            let isAlert = filter.meansOnlyAlerts(in: day.names)
            plan = Plan(
                columns: DaySnapshot.eventColumns, from: isAlert ? joined : "event e", key: isAlert ? "a.row" : "e.row",
                order: "", rawColumn: isExact ? nil : 0)
            switch output {
            case .rawEventsAnd(let columns):
                plan.rawColumn = 0
                plan.columns += columns.map { ", " + $0 }.joined()
            case .rawEvents: plan.rawColumn = 0
            default: break
            }
        }
        if let column = plan.rawColumn, column > 0 { plan.columns += ", " + DaySnapshot.eventColumns }
        if let order {
            plan.order = order
        } else if isDescending ?? !isExact {
            // What opens lines goes back from the newest, so that what it has found when it is ended is all of a stretch.
            plan.order = plan.key + " DESC"
            plan.isNewestFirst = !isExact
        } else if isDescending != nil {
            plan.order = plan.key
        }
        return plan
    }

    /// Where the filter's keys and texts are; `nil` where every row must be looked at.
    private func lookup(_ narrowed: Narrowed, in day: DaySnapshot) throws(StoreError) -> KeyLookup? {
        guard day.usesKeys else { return nil }
        if let keys = filter.requiredKeys,
            let lookup = try KeyLookup(
                keys, in: day, bounds: narrowed.bounds, isDescending: isDescending ?? true,
                first: order == nil && isDescending != nil && limit != nil)
        {
            return lookup
        }
        guard let sieve = narrowed.sieve else { return nil }
        return try KeyLookup(
            sieve, in: day, bounds: narrowed.bounds, isDescending: isDescending ?? true,
            opened: order == nil && !hasOtherRows && narrowed.condition.sql == "1", first: order == nil)
    }

    /// Whether rows are those of fewer events than the condition says.
    private var hasOtherRows: Bool {
        if case .alertColumns = output { true } else { extra != nil }
    }

    /// The table `alert` has no column for the type, since it would be the same in every row.
    private func typeColumn(in day: DaySnapshot) -> String {
        if case .alertColumns = output { return String(day.names.id(of: EventType.alert) ?? 0) }
        return "e.type"
    }
}

extension Filter {
    /// Whether this simplified filter holds for no event but those in the table `alert`.
    func meansOnlyAlerts(in names: LocalNames) -> Bool {
        switch self {
        case .test(.eventType, .equals(.text(let type))):
            // Types are compared without regard to case, and only the exact one has the table.
            type == EventType.alert
                && names.texts.count { ValueTest(.equals(.text(EventType.alert))).accepts(.text($0)) } <= 1
        case .all(let members): members.contains { $0.meansOnlyAlerts(in: names) }
        default: false
        }
    }
}
