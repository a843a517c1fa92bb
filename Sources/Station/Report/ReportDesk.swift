// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query
package import Reports
package import Store
internal import Triage

/// Gathers reports from a store and its triage.
package struct ReportDesk: Sendable {
    let store: StoreReader
    let triage: TriageStore
    let assets: AssetFile
    private let site: String
    private let silentAfterSeconds: Int
    let cancellation: Cancellation

    /// How many rows a table has, besides the rest.
    static let rows = 10
    /// How many buckets the charts have at the most.
    static let columns = 72
    /// How many parts the course of a signature or rule has.
    private static let cells = 24

    /// The reports of the station whose store `store` reads; of the configuration it needs the site, `silent-after` and where the triage is.
    /// Urgency is as in the inbox, with the same assets.
    /// Once `cancellation` is set, a report comes soon and is worth nothing.
    package init(
        _ configuration: StationConfiguration, store: StoreReader, assets: AssetFile,
        until cancellation: Cancellation = Cancellation()
    ) {
        self.store = store
        self.assets = assets
        triage = TriageStore(directory: configuration.dataDirectory)
        site = configuration.site
        silentAfterSeconds = configuration.silentAfterSeconds
        self.cancellation = cancellation
    }

    /// The report of a period. Of equal stores and periods it is equal, but that a period which ends after `now` judges silence at `now`.
    /// `progress` is told what is counted next.
    ///
    /// - Throws: `ReportFailure`.
    package func report(
        of period: TimeRange, now: Instant, progress: (String) -> Void = { _ in }
    ) throws(ReportFailure) -> Report {
        var report: Report
        let escalated: [AlertID: Standing]
        do throws(QueryFailure) {
            report = try counted(period, now: now, progress)
            progress("triage")
            escalated = try addStandings(to: &report)
        } catch {
            throw .store(error)
        }
        try addDeeds(to: &report)
        try addEscalated(to: &report, escalated)
        if !assets.trouble.isEmpty { report.notices.append(assets.trouble) }
        report.notices.sort()
        return report
    }

    private func counted(
        _ period: TimeRange, now: Instant, _ progress: (String) -> Void
    ) throws(QueryFailure) -> Report {
        progress("alerts")
        var report = Report(site: site, period: period, course: Self.course(of: period))
        let dropped = try store.droppedDays(in: period)
        report.dropped = dropped.last.map { Report.DroppedDays(count: dropped.count, end: $0.end) }
        try addCourse(to: &report)
        let overview = try store.alertsOverview(request(period, rows: Self.rows), until: cancellation)
        note(overview.isPartial, in: &report)
        let isCompared = overview.before != nil
        report.totals.alerts = overview.total
        report.totals.alertsBefore = overview.before?.total
        report.totals.blocked = overview.blocked
        report.signatures = overview.signatures
        progress("events")
        try addGateways(to: &report, overview.activity, comparing: isCompared, now: now)
        progress("rules")
        let rules = try addRules(to: &report, comparing: isCompared)
        if isCompared {
            report.changes = ReportChanges(signatures: try changedSignatures(for: &report), rules: rules)
        }
        progress("names")
        try addTops(to: &report, overview)
        return report
    }

    /// A wish for one overview over exactly a period.
    func request(_ period: TimeRange, rows: Int) -> OverviewRequest {
        let length = period.end.microseconds.subtractingReportingOverflow(period.start.microseconds)
        return OverviewRequest(
            filter: .everything,
            grid: BucketGrid(start: period.start, width: length.overflow ? .max : length.partialValue, count: 1),
            sparkCells: Self.cells, rows: rows, newest: 0)
    }

    /// For how many seconds a gateway had sent nothing at a time, if it counts as silent.
    func silentSeconds(since last: Instant?, at end: Instant) -> Int? {
        guard let last else { return nil }
        let length = end.microseconds.subtractingReportingOverflow(last.microseconds).partialValue
        let seconds = Int(clamping: length / 1_000_000)
        return seconds > silentAfterSeconds ? seconds : nil
    }

    static let alerts = Filter.test(.eventType, .equals(.text("alert")))

    /// Counts for a report, which then knows whether something was lacking.
    func count(
        _ by: [Dimension], _ filter: Filter = .everything, in range: TimeRange, top: Int? = nil,
        for report: inout Report
    ) throws(QueryFailure) -> CountTable {
        let table = try store.count(
            CountRequest(by: by, filter: filter, range: range, top: top), until: cancellation)
        note(table.isPartial, in: &report)
        return table
    }

    /// Notes whether an answer lacked something, and which days were left out.
    ///
    /// It follows each answer at once: a day of which only the raw lines are damaged is forgotten by the store as soon as its columns
    /// answer something else.
    func note(_ isPartial: Bool, in report: inout Report) {
        report.isPartial = report.isPartial || isPartial
        for notice in store.notices where !report.notices.contains(notice) { report.notices.append(notice) }
    }
}
