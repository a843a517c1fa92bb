// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Rules
internal import Triage

extension DayStandings {
    /// Those of the alerts of one file of events.
    ///
    /// - Throws: `StoreError.triage`, and an interruption once `cancellation` is set.
    init(of partition: Partition, in file: SharedFile, until cancellation: Cancellation) throws(StoreError) {
        var held = DayStandings()
        do throws(StoreError) {
            guard let queue = try file.reading() else {
                self = held
                return
            }
            try queue.snapshot { database throws(StoreError) in
                try TriageTables(database).forEachStanding(days: partition.days) { alert, standing in
                    // Rows of the file that days share tell their day; those of other files may have the same numbers.
                    if partition.id(ofRow: alert.event.row) == alert.event { held.add(alert, standing) }
                    return !cancellation.isCancelled
                }
            }
        } catch {
            let (reason, help) = error.told(restore: file.restore)
            throw .triage(path: file.path, reason: reason, help: help)
        }
        if cancellation.isCancelled { throw .interrupted }
        self = held
    }

    /// What filters tell of an event, of all its alerts that somebody has touched; what wants a person most comes first.
    ///
    /// An alert that nobody has touched is new, and nobody's.
    func values(of field: Field, in event: EventRow) -> [FieldValue] {
        let touched = entries(ofRow: event.id.row)
        switch field {
        case .state:
            var found = Set(touched.map(\.disposition))
            let alerts = (event.type == EventType.alert ? 1 : 0) + Set(event.matches.map(\.id)).count
            if alerts > touched.count { found.insert(.new) }
            return Self.order.filter(found.contains).map { .text($0.rawValue) }
        case .assignee, .tag:
            var values: [FieldValue] = []
            for entry in touched {
                for value in self.values(of: field, entry) where !values.contains(value) { values.append(value) }
            }
            return values
        default: return []
        }
    }

    private static let order: [Disposition] = [.escalated, .new, .acknowledged, .archived]

    /// The rows with a touched alert of which some value of a field does, ascending.
    func rows(with field: Field, where isWanted: (FieldValue) -> Bool) -> [Int64] {
        // Alerts have few different values, and a regular expression may take long over each.
        var known: [FieldValue: Bool] = [:]
        return rows { entry in
            values(of: field, entry).contains { value in
                if let answer = known[value] { return answer }
                let answer = isWanted(value)
                known[value] = answer
                return answer
            }
        }
    }

    private func values(of field: Field, _ entry: Entry) -> [FieldValue] {
        let note = notes[Int(entry.note)]
        return switch field {
        case .state: [.text(entry.disposition.rawValue)]
        case .assignee: note.assignee.isEmpty ? [] : [.text(note.assignee)]
        case .tag: note.tags.map { .text($0) }
        default: []
        }
    }
}

extension Partition {
    /// The days whose events may lie in it.
    fileprivate var days: ClosedRange<Int32> {
        switch self {
        case .day(let day), .kept(let day): day...day
        case .shared: .min ... .max
        }
    }
}
