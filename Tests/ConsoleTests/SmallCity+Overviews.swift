// SPDX-License-Identifier: Apache-2.0

import EVE
import Query

extension SmallCity {
    func rank(_ field: Field, _ found: [Stored], rows: Int, cells: Int, _ grid: BucketGrid) -> Ranking<RankedValue> {
        var groups: [FieldValue: [Stored]] = [:]
        var missing = 0
        for event in found {
            if let value = event.values(of: field).first {
                groups[value, default: []].append(event)
            } else {
                missing += 1
            }
        }
        let sorted = groups.sorted { ($0.value.count, $1.key.text) > ($1.value.count, $0.key.text) }
        let rest = sorted.dropFirst(rows)
        return Ranking(
            rows: sorted.prefix(rows).map { value, members in
                RankedValue(value: value, count: members.count, before: nil, series: series(members, cells, grid))
            }, other: rest.reduce(0) { $0 + $1.value.count }, otherGroups: rest.count, missing: missing,
            total: found.count)
    }

    private func series(_ members: [Stored], _ cells: Int, _ grid: BucketGrid) -> [Int] {
        var series = [Int](repeating: 0, count: cells)
        for event in members {
            guard cells > 0, let bucket = grid.index(of: event.row.time) else { continue }
            series[bucket * cells / max(1, grid.count)] += 1
        }
        return series
    }

    private func severities(_ found: [Stored], _ grid: BucketGrid) -> [SeverityCounts] {
        var buckets = [SeverityCounts](repeating: SeverityCounts(), count: grid.count)
        for event in found {
            guard let bucket = grid.index(of: event.row.time) else { continue }
            buckets[bucket].add(event.row.alert?.severity)
        }
        return buckets
    }

    func alerts(_ request: OverviewRequest) -> AlertsOverview {
        let found = matching(request.filter, request.grid.range).filter { $0.row.type == "alert" }
        let grid = request.grid
        var total = SeverityCounts()
        for event in found { total.add(event.row.alert?.severity) }
        func ranking(_ field: Field) -> Ranking<RankedValue> {
            rank(field, found, rows: request.rows, cells: request.sparkCells, grid)
        }
        return AlertsOverview(
            grid: grid, severities: severities(found, grid), total: total,
            blocked: found.count { $0.row.alert?.action == "blocked" }, signatures: signatures(found, request),
            gateways: ranking(.gateway), sources: ranking(.source), destinations: ranking(.destination),
            categories: ranking(.category), actions: ranking(.action),
            sourceCountries: hasPlaces ? ranking(.sourceCountry) : nil,
            destinationCountries: hasPlaces ? ranking(.destinationCountry) : nil,
            newest: found.suffix(request.newest).reversed().map(\.row), activity: activity(grid))
    }

    private func signatures(_ found: [Stored], _ request: OverviewRequest) -> Ranking<RankedSignature> {
        let groups = Dictionary(grouping: found) { $0.row.alert?.signatureID ?? 0 }
        let rows = groups.compactMap { id, members -> RankedSignature? in
            guard let first = members.first, let last = members.last, let alert = first.row.alert else { return nil }
            return RankedSignature(
                generatorID: 1, signatureID: id, text: alert.signature ?? "", category: alert.category ?? "",
                severity: alert.severity, count: members.count, before: nil,
                gateways: Set(members.map(\.row.gateway)).count, first: first.row.time, last: last.row.time,
                series: series(members, request.sparkCells, request.grid))
        }.sorted { left, right in
            let leftHigh = left.severity == 1 ? 0 : 1
            let rightHigh = right.severity == 1 ? 0 : 1
            return (leftHigh, -left.count, left.signatureID) < (rightHigh, -right.count, right.signatureID)
        }
        return Ranking(rows: Array(rows.prefix(request.rows)), total: found.count)
    }

    func overview(_ request: OverviewRequest) -> EventsOverview {
        let found = matching(request.filter, request.grid.range).filter { $0.row.type != "stats" }
        let grid = request.grid
        var buckets = [Int](repeating: 0, count: grid.count)
        for event in found { if let bucket = grid.index(of: event.row.time) { buckets[bucket] += 1 } }
        func ranking(_ field: Field) -> Ranking<RankedValue> {
            rank(field, found, rows: request.rows, cells: request.sparkCells, grid)
        }
        return EventsOverview(
            grid: grid, events: buckets, total: found.count, types: ranking(.eventType), gateways: ranking(.gateway),
            transports: ranking(.transport), appProtocols: ranking(.appProtocol),
            newest: found.suffix(request.newest).reversed().map(\.row), activity: activity(grid))
    }

    func activity(_ grid: BucketGrid) -> [GatewayActivity] {
        Dictionary(grouping: events, by: \.row.gateway).sorted { $0.key < $1.key }.map { gateway, members in
            var buckets = [Int](repeating: 0, count: grid.count)
            for event in members { if let bucket = grid.index(of: event.row.time) { buckets[bucket] += 1 } }
            return GatewayActivity(
                gateway: gateway, events: buckets, drops: [Int](repeating: 0, count: grid.count),
                lastEvent: members.last?.row.time, counters: nil, countersTime: nil)
        }
    }
}

extension SeverityCounts {
    fileprivate mutating func add(_ severity: UInt8?) {
        switch severity {
        case 1: high += 1
        case 2: medium += 1
        case 3: low += 1
        default: other += 1
        }
    }
}
