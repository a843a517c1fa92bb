// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Reports
internal import Rules
internal import Store

extension ReportDesk {
    // MARK: Over time

    /// The course of a period before anything is counted.
    static func course(of period: TimeRange) -> Report.Course {
        let grid = grid(of: period)
        return Report.Course(
            grid: grid, alerts: Array(repeating: SeverityCounts(), count: grid.count),
            events: Array(repeating: 0, count: grid.count))
    }

    /// Counts in round buckets of UTC.
    func addCourse(to report: inout Report) throws(QueryFailure) {
        let (period, grid) = (report.period, report.course.grid)
        let unit = CalendarUnit.allCases.last { grid.width % $0.microseconds == 0 } ?? .minute
        func bucket(_ row: CountTable.Row) -> Int? {
            guard case .instant(let time)? = row.key.first else { return nil }
            // The minute or hour that holds the beginning of the period may begin before the grid.
            return grid.index(of: max(time, grid.start))
        }
        for row in try count([.bucket(unit)], in: period, for: &report).rows {
            if let bucket = bucket(row) { report.course.events[bucket] += row.count }
        }
        var all = Array(repeating: 0, count: grid.count)
        for row in try count([.bucket(unit)], Self.alerts, in: period, for: &report).rows {
            if let bucket = bucket(row) { all[bucket] += row.count }
        }
        for row in try count([.bucket(unit), .field(.severity)], Self.alerts, in: period, for: &report).rows {
            guard let bucket = bucket(row), case .integer(let severity)? = row.key.last, 1...3 ~= severity else {
                continue
            }
            switch severity {
            case 1: report.course.alerts[bucket].high += row.count
            case 2: report.course.alerts[bucket].medium += row.count
            default: report.course.alerts[bucket].low += row.count
            }
        }
        report.course.setOthers(ofAll: all)
    }

    /// Round buckets that cover a period, none shorter than a minute.
    static func grid(of period: TimeRange) -> BucketGrid {
        let grid = BucketGrid.covering(period, columns: columns, now: period.end)
        guard grid.width < ReportPeriod.minute else { return grid }
        let start = period.start.floored(toMicroseconds: ReportPeriod.minute)
        let length = period.end.raisedToMinute.microseconds - start.microseconds
        return BucketGrid(start: start, width: ReportPeriod.minute, count: Int(length / ReportPeriod.minute))
    }

    // MARK: Gateways

    func addGateways(
        to report: inout Report, _ activity: [GatewayActivity], comparing: Bool, now: Instant
    ) throws(QueryFailure) {
        let period = report.period
        let table = try count([.field(.gateway)], in: period, for: &report)
        let before = comparing ? try count([.field(.gateway)], in: period.before, for: &report) : nil
        report.totals.events = table.total
        report.totals.eventsBefore = before?.total
        let (events, eventsBefore) = (Self.byName(table), before.map(Self.byName))
        var known: [String: GatewayReport] = [:]
        for gateway in try store.gateways() { known[gateway.gateway] = gateway }
        report.gateways = activity.map { activity in
            let gateway = known[activity.gateway]
            var health = GatewayHealth(gateway: activity.gateway)
            health.events = events[activity.gateway] ?? 0
            health.before = eventsBefore.map { $0[activity.gateway] ?? 0 }
            health.firstEvent = gateway?.firstEvent
            health.lastEvent = Self.lastEvent(of: activity, gateway, in: report)
            health.silentSeconds = silentSeconds(
                since: health.lastEvent ?? Self.quiet(gateway, in: report), at: min(period.end, now))
            health.drops = activity.drops.reduce(0, +)
            health.refused = (gateway?.rejected ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }.map {
                RefusedLines(reason: $0.key.name, words: $0.key.words, count: $0.value)
            }
            return health
        }
    }

    /// The newest event of a gateway up to the end of the period. One that was kept of a dropped day need not be the newest: what came behind
    /// it on that day is gone.
    private static func lastEvent(
        of activity: GatewayActivity, _ gateway: GatewayReport?, in report: Report
    ) -> Instant? {
        guard let last = activity.lastEvent, let dropped = report.dropped, last < dropped.end else {
            return activity.lastEvent
        }
        return last == gateway?.lastEvent ? last : nil
    }

    /// From when on at the latest a gateway was quiet of which the period has no event: from the beginning of what is stored of the
    /// period, if it had sent something before. `nil` also where events may have been left out.
    private static func quiet(_ gateway: GatewayReport?, in report: Report) -> Instant? {
        guard !report.isPartial, let first = gateway?.firstEvent else { return nil }
        let start = max(report.period.start, report.dropped?.end ?? report.period.start)
        return first < start ? start : nil
    }

    private static func byName(_ table: CountTable) -> [String: Int] {
        table.rows.reduce(into: [:]) { $0[$1.key.first?.text ?? "", default: 0] += $1.count }
    }

    // MARK: Rules

    /// Adds what rules found; says what changed, which means something only when comparing.
    func addRules(
        to report: inout Report, comparing: Bool
    ) throws(QueryFailure) -> ReportChanges.Movement {
        let period = report.period
        let overview = try store.ruleOverview(request(period, rows: 0), until: cancellation)
        report.totals.matches = overview.total
        report.totals.matchesBefore = overview.before
        report.rules.top = Array(overview.rules.prefix(Self.rows))
        report.rules.others = overview.rules.count - report.rules.top.count
        report.rules.gaveUp = overview.limitHits.filter { $0.last >= period.start && $0.first < period.end }
        note(overview.isPartial, in: &report)
        guard comparing else { return ReportChanges.Movement([], rows: 0) }
        let items = (overview.rules + overview.gone).map { row in
            ReportChanges.Item(id: row.rule.id, title: row.rule.title, before: row.before ?? 0, now: row.count)
        }
        return ReportChanges.Movement(items, rows: Self.rows)
    }
}
