// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Rules
internal import Triage

/// Goes through the alerts of one file that a filter holds for: those of Suricata, and the matches of rules.
struct AlertWalk {
    /// One of them.
    struct Step {
        var row: Int64
        var gateway: Int64
        /// The number of the signature; 0 for a match.
        var signature: Int64 = 0
        /// The number of the rule; 0 for an alert of Suricata.
        var rule: Int64 = 0
        var source: IPAddress?
        var destination: IPAddress?
        var port: UInt16?
        var disposition: Disposition
        /// Why it was archived; only of an archived one.
        var reason: ArchiveReason?
        /// Whether a suppression hides it: only what nobody has touched.
        var isMuted = false
        /// The number of its day's note.
        var note: Int32 = 0
    }

    let filter: Filter
    let range: TimeRange
    let triaged: Triaged

    private static let columns = ["e.row", "e.gateway", "e.source", "e.destination", "e.destination_port"]

    /// Calls `body` with each, first the alerts by time, then the matches.
    ///
    /// - Throws: `StoreError`, also for an interruption.
    func run(
        in day: DaySnapshot, until cancellation: Cancellation,
        _ body: (Step) throws(StoreError) -> Void
    ) throws(StoreError) {
        var seen = 0
        var ends: [MuteKey: Instant?] = [:]
        func check() throws(StoreError) {
            seen += 1
            if seen % 4096 == 0, cancellation.isCancelled { throw StoreError.interrupted }
        }
        let alerts = EventScan(filter, range: range, output: .alertColumns(Self.columns + ["e.signature"]))
        try alerts.run(in: day) { rows, _ throws(StoreError) in
            try check()
            var step = Self.step(rows)
            step.signature = rows.optional(5) ?? 0
            look(at: &step, rule: "", in: day, &ends)
            try body(step)
            return true
        }
        guard day.names.hasRules else { return }
        let matches = EventScan(
            .all([.test(.rule, .exists), filter]), range: range, output: .columns(Self.columns))
        var numbers: [Int64] = []
        try matches.run(in: day) { rows, _ throws(StoreError) in
            try check()
            var step = Self.step(rows)
            numbers.removeAll(keepingCapacity: true)
            try day.forEachMatch(ofRow: step.row) { numbers.append($0) }
            for number in numbers {
                guard let rule = day.names.rule(number) else { continue }
                step.rule = number
                look(at: &step, rule: rule.id, in: day, &ends)
                try body(step)
            }
            return true
        }
    }

    /// What suppressions look at, within one file.
    private struct MuteKey: Hashable {
        var signature: Int64
        var rule: Int64
        var gateway: Int64
        var source: IPAddress?
        var destination: IPAddress?
    }

    /// Finds out what became of an alert; `ends` remembers until when the same ones are muted.
    private func look(
        at step: inout Step, rule: String, in day: DaySnapshot, _ ends: inout [MuteKey: Instant?]
    ) {
        let held = triaged.days[day.partition.id(ofRow: step.row).day]
        let found = held?.look(row: step.row, rule: held?.number(ofRule: rule))
        step.disposition = found?.disposition ?? .new
        step.reason = found?.reason
        step.note = found?.note ?? 0
        step.isMuted = false
        guard step.disposition == .new, !triaged.muting.isEmpty else { return }
        let key = MuteKey(
            signature: step.signature, rule: step.rule, gateway: step.gateway, source: step.source,
            destination: step.destination)
        let known = ends[key]
        let end =
            known
            ?? triaged.muting.end(
                of: step.subject(in: day), from: step.source, to: step.destination,
                on: day.names.text(step.gateway) ?? "")
        if known == nil { ends[key] = .some(end) }
        step.isMuted = end.map { day.partition.instant(ofRow: step.row) < $0 } ?? false
    }

    private static func step(_ rows: borrowing Statement) -> Step {
        Step(
            row: rows.integer(0), gateway: rows.integer(1), source: rows.address(2), destination: rows.address(3),
            port: rows.optional(4).flatMap(UInt16.init(exactly:)), disposition: .new)
    }
}
