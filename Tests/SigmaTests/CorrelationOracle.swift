// SPDX-License-Identifier: Apache-2.0

import EVE

@testable import Sigma

/// What one correlation finds, by the definition: all that was ever counted is kept, and every window is counted anew.
struct CorrelationOracle {
    struct Item: Hashable {
        var time: Int64
        var slot: Int
        var event: UInt64
        var value: String
    }

    struct Finding: Hashable {
        var time: Int64
        var group: [String]
        var total: Int
        var value: Double
    }

    let rule: CorrelationRule
    let lateness: Int64
    private(set) var tooLate = 0
    private var items: [[String]: Set<Item>] = [:]
    private var hits: [[String]: [Int64]] = [:]
    private var settled: [[String]: Int64] = [:]
    private var newest = Int64.min / 2

    init(_ rule: CorrelationRule, lateness: Int) {
        self.rule = rule
        self.lateness = Int64(lateness) * 1_000_000
    }

    private var timespan: Int64 { Int64(rule.timespan) * 1_000_000 }
    private var settles: Bool { rule.thresholds.contains { !["gt", "gte"].contains($0.comparison.rawValue) } }
    private var isTemporal: Bool { rule.kind == .temporal || rule.kind == .temporalOrdered }

    /// Takes a match of the rule `slot`; the fields are called `host` and `value`.
    mutating func take(_ match: BaseMatch) -> [Finding] {
        let time = match.time.microseconds
        var found = settle(until: time)
        newest = max(newest, time)
        guard time >= newest - timespan - lateness else {
            tooLate += 1
            return found
        }
        let values = rule.kind == .eventCount || isTemporal ? [""] : match.fields["value"] ?? []
        for host in match.fields["host"] ?? [] where !values.isEmpty {
            if let end = settled[[host]], time <= end {
                tooLate += 1
                continue
            }
            let before = items[[host], default: []]
            for value in values {
                items[[host], default: []].insert(
                    Item(time: time, slot: isTemporal ? match.rule : 0, event: match.event, value: value))
            }
            if !settles, items[[host]] != before, let finding = look([host], at: time) { found.append(finding) }
        }
        return found
    }

    /// The first window that an event of `time` makes true.
    private mutating func look(_ group: [String], at time: Int64) -> Finding? {
        let all = items[group, default: []].filter { $0.time >= newest - timespan - lateness }
        for end in Set(all.map(\.time)).sorted() where end >= time && end <= time + timespan {
            if hits[group, default: []].contains(where: { abs($0 - end) <= timespan }) { continue }
            let window = all.filter { $0.time >= end - timespan && $0.time <= end }
            guard let value = matchingValue(window) else { continue }
            hits[group, default: []].append(end)
            return Finding(time: end, group: group, total: Set(window.map(\.event)).count, value: value)
        }
        return nil
    }

    /// Closes the windows that have waited long enough at `time`.
    private mutating func settle(until time: Int64) -> [Finding] {
        var found: [Finding] = []
        while settles {
            let starts = items.compactMap { key, items in items.map(\.time).min().map { (start: $0, key: key) } }
            guard let next = starts.min(by: { ($0.start, $0.key[0]) < ($1.start, $1.key[0]) }),
                next.start + timespan + lateness < time
            else { break }
            let end = next.start + timespan
            let window = items[next.key, default: []].filter { $0.time <= end }
            items[next.key]?.subtract(window)
            settled[next.key] = end
            guard let value = matchingValue(window) else { continue }
            found.append(
                Finding(time: end, group: next.key, total: Set(window.map(\.event)).count, value: value))
        }
        return found
    }

    /// What is compared, if all comparisons hold.
    private func matchingValue(_ window: Set<Item>) -> Double? {
        let value: Double
        let numbers = window.compactMap { Double($0.value) }.sorted()
        switch rule.kind {
        case .eventCount: value = Double(window.count)
        case .valueCount: value = Double(Set(window.map(\.value)).count)
        case .temporal: value = Double(Set(window.map(\.slot)).count)
        case .temporalOrdered: value = Double(longestChain(window))
        case .valueSum: value = numbers.reduce(0, +)
        case .valueAverage: value = numbers.reduce(0, +) / Double(numbers.count)
        case .valuePercentile:
            let rank = Int(((rule.percentile ?? 0) / 100 * Double(numbers.count)).rounded(.up))
            value = numbers[max(rank, 1) - 1]
        }
        let thresholds = rule.thresholds.isEmpty ? [.init(.equal, Double(rule.rules.count))] : rule.thresholds
        return thresholds.allSatisfy { $0.comparison.holds(value, $0.value) } ? value : nil
    }

    private func longestChain(_ window: Set<Item>) -> Int {
        let sorted = window.sorted { ($0.time, $0.slot) < ($1.time, $1.slot) }
        var lengths: [Int] = []
        for (index, item) in sorted.enumerated() {
            let before = sorted[..<index].indices.filter { sorted[$0].slot < item.slot }.map { lengths[$0] }
            lengths.append((before.max() ?? 0) + 1)
        }
        return lengths.max() ?? 0
    }
}
