// SPDX-License-Identifier: Apache-2.0

internal import Query
internal import Triage

/// The dispositions of one day's alerts that somebody has touched.
struct DayStandings: Sendable {
    private struct Entry {
        var row: Int64
        var rule: Int32
        var disposition: Disposition
        var isTruePositive: Bool
    }

    /// By row.
    private var entries: [Entry] = []
    /// The numbers of rules here.
    private var rules: [String: Int32] = ["": 0]

    /// Takes the next alert, by row.
    mutating func add(_ alert: AlertID, _ standing: Standing) {
        let rule = rules[alert.rule] ?? Int32(rules.count)
        rules[alert.rule] = rule
        entries.append(
            Entry(
                row: alert.event.row, rule: rule, disposition: standing.disposition,
                isTruePositive: standing.reason == .truePositive))
    }

    var isEmpty: Bool { entries.isEmpty }

    /// The number that a rule, or Suricata's alert, has here; `nil` if nobody touched any of its alerts.
    func number(ofRule id: String) -> Int32? { rules[id] }

    /// What became of an alert, by its rule's number, and whether it was archived as a true positive.
    func look(row: Int64, rule: Int32?) -> (disposition: Disposition, isTruePositive: Bool) {
        guard let rule, !entries.isEmpty else { return (.new, false) }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].row < row { low = middle + 1 } else { high = middle }
        }
        while low < entries.count, entries[low].row == row {
            if entries[low].rule == rule { return (entries[low].disposition, entries[low].isTruePositive) }
            low += 1
        }
        return (.new, false)
    }
}
