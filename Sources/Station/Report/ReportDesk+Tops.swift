// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Reports
internal import Store

extension ReportDesk {
    /// Which signatures came more or less often than in the period before.
    func changedSignatures(for report: inout Report) throws(QueryFailure) -> ReportChanges.Movement {
        let period = report.period
        let number: [Dimension] = [.field(.generatorID), .field(.signatureID)]
        var items: [[FieldValue]: ReportChanges.Item] = [:]
        for (range, isBefore) in [(period.before, true), (period, false)] {
            for row in try count(number, Self.alerts, in: range, for: &report).rows {
                let id = row.key.map(\.text).joined(separator: ":")
                var item = items[row.key] ?? ReportChanges.Item(id: id, title: "", before: 0, now: 0)
                if isBefore { item.before = row.count } else { item.now = row.count }
                items[row.key] = item
            }
            // The most frequent text of the later period that has one. Signatures without a text are not in this count.
            let texts = try count(number + [.field(.signature)], Self.alerts, in: range, for: &report)
            for row in texts.rows.reversed() { items[Array(row.key.prefix(2))]?.title = row.key[2].text }
        }
        return ReportChanges.Movement(Array(items.values), rows: Self.rows)
    }

    func addTops(to report: inout Report, _ overview: AlertsOverview) throws(QueryFailure) {
        for subject in ReportSubject.allCases {
            let ranking = try ranking(of: subject, overview, for: &report)
            report.tops.append(Report.Top(subject, ranking))
        }
    }

    private func ranking(
        of subject: ReportSubject, _ overview: AlertsOverview, for report: inout Report
    ) throws(QueryFailure) -> Ranking<RankedValue> {
        switch subject {
        case .categories: overview.categories
        case .sources: overview.sources
        case .destinations: overview.destinations
        case .gateways: overview.gateways
        case .ports: try values(of: .destinationPort, Self.alerts, for: &report)
        case .types: try values(of: .eventType, .everything, for: &report)
        case .protocols: try values(of: .appProtocol, .everything, for: &report)
        case .dns: try askedNames(for: &report)
        case .tls: try names("tls", "tls.sni", for: &report)
        case .http: try names("http", "http.hostname", for: &report)
        }
    }

    private func values(
        of field: Field, _ filter: Filter, for report: inout Report
    ) throws(QueryFailure) -> Ranking<RankedValue> {
        Ranking(try count([.field(field)], filter, in: report.period, top: Self.rows, for: &report))
    }

    private func names(
        _ type: String, _ path: String, for report: inout Report
    ) throws(QueryFailure) -> Ranking<RankedValue> {
        guard let field = Field(name: path) else { return Ranking() }
        let filter = Filter.all([.test(.eventType, .equals(.text(type))), .test(field, .exists)])
        return try values(of: field, filter, for: &report)
    }

    /// The names of DNS questions: Suricata up to 7 writes `dns.rrname`, later ones `dns.queries`; an answer repeats what was asked.
    private func askedNames(for report: inout Report) throws(QueryFailure) -> Ranking<RankedValue> {
        guard let plain = Field(name: "dns.rrname"), let listed = Field(name: "dns.queries.rrname"),
            let kind = Field(name: "dns.type")
        else { return Ranking() }
        let questions = Filter.all([
            .test(.eventType, .equals(.text("dns"))),
            .any([.test(kind, .equals(.text("query"))), .test(kind, .equals(.text("request")))]),
        ])
        // Each count decodes every line of DNS.
        var table = try count([.field(plain)], questions, in: report.period, for: &report)
        var later = CountTable()
        if table.missing > 0 {
            later = try count(
                [.field(listed)], .all([questions, .test(listed, .exists), .not(.test(plain, .exists))]),
                in: report.period, for: &report)
        }
        table.total -= table.missing
        table.missing = 0
        table.add(later, top: Self.rows)
        return Ranking(table)
    }
}

extension CountTable {
    /// Puts two tables of the same dimensions together and keeps the largest rows.
    fileprivate mutating func add(_ table: CountTable, top: Int) {
        var counts: [[FieldValue]: Int] = [:]
        for row in rows + table.rows { counts[row.key, default: 0] += row.count }
        let sorted = counts.sorted {
            $0.value == $1.value
                ? $0.key.map(\.text).lexicographicallyPrecedes($1.key.map(\.text)) : $0.value > $1.value
        }
        rows = sorted.prefix(top).map { Row(key: $0.key, count: $0.value) }
        other = sorted.dropFirst(top).reduce(other + table.other) { $0 + $1.value }
        missing += table.missing
        total += table.total
        isPartial = isPartial || table.isPartial
    }
}

extension Ranking<RankedValue> {
    /// The ranking of a count by one dimension; how many groups its rest are is not told.
    fileprivate init(_ table: CountTable) {
        self.init(
            rows: table.rows.map { RankedValue(value: $0.key.first ?? .absent, count: $0.count) }, other: table.other,
            missing: table.missing, total: table.total)
    }
}
