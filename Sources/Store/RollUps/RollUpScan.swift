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

    /// Whether roll-ups can tell anything of it; otherwise `run` looks at every event.
    ///
    /// - Throws: `StoreError`, also for an interruption.
    func usesRollUps(in day: DaySnapshot) throws(StoreError) -> Bool {
        try RollUpForm(self, in: day) != nil
    }

    /// Calls `body` with counts and the time of each: that of the event, or of the bucket's beginning.
    ///
    /// - Throws: `StoreError`, also for an interruption.
    func run(
        in day: DaySnapshot, until cancellation: Cancellation,
        _ body: (Instant, RollUpCell) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard let form = try RollUpForm(self, in: day), let plan = try BucketPlan(range, level: level, in: day) else {
            return try countEvents(range, in: day, until: cancellation, body)
        }
        for range in plan.edges { try countEvents(range, in: day, until: cancellation, body) }
        try plan.visit(form.column, in: day, until: cancellation) { bucket, bytes throws(StoreError) in
            let time = day.partition.instant(ofRow: bucket)
            return try form.visit(bytes) { cell throws(StoreError) in try body(time, cell) }
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

/// The form of the buckets that answers a scan.
private enum RollUpForm {
    case kinds(CellPredicate)
    case cells(CellPredicate)
    /// Of each gateway its events, with or without those of type `stats`.
    case gateways(withStats: Bool)

    /// `nil` where every event must be looked at.
    init?(_ scan: RollUpScan, in day: DaySnapshot) throws(StoreError) {
        if !scan.detail.contains(.kind) {
            if scan.filter == .everything {
                self = .gateways(withStats: true)
                return
            }
            if scan.filter == .withoutStats {
                self = .gateways(withStats: false)
                return
            }
        }
        guard let predicate = try CellPredicate(scan.filter, in: day) else { return nil }
        self = predicate.readsGateway || scan.detail.contains(.gateway) ? .cells(predicate) : .kinds(predicate)
    }

    var column: BucketPlan.Column {
        switch self {
        case .kinds: .kinds
        case .cells: .cells
        case .gateways: .gateways
        }
    }

    /// Calls `body` with what the bytes of a bucket hold; false for bytes that are none.
    func visit(_ bytes: [UInt8], _ body: (RollUpCell) throws(StoreError) -> Void) throws(StoreError) -> Bool {
        switch self {
        case .kinds(let predicate):
            try RollUpCoding.visit(cells: bytes, hasGateway: false) { cell throws(StoreError) in
                if predicate.holds(for: cell) { try body(cell) }
            }
        case .cells(let predicate):
            try RollUpCoding.visit(cells: bytes, hasGateway: true) { cell throws(StoreError) in
                if predicate.holds(for: cell) { try body(cell) }
            }
        case .gateways(let withStats):
            try RollUpCoding.visit(gateways: bytes) { counts throws(StoreError) in
                let count = withStats ? counts.count : counts.count - counts.stats
                if count > 0 { try body(RollUpCell(gateway: counts.gateway, count: count)) }
            }
        }
    }
}

extension Filter {
    /// All events but those of type `stats`, `simplified`: what the events overview counts.
    static let withoutStats = Filter.not(.test(.eventType, .equals(.text(EventType.stats))))
}
