// SPDX-License-Identifier: Apache-2.0

import EVE
import Query

/// The numbers of the overviews, counted by going through everything for each of them.
struct OverviewOracle {
    let history: History
    let request: OverviewRequest

    var range: TimeRange { request.grid.range }

    /// Events of the filter in the period and in the one before.
    let found: [OracleEvent]
    let earlier: [OracleEvent]
    let hasBefore: Bool

    init(_ history: History, _ request: OverviewRequest, where isMeant: (OracleEvent) -> Bool) {
        self.history = history
        self.request = request
        found = history.matching(request.filter, in: request.grid.range).filter(isMeant)
        earlier = history.matching(request.filter, in: request.grid.range.before).filter(isMeant)
        // Stored time must reach back over the period before, but for a twentieth.
        let before = request.grid.range.before
        let twentieth = (before.end.microseconds - before.start.microseconds) / 20
        hasBefore =
            history.events.contains { before.contains($0.time) }
            && history.events.contains { $0.time <= before.start.advanced(byMicroseconds: twentieth) }
    }

    func severities(_ events: [OracleEvent]) -> SeverityCounts {
        func count(_ wanted: UInt8) -> Int { events.count { $0.severity == wanted } }
        let (high, medium, low) = (count(1), count(2), count(3))
        return SeverityCounts(high: high, medium: medium, low: low, other: events.count - high - medium - low)
    }

    /// The events in each bucket.
    var buckets: [[OracleEvent]] {
        (0..<request.grid.count).map { index in found.filter { request.grid.range(of: index).contains($0.time) } }
    }

    private func series(_ events: [OracleEvent], cells: Int) -> [Int] {
        var series = [Int](repeating: 0, count: cells)
        guard cells > 0 else { return series }
        let length = range.end.microseconds - range.start.microseconds
        for event in events {
            // By parts of the whole, so that nothing overflows: the cell begins at ceil(length * cell / cells).
            // Where buckets are whole hours (or ten minutes, or minutes), so are the events.
            let minute: Int64 = 60_000_000
            let unit = [60 * minute, 10 * minute, minute].first {
                range.start.microseconds % $0 == 0 && request.grid.width % $0 == 0
            }
            let time = unit.map { event.time.floored(toMicroseconds: $0) } ?? event.time
            let since = time.microseconds - range.start.microseconds
            let cell = (0..<cells).last { Double($0) * Double(length) / Double(cells) <= Double(since) } ?? 0
            series[cell] += 1
        }
        return series
    }

    /// - Parameter rows: at most so many; those of the request where it is `nil`.
    func ranking(_ field: Field, cells: Int = 0, rows: Int? = nil) -> Ranking<RankedValue> {
        let groups = Dictionary(grouping: found) { $0.value(of: field) }
        let missing = groups[.absent]?.count ?? 0
        let order = groups.filter { $0.key != .absent }.sorted {
            $0.value.count == $1.value.count ? [$0.key].comesBefore([$1.key]) : $0.value.count > $1.value.count
        }
        let shown = order.prefix(rows ?? request.rows)
        return Ranking(
            rows: shown.map { value, events in
                RankedValue(
                    value: value, count: events.count,
                    before: hasBefore ? earlier.count { $0.value(of: field) == value } : nil,
                    series: series(events, cells: cells))
            },
            other: order.dropFirst(shown.count).reduce(0) { $0 + $1.value.count },
            otherGroups: order.count - shown.count, missing: missing, total: found.count)
    }

    private struct SignatureKey: Hashable {
        var generator: FieldValue
        var number: FieldValue

        init(_ event: OracleEvent) {
            generator = event.value(of: .generatorID)
            number = event.value(of: .signatureID)
        }

        var numbers: [UInt32] { [generator, number].map { if case .integer(let id) = $0 { UInt32(id) } else { 0 } } }
    }

    /// The signatures, and how many alerts of severity 1 there are among those not shown.
    var signatures: (ranking: Ranking<RankedSignature>, otherHigh: Int) {
        let groups = Dictionary(grouping: found) { SignatureKey($0) }
        var rows: [(row: RankedSignature, high: Int)] = []
        for (key, events) in groups where key.number != .absent {
            guard let first = events.first, let last = events.last else { continue }
            rows.append(
                (
                    RankedSignature(
                        generatorID: key.numbers[0], signatureID: key.numbers[1],
                        text: last.value(of: .signature).text, category: last.value(of: .category).text,
                        severity: events.compactMap(\.severity).min(), count: events.count,
                        before: hasBefore ? earlier.count { SignatureKey($0) == key } : nil,
                        gateways: Set(events.map(\.gateway)).count, first: first.time, last: last.time,
                        series: series(events, cells: request.sparkCells)), events.count { $0.severity == 1 }
                ))
        }
        rows.sort { left, right in
            let (leftHigh, rightHigh) = (left.row.severity == 1 ? 0 : 1, right.row.severity == 1 ? 0 : 1)
            return (leftHigh, -left.row.count, left.row.generatorID, left.row.signatureID)
                < (rightHigh, -right.row.count, right.row.generatorID, right.row.signatureID)
        }
        let rest = rows.dropFirst(request.rows)
        return (
            Ranking(
                rows: rows.prefix(request.rows).map(\.row), other: rest.reduce(0) { $0 + $1.row.count },
                otherGroups: rest.count, missing: found.count { $0.value(of: .signatureID) == .absent },
                total: found.count), rest.reduce(0) { $0 + $1.high }
        )
    }

    /// All events of a gateway in each bucket, filters aside.
    func activity(of gateway: String) -> [Int] {
        (0..<request.grid.count).map { index in
            let bucket = request.grid.range(of: index)
            return history.events.count { $0.gateway == gateway && bucket.contains($0.time) }
        }
    }

    /// The newest counters of a gateway in the period, and their time.
    func counters(of gateway: String) -> (SensorCounters?, Instant?) {
        let last = history.events.last { $0.gateway == gateway && $0.counters != nil && range.contains($0.time) }
        var counters = last?.counters
        // Days' files do not keep what is loaded.
        counters?.rulesLoaded = nil
        counters?.rulesFailed = nil
        counters?.lastReload = nil
        return (counters, last?.time)
    }
}
