// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
package import Query
internal import Rules

extension StoreReader {
    /// Which rules matched in a period. `rows` and `newest` of the request are not looked at: every rule is told.
    ///
    /// - Throws: `QueryFailure`.
    package func ruleOverview(
        _ request: OverviewRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> RuleOverview {
        try answering { () throws(StoreError) in
            let reachesBack = try isPreceded(Period(request), by: try station.gateways())
            var tally = RuleTally(request, reachesBack: reachesBack)
            let isPartial = try visit(tally.period, until: cancellation) { day throws(StoreError) in
                try tally.count(in: day, until: cancellation)
            }
            var overview = tally.finish(isPartial: isPartial)
            overview.limitHits = try station.limitHits()
            return overview
        }
    }
}

/// Collects which rules matched, file by file.
private struct RuleTally {
    private struct Entry {
        var rule: RuleReference
        var count = 0
        var before = 0
        var last = Instant(microseconds: .min)
        var series: [Int]
    }

    let period: Period
    private let filter: Filter
    private var matches: [Int]
    private var entries: [String: Entry] = [:]
    private var before = 0
    private let reachesBack: Bool
    private var hasBefore = false

    init(_ request: OverviewRequest, reachesBack: Bool) {
        period = Period(request)
        filter = request.filter.simplified
        matches = Array(repeating: 0, count: request.grid.count)
        self.reachesBack = reachesBack
    }

    mutating func count(in day: DaySnapshot, until cancellation: Cancellation) throws(StoreError) {
        if cancellation.isCancelled { throw StoreError.interrupted }
        // As the other overviews have it, also of days without rules.
        if reachesBack, !hasBefore { hasBefore = try day.hasEvents(in: period.before) }
        guard day.names.hasRules else { return }
        guard filter == .everything else { return try countFiltered(in: day, until: cancellation) }
        for range in [period.before, period.range] {
            let isCounted = period.level != nil
            let rows = try Statement(
                day.database,
                isCounted
                    ? "SELECT minute, rule, count FROM match_count WHERE minute >= ? AND minute < ?"
                    : "SELECT row, rule, 1 FROM match WHERE row >= ? AND row < ?")
            for (index, edge) in [range.start, range.end].enumerated() {
                let row = day.partition.row(at: edge)
                rows.bind(Int32(index + 1), isCounted ? day.partition.minute(ofRow: row) : row)
            }
            while try rows.step() {
                let row = isCounted ? rows.integer(0) &* day.partition.rowsPerMinute : rows.integer(0)
                add(Int(rows.integer(2)), rule: rows.integer(1), at: day.partition.instant(ofRow: row), in: day)
            }
        }
    }

    private mutating func countFiltered(
        in day: DaySnapshot, until cancellation: Cancellation
    ) throws(StoreError) {
        let scan = EventScan(
            .all([.test(.rule, .exists), filter]), range: period.both, output: .columns(["e.row"]))
        try scan.run(in: day) { rows, _ throws(StoreError) in
            if cancellation.isCancelled { throw StoreError.interrupted }
            let row = rows.integer(0)
            try day.forEachMatch(ofRow: row) { add(1, rule: $0, at: day.partition.instant(ofRow: row), in: day) }
            return true
        }
    }

    private mutating func add(_ count: Int, rule number: Int64, at time: Instant, in day: DaySnapshot) {
        guard let rule = day.names.rule(number) else { return }
        let place = period.place(of: time)
        var entry = entries[rule.id] ?? Entry(rule: rule, series: Array(repeating: 0, count: period.cells))
        if let place {
            matches[place.bucket] += count
            entry.count += count
            if period.cells > 0 { entry.series[place.cell] += count }
        } else {
            before += count
            entry.before += count
        }
        if time >= entry.last {
            entry.last = time
            entry.rule = rule
        }
        entries[rule.id] = entry
    }

    consuming func finish(isPartial: Bool) -> RuleOverview {
        let all = entries.values.map { entry in
            RankedRule(
                rule: entry.rule, count: entry.count, before: hasBefore ? entry.before : nil, last: entry.last,
                series: entry.series)
        }
        func ranked(_ rules: [RankedRule], by count: (RankedRule) -> Int) -> [RankedRule] {
            rules.sorted { count($0) == count($1) ? $0.rule.title < $1.rule.title : count($0) > count($1) }
        }
        let rules = ranked(all.filter { $0.count > 0 }) { $0.count }
        let gone = ranked(all.filter { $0.count == 0 && hasBefore }) { $0.before ?? 0 }
        return RuleOverview(
            grid: period.grid, matches: matches, total: matches.reduce(0, +), before: hasBefore ? before : nil,
            rules: rules, gone: gone, isPartial: isPartial)
    }
}
