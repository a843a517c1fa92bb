// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Reports
internal import Store

extension ReportDesk {
    /// Which signatures came more or less often than in the period before.
    func signatures(of period: TimeRange) throws(QueryFailure) -> ReportChanges.Movement {
        var items: [[FieldValue]: ReportChanges.Item] = [:]
        for (range, isBefore) in [(period.before, true), (period, false)] {
            for row in try count([.field(.generatorID), .field(.signatureID)], Self.alerts, in: range).rows {
                let id = row.key.map(\.text).joined(separator: ":")
                var item = items[row.key] ?? ReportChanges.Item(id: id, title: "", before: 0, now: 0)
                if isBefore { item.before = row.count } else { item.now = row.count }
                items[row.key] = item
            }
            // The most frequent text of the later period that has one. Signatures without a text are not in this count.
            let texts = try count(
                [.field(.generatorID), .field(.signatureID), .field(.signature)], Self.alerts, in: range)
            for row in texts.rows.reversed() { items[Array(row.key.prefix(2))]?.title = row.key[2].text }
        }
        return ReportChanges.Movement(Array(items.values), rows: Self.rows)
    }

    func addTops(to report: inout Report, _ overview: AlertsOverview) throws(QueryFailure) {
        for subject in ReportSubject.allCases {
            let ranking = try ranking(of: subject, in: report.period, overview)
            report.tops.append(Report.Top(subject, ranking))
        }
    }

    private func ranking(
        of subject: ReportSubject, in period: TimeRange, _ overview: AlertsOverview
    ) throws(QueryFailure) -> Ranking<RankedValue> {
        switch subject {
        case .categories: overview.categories
        case .sources: overview.sources
        case .destinations: overview.destinations
        case .gateways: overview.gateways
        case .ports:
            Ranking(try count([.field(.destinationPort)], Self.alerts, in: period, top: Self.rows))
        case .types: Ranking(try count([.field(.eventType)], in: period, top: Self.rows))
        case .protocols: Ranking(try count([.field(.appProtocol)], in: period, top: Self.rows))
        case .dns: try askedNames(in: period)
        case .tls: try names("tls", "tls.sni", in: period)
        case .http: try names("http", "http.hostname", in: period)
        }
    }

    private func names(
        _ type: String, _ path: String, in period: TimeRange
    ) throws(QueryFailure) -> Ranking<RankedValue> {
        guard let field = Field(name: path) else { return Ranking() }
        let filter = Filter.all([.test(.eventType, .equals(.text(type))), .test(field, .exists)])
        return Ranking(try count([.field(field)], filter, in: period, top: Self.rows))
    }

    /// The names of DNS questions: Suricata up to 7 writes `dns.rrname`, later ones `dns.queries`; an answer repeats what was asked.
    private func askedNames(in period: TimeRange) throws(QueryFailure) -> Ranking<RankedValue> {
        guard let plain = Field(name: "dns.rrname"), let listed = Field(name: "dns.queries.rrname"),
            let kind = Field(name: "dns.type")
        else { return Ranking() }
        let questions = Filter.all([
            .test(.eventType, .equals(.text("dns"))),
            .any([.test(kind, .equals(.text("query"))), .test(kind, .equals(.text("request")))]),
        ])
        var table = try count([.field(plain)], .all([questions, .test(plain, .exists)]), in: period)
        let later = try count(
            [.field(listed)], .all([questions, .test(listed, .exists), .not(.test(plain, .exists))]), in: period)
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
