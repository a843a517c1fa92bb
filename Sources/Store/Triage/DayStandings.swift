// SPDX-License-Identifier: Apache-2.0

internal import Query
internal import Triage

/// The dispositions of one day's alerts that somebody has touched.
struct DayStandings: Sendable {
    private struct Entry {
        var row: Int64
        var rule: Int32
        var disposition: Disposition
        var reason: ArchiveReason?
        var note: Int32
    }

    /// Who looks after an alert, and its tags.
    struct Note: Hashable, Sendable {
        var assignee = ""
        var tags: [String] = []
    }

    /// Notes by number; 0 is that of most alerts, which says nothing.
    private(set) var notes = [Note()]
    private var noteNumbers = [Note(): Int32(0)]

    /// By row.
    private var entries: [Entry] = []
    /// The numbers of rules here.
    private var rules: [String: Int32] = ["": 0]

    /// Takes the next alert, by row.
    mutating func add(_ alert: AlertID, _ standing: Standing) {
        let rule = number(of: alert.rule)
        let note = standing.assignee.isEmpty && standing.tags.isEmpty ? 0 : number(of: standing)
        entries.append(
            Entry(
                row: alert.event.row, rule: rule, disposition: standing.disposition,
                reason: standing.reason, note: note))
    }

    private mutating func number(of rule: String) -> Int32 {
        // That of most.
        if rule.isEmpty { return 0 }
        let number = rules[rule] ?? Int32(rules.count)
        rules[rule] = number
        return number
    }

    private mutating func number(of standing: Standing) -> Int32 {
        let note = Note(assignee: standing.assignee, tags: standing.tags)
        let number = noteNumbers[note] ?? Int32(notes.count)
        if number == notes.count {
            notes.append(note)
            noteNumbers[note] = number
        }
        return number
    }

    /// The rows of Suricata's alerts among them, in order.
    var alertRows: [Int64] { entries.lazy.filter { $0.rule == 0 }.map(\.row) }

    var isEmpty: Bool { entries.isEmpty }

    /// The number that a rule, or Suricata's alert, has here; `nil` if nobody touched any of its alerts.
    func number(ofRule id: String) -> Int32? { rules[id] }

    /// What became of an alert.
    struct Found {
        var disposition = Disposition.new
        /// Why it was archived.
        var reason: ArchiveReason?
        /// The number of its note.
        var note: Int32 = 0
    }

    /// What became of an alert, by its rule's number.
    func look(row: Int64, rule: Int32?) -> Found {
        guard let rule, !entries.isEmpty else { return Found() }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].row < row { low = middle + 1 } else { high = middle }
        }
        while low < entries.count, entries[low].row == row {
            let entry = entries[low]
            if entry.rule == rule {
                return Found(disposition: entry.disposition, reason: entry.reason, note: entry.note)
            }
            low += 1
        }
        return Found()
    }
}
