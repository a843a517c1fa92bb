// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Counts the events of one file by what roll-ups tell apart, from the roll-ups where they can tell it.
///
/// The numbers are those of a scan of the events in either way.
struct RollUpScan {
    /// What the cells must tell; what is not asked for may be 0 in them.
    struct Detail: OptionSet {
        let rawValue: Int
        static let gateway = Detail(rawValue: 1)
        static let kind = Detail(rawValue: 2)
    }

    /// The filter, `simplified`.
    let filter: Filter
    let range: TimeRange
    let detail: Detail
    /// The longest buckets that may be counted as one; `nil` if the very times matter.
    let level: RollUpLevel?

    init(_ filter: Filter, range: TimeRange, detail: Detail, level: RollUpLevel?) {
        self.filter = filter.simplified
        self.range = range
        self.detail = detail
        self.level = level
    }

    /// Calls `body` with counts and the time of each: that of the event, or of the bucket's beginning.
    ///
    /// - Throws: `StoreError`, also for an interruption.
    func run(
        in day: DaySnapshot, until cancellation: Cancellation,
        _ body: (Instant, RollUpCell) throws(StoreError) -> Void
    ) throws(StoreError) {
        let plan = try RollUpPlan(self, in: day)
        for range in plan?.edges ?? [range] { try countEvents(range, in: day, until: cancellation, body) }
        guard let plan else { return }
        for (level, minutes) in plan.stretches {
            if cancellation.isCancelled { throw StoreError.interrupted }
            try plan.run(level, minutes, in: day, body)
        }
    }

    private func countEvents(
        _ range: TimeRange, in day: DaySnapshot, until cancellation: Cancellation,
        _ body: (Instant, RollUpCell) throws(StoreError) -> Void
    ) throws(StoreError) {
        var seen = 0
        let scan = EventScan(
            filter, range: range, output: .columns(["e.row", "e.gateway", "e.type", "e.transport", "e.app"]))
        try scan.run(in: day) { rows, _ throws(StoreError) in
            seen += 1
            if seen % 4096 == 0, cancellation.isCancelled { throw StoreError.interrupted }
            let cell = RollUpCell(
                gateway: UInt32(clamping: rows.integer(1)), type: UInt32(clamping: rows.integer(2)),
                transport: UInt32(clamping: rows.integer(3)), app: UInt32(clamping: rows.integer(4)), count: 1)
            try body(day.partition.instant(ofRow: rows.integer(0)), cell)
            return true
        }
    }
}

/// Which buckets answer a scan, and from which of their forms.
private struct RollUpPlan {
    fileprivate enum Form {
        case kinds(CellPredicate)
        case cells(CellPredicate)
        /// Of each gateway its events, with or without those of type `stats`.
        case gateways(withStats: Bool)
    }

    private let form: Form
    /// What is left of the range before and behind the whole minutes.
    private(set) var edges: [TimeRange] = []
    private(set) var stretches: [(level: RollUpLevel, minutes: Range<Int64>)] = []

    /// `nil` where every event must be looked at.
    init?(_ scan: RollUpScan, in day: DaySnapshot) throws(StoreError) {
        guard day.usesRollUps, let level = scan.level, let form = Self.form(scan, in: day),
            let stored = try Self.storedRows(in: day)
        else { return nil }
        self.form = form
        let partition = day.partition
        let start = partition.row(at: scan.range.start)
        let end = partition.row(at: scan.range.end)
        // A minute is also whole if what the range cuts off is empty: a range up to now ends behind the last event.
        let first = partition.minute(ofRow: start <= stored.first ? stored.first : start + partition.rowsPerMinute - 1)
        let last = end > stored.last ? partition.minute(ofRow: stored.last) + 1 : partition.minute(ofRow: end)
        guard first < last else { return nil }
        if start > stored.first {
            edges.append(TimeRange(start: scan.range.start, end: Self.instant(first, partition)))
        }
        if end <= stored.last { edges.append(TimeRange(start: Self.instant(last, partition), end: scan.range.end)) }
        edges.removeAll { $0.start == $0.end }
        divide(first..<last, level)
    }

    private static func form(_ scan: RollUpScan, in day: DaySnapshot) -> Form? {
        if !scan.detail.contains(.kind) {
            if scan.filter == .everything { return .gateways(withStats: true) }
            if scan.filter == .withoutStats { return .gateways(withStats: false) }
        }
        guard let predicate = CellPredicate(scan.filter, in: day.names) else { return nil }
        return predicate.readsGateway || scan.detail.contains(.gateway) ? .cells(predicate) : .kinds(predicate)
    }

    /// Takes the longest buckets that lie in `minutes` as a whole, and shorter ones at both ends.
    private mutating func divide(_ minutes: Range<Int64>, _ level: RollUpLevel) {
        guard !minutes.isEmpty else { return }
        guard let finer = level.finer else {
            stretches.append((level, minutes))
            return
        }
        let first = level.ceiling(minutes.lowerBound)
        let last = level.floor(minutes.upperBound)
        guard first < last else { return divide(minutes, finer) }
        divide(minutes.lowerBound..<first, finer)
        stretches.append((level, first..<last))
        divide(last..<minutes.upperBound, finer)
    }

    func run(
        _ level: RollUpLevel, _ minutes: Range<Int64>, in day: DaySnapshot,
        _ body: (Instant, RollUpCell) throws(StoreError) -> Void
    ) throws(StoreError) {
        let rows = try Statement(
            day.database, "SELECT id, \(form.column) FROM roll_up WHERE id >= ? AND id < ? ORDER BY id")
        rows.bind([.integer(level.id(minutes.lowerBound)), .integer(level.id(minutes.upperBound))])
        while try rows.step() {
            let time = Self.instant(rows.integer(0) - level.id(0), day.partition)
            let bytes = rows.bytes(1)
            let isSound =
                switch form {
                case .kinds(let predicate), .cells(let predicate):
                    try RollUpCoding.visit(cells: bytes, hasGateway: form.hasGateway) { cell throws(StoreError) in
                        if predicate.holds(for: cell) { try body(time, cell) }
                    }
                case .gateways(let withStats):
                    try RollUpCoding.visit(gateways: bytes) { counts throws(StoreError) in
                        let count = withStats ? counts.count : counts.count - counts.stats
                        if count > 0 { try body(time, RollUpCell(gateway: counts.gateway, count: count)) }
                    }
                }
            guard isSound else { throw .damagedRollUp(path: day.path, row: rows.integer(0)) }
        }
    }

    private static func instant(_ minute: Int64, _ partition: Partition) -> Instant {
        partition.instant(ofRow: minute * partition.rowsPerMinute)
    }

    /// The first and the last row of the file, `nil` if it has none.
    private static func storedRows(in day: DaySnapshot) throws(StoreError) -> (first: Int64, last: Int64)? {
        // Two queries in one: SQLite looks only at the ends of the table where there is one such function in each.
        let rows = try Statement(
            day.database, "SELECT (SELECT min(row) FROM event), (SELECT max(row) FROM event)")
        guard try rows.step(), let first = rows.optional(0), let last = rows.optional(1) else { return nil }
        return (first, last)
    }
}

extension RollUpPlan.Form {
    fileprivate var column: String {
        switch self {
        case .kinds: "kinds"
        case .cells: "cells"
        case .gateways: "gateways"
        }
    }

    fileprivate var hasGateway: Bool {
        if case .cells = self { true } else { false }
    }
}

extension Filter {
    /// All events but those of type `stats`, `simplified`: what the events overview counts.
    static let withoutStats = Filter.not(.test(.eventType, .equals(.text(EventType.stats))))
}
