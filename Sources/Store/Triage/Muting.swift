// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Triage

/// The suppressions that hold, as they are asked of many alerts.
struct Muting: Sendable {
    private let bySubject: [InboxGroup.Subject: [Suppression]]

    init(_ suppressions: [Suppression] = []) {
        bySubject = Dictionary(grouping: suppressions, by: \.subject)
    }

    var isEmpty: Bool { bySubject.isEmpty }

    /// The time before which alerts of a subject between these ends are muted; `nil` if they are not.
    func end(
        of subject: InboxGroup.Subject?, from source: IPAddress?, to destination: IPAddress?, on gateway: String
    ) -> Instant? {
        guard let subject, let candidates = bySubject[subject] else { return nil }
        return candidates.filter { $0.covers(source: source, destination: destination, gateway: gateway) }.map(\.expiry)
            .max()
    }
}

/// What people have made of the alerts of some days.
package struct Triaged: Sendable {
    var days: [Int32: DayStandings] = [:]
    var muting = Muting()
    /// The number of the newest action that this knows.
    var token: Int64 = 0

    /// How an alert stands.
    func standing(of step: AlertWalk.Step, in partition: Partition) -> Standing {
        let note = note(of: step, in: partition)
        return Standing(
            disposition: step.disposition, reason: step.reason, assignee: note?.assignee ?? "", tags: note?.tags ?? [])
    }

    /// What people noted of an alert; `nil` of one that bears no note.
    func note(of step: AlertWalk.Step, in partition: Partition) -> DayStandings.Note? {
        guard step.note > 0, let notes = days[partition.id(ofRow: step.row).day]?.notes else { return nil }
        return Int(step.note) < notes.count ? notes[Int(step.note)] : nil
    }
}
