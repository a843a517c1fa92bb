// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Store
import Testing

@Suite("Counting")
struct CountTests {
    let history: History

    init() throws { history = try History.shared() }

    /// What the store must answer, by going through everything.
    func expected(_ request: CountRequest) -> CountTable {
        var counts: [[FieldValue]: Int] = [:]
        var missing = 0
        let found = history.matching(request.filter, in: request.range)
        for event in found {
            let key = request.by.map { event.value(of: $0) }
            if key.contains(.absent) { missing += 1 } else { counts[key, default: 0] += 1 }
        }
        let rows = counts.map { CountTable.Row(key: $0.key, count: $0.value) }
            .sorted { $0.count == $1.count ? $0.key.comesBefore($1.key) : $0.count > $1.count }
        let shown = Array(rows.prefix(request.top ?? .max))
        return CountTable(
            rows: shown, other: rows.dropFirst(shown.count).reduce(0) { $0 + $1.count }, missing: missing,
            total: found.count)
    }

    func check(_ request: CountRequest, _ comment: Comment) throws {
        let table = try history.reader.count(request, until: Cancellation())
        #expect(table.rows.reduce(0) { $0 + $1.count } + table.other + table.missing == table.total, comment)
        #expect(table == expected(request), comment)
    }

    @Test("the history is what these tests suppose: real and made up, many days, every type and gap")
    func supposition() throws {
        #expect(history.events.count > 1800)
        #expect(Set(history.events.map(\.time.day)).count >= 11)
        for field in FilterSampler.hotFields where field != .gateway && field != .trust && field != .eventType {
            #expect(history.events.contains { $0.value(of: field) == .absent }, "\(field.name)")
            #expect(history.events.contains { $0.value(of: field) != .absent }, "\(field.name)")
        }
        let reports = try history.reader.gateways()
        let byGateway = Dictionary(grouping: history.events, by: \.gateway)
        #expect(reports.map(\.gateway) == byGateway.keys.sorted())
        for report in reports {
            let own = try #require(byGateway[report.gateway])
            #expect(report.events == own.count)
            #expect(report.firstEvent == own.first?.time)
            #expect(report.lastEvent == own.last?.time)
            #expect(report.duplicates == 0)
        }
        let extent = try #require(try history.reader.extent())
        #expect(extent.start == history.events.first?.time)
        #expect(extent.end == history.events.last?.time.advanced(byMicroseconds: 1))
    }

    @Test(
        "by any one dimension it counts what there is",
        arguments: FilterSampler.hotFields.map(Dimension.field) + OracleEvent.paths.map { .field(.path($0)) }
            + CalendarUnit.allCases.map(Dimension.bucket))
    func single(dimension: Dimension) throws {
        try check(CountRequest(by: [dimension]), "all")
        try check(CountRequest(by: [dimension], top: 2), "top 2")
        try check(CountRequest(by: [dimension], filter: .not(.test(.severity, .less(3))), top: 0), "top 0")
    }

    @Test("any filter, range and pair of dimensions gives what the evaluator gives", arguments: 0..<(isSoak ? 200 : 8))
    func property(seed: Int) throws {
        var sampler = FilterSampler(seed: UInt64(seed), events: history.events)
        for step in 0..<12 {
            let dimensions = (0..<sampler.number(0..<4)).map { _ in sampler.dimension() }
            let request = CountRequest(
                by: dimensions, filter: sampler.filter(), range: sampler.range(), top: sampler.pick([nil, 1, 3]))
            try check(request, "seed \(seed) step \(step): \(request.filter)")
        }
    }
}
