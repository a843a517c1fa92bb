// SPDX-License-Identifier: Apache-2.0

internal import Query
internal import Triage

/// The dispositions of one day's alerts that somebody has touched.
struct DayStandings: Sendable {
    struct Entry {
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

    /// The rows of alerts that are so, each once, ascending.
    func rows(where isWanted: (Entry) -> Bool) -> [Int64] {
        var rows: [Int64] = []
        for entry in entries where entry.row != rows.last && isWanted(entry) { rows.append(entry.row) }
        return rows
    }

    /// How many alerts of each row there are, by row.
    var counts: [(row: Int64, count: Int)] {
        var counts: [(row: Int64, count: Int)] = []
        for entry in entries {
            if let last = counts.last, last.row == entry.row {
                counts[counts.count - 1].count += 1
            } else {
                counts.append((entry.row, 1))
            }
        }
        return counts
    }

    /// Those of one event.
    func entries(ofRow row: Int64) -> ArraySlice<Entry> {
        let first = place(of: row)
        return entries[first...].prefix { $0.row == row }
    }

    /// Where the entries of a row, or those behind it, begin.
    private func place(of row: Int64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

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
        var index = place(of: row)
        while index < entries.count, entries[index].row == row {
            let entry = entries[index]
            if entry.rule == rule {
                return Found(disposition: entry.disposition, reason: entry.reason, note: entry.note)
            }
            index += 1
        }
        return Found()
    }
}
