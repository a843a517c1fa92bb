// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Rules
internal import Triage

/// Goes through the alerts of one file that a filter holds for: those of Suricata, and the matches of rules.
struct AlertWalk {
    private let filter: Filter
    private let range: TimeRange
    private let triaged: Triaged
    let day: DaySnapshot
    /// Until when the same alerts are muted, as far as it was asked.
    private var ends: [MuteKey: Instant?] = [:]

    init(filter: Filter, range: TimeRange, triaged: Triaged, in day: DaySnapshot) {
        self.filter = filter.simplified
        self.range = range
        self.triaged = triaged
        self.day = day
    }

    /// Calls `body` with each, first the alerts, then the matches.
    ///
    /// - Parameter isWanted: asked of the kinds of alerts, and of each match, before it is known what became of them; the others are
    ///   passed over.
    /// - Throws: `StoreError`, also for an interruption.
    mutating func run(
        until cancellation: Cancellation, where isWanted: (Step) -> Bool = { _ in true },
        _ body: (Step) throws(StoreError) -> Void
    ) throws(StoreError) {
        try runAlerts(until: cancellation, where: isWanted, body)
        try runMatches(until: cancellation, where: isWanted, body)
    }

    /// The file's list of alerts, where it can tell whether the filter holds.
    func list() throws(StoreError) -> AlertListScan? {
        try AlertListScan(filter, range: range, in: day)
    }

    // MARK: Alerts

    private static let columns = [
        "e.row", "e.gateway", "e.signature", "e.source", "e.destination", "e.destination_port",
    ]

    mutating func runAlerts(
        until cancellation: Cancellation, where isWanted: (Step) -> Bool = { _ in true },
        _ body: (Step) throws(StoreError) -> Void
    ) throws(StoreError) {
        if let list = try list() {
            return try run(list, until: cancellation, where: isWanted, body)
        }
        var seen = 0
        let alerts = EventScan(filter, range: range, output: .alertColumns(Self.columns))
        try alerts.run(in: day) { rows, _ throws(StoreError) in
            try Self.look(&seen, cancellation)
            let kind = rows.alertKind(at: 1)
            guard isWanted(Step(kind)) else { return true }
            try body(step(rows.integer(0), kind))
            return true
        }
    }

    private mutating func run(
        _ list: AlertListScan, until cancellation: Cancellation, where isWanted: (Step) -> Bool,
        _ body: (Step) throws(StoreError) -> Void
    ) throws(StoreError) {
        let wanted = list.kinds.map { isWanted(Step($0)) }
        try list.forEachBlock(in: day, until: cancellation) { bytes throws(StoreError) in
            var entries = AlertEntries(bytes)
            while let (row, kind) = entries.next() {
                guard list.knows(kind: kind) else { return false }
                guard let place = list.place(ofKind: kind), wanted[place], list.covers(row) else { continue }
                try body(step(row, list.kinds[place]))
            }
            return !entries.isBroken
        }
    }

    /// The alert of a row and kind, and what became of it.
    mutating func step(_ row: Int64, _ kind: AlertKind) -> Step {
        var step = Step(kind, row: row)
        look(at: &step, rule: "")
        return step
    }

    // MARK: Matches

    mutating func runMatches(
        until cancellation: Cancellation, where isWanted: (Step) -> Bool = { _ in true },
        _ body: (Step) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard day.names.hasRules else { return }
        let matches = EventScan(
            .all([.test(.rule, .exists), filter]), range: range, output: .columns(Self.columns))
        var seen = 0
        var numbers: [Int64] = []
        try matches.run(in: day) { rows, _ throws(StoreError) in
            try Self.look(&seen, cancellation)
            var step = Step(rows.alertKind(at: 1), row: rows.integer(0))
            step.signature = 0
            numbers.removeAll(keepingCapacity: true)
            try day.forEachMatch(ofRow: step.row) { numbers.append($0) }
            for number in numbers {
                guard let rule = day.names.rule(number) else { continue }
                step.rule = number
                guard isWanted(step) else { continue }
                look(at: &step, rule: rule.id)
                try body(step)
            }
            return true
        }
    }

    private static func look(_ seen: inout Int, _ cancellation: Cancellation) throws(StoreError) {
        seen += 1
        if seen % 4096 == 0, cancellation.isCancelled { throw StoreError.interrupted }
    }

    // MARK: What became of them

    /// What suppressions look at, within one file.
    private struct MuteKey: Hashable {
        var kind: AlertKind
        var rule: Int64
    }

    /// The rows of alerts of Suricata that somebody has touched.
    var touchedRows: TouchedRows {
        // Of the file that days share, all that were touched in any of them; rows tell the days apart.
        let days = triaged.days.filter { day.partition.holds(day: $0.key) }.map(\.value)
        return TouchedRows(days.count == 1 ? days[0].alertRows : days.flatMap(\.alertRows).sorted())
    }

    /// The first row of each of these kinds that no suppression hides, if nobody has touched it; empty where there are no suppressions.
    mutating func muteEnds(of kinds: [AlertKind]) -> [Int64] {
        guard !triaged.muting.isEmpty else { return [] }
        return kinds.map { kind in
            muteEnd(of: Step(kind)).map { day.partition.row(at: $0) } ?? .min
        }
    }

    /// Finds out what became of an alert.
    private mutating func look(at step: inout Step, rule: String) {
        let held = triaged.days.isEmpty ? nil : triaged.days[day.partition.id(ofRow: step.row).day]
        let found = held?.look(row: step.row, rule: held?.number(ofRule: rule))
        step.disposition = found?.disposition ?? .new
        step.reason = found?.reason
        step.note = found?.note ?? 0
        step.isMuted = false
        guard step.disposition == .new, !triaged.muting.isEmpty else { return }
        step.isMuted = muteEnd(of: step).map { day.partition.instant(ofRow: step.row) < $0 } ?? false
    }

    /// The time before which such alerts are muted; `nil` if they are not.
    private mutating func muteEnd(of step: Step) -> Instant? {
        var kind = step.kind
        kind.port = nil
        let key = MuteKey(kind: kind, rule: step.rule)
        if let known = ends[key] { return known }
        let end = triaged.muting.end(
            of: step.subject(in: day), from: step.source, to: step.destination, on: day.names.text(step.gateway) ?? "")
        ends[key] = .some(end)
        return end
    }
}
