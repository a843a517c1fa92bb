// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Goes through the alerts of one file, by the file's list of them, that a filter holds for.
struct AlertListScan {
    /// The kinds that the filter holds for.
    private(set) var kinds: [AlertKind] = []
    /// By number of the file: the place in `kinds`, and -1 for those that the filter does not hold for.
    private var places: [Int32] = []
    /// The highest number of a kind.
    private let last: Int64
    private let bounds: Range<Int64>

    /// `nil` where kinds do not tell whether the filter holds, or are no use; it must be `simplified`.
    ///
    /// - Throws: `StoreError`, also for an interruption.
    init?(_ filter: Filter, range: TimeRange, in day: DaySnapshot) throws(StoreError) {
        guard day.usesRollUps, filter.isToldByAlertKinds else { return nil }
        // A kind has no time.
        if filter.fields.contains(.trust), try !day.trust().isSteady { return nil }
        let condition = try Condition(filter, in: day, type: String(day.names.id(of: EventType.alert) ?? 0))
        guard condition.isExact else { return nil }
        let start = day.partition.row(at: range.start)
        bounds = start..<max(start, day.partition.row(at: range.end))
        // Numbers have no gaps, and a damaged one must not ask for any room that it likes.
        let counts = try Statement(
            day.database, "SELECT (SELECT count(*) FROM alert_kind), (SELECT max(id) FROM alert_list)")
        let blocks: Int64
        (last, blocks) = try counts.step() ? (counts.integer(0), counts.integer(1)) : (0, 0)
        guard Self.isOfUse(kinds: last, blocks: blocks) else { return nil }
        let rows = try Statement(
            day.database,
            """
            SELECT e.id, e.gateway, e.signature, e.source, e.destination, e.destination_port FROM alert_kind e
            WHERE \(condition.sql) ORDER BY e.id
            """)
        rows.bind(condition.arguments)
        while try rows.step() {
            let number = rows.integer(0)
            guard number >= Int64(places.count), number <= last else {
                throw .damagedAlertList(path: day.path, row: number)
            }
            places.append(contentsOf: repeatElement(-1, count: Int(number) - places.count))
            places.append(Int32(truncatingIfNeeded: kinds.count))
            kinds.append(rows.alertKind(at: 1))
        }
    }

    /// Whether there are so few kinds that they may be held at once: where there are many, as a scan of a network makes, there must be four times
    /// as many alerts. A block has some thousand of those.
    static func isOfUse(kinds: Int64, blocks: Int64) -> Bool { kinds <= 1 << 16 || kinds / 256 <= blocks }

    /// Whether there is a kind of that number; where an alert is of none, the list is damaged.
    @inline(__always)
    func knows(kind number: Int64) -> Bool { number > 0 && number <= last }

    /// The place in `kinds` of a kind by its number; `nil` where the filter does not hold for it.
    @inline(__always)
    func place(ofKind number: Int64) -> Int? {
        guard number >= 0, number < Int64(places.count) else { return nil }
        let place = places[Int(number)]
        return place < 0 ? nil : Int(place)
    }

    /// Whether a row lies in the range.
    @inline(__always)
    func covers(_ row: Int64) -> Bool { bounds.contains(row) }

    /// Calls `body` with the entries that may lie in the range, some thousand at a time; false says that they are none.
    ///
    /// - Throws: `StoreError`, also for an interruption.
    func forEachBlock(
        in day: DaySnapshot, until cancellation: Cancellation, _ body: ([UInt8]) throws(StoreError) -> Bool
    ) throws(StoreError) {
        guard !kinds.isEmpty else { return }
        let rows = try Statement(
            day.database, "SELECT id, entries FROM alert_list WHERE last_row >= ? AND first_row < ? ORDER BY id")
        rows.bind(1, bounds.lowerBound)
        rows.bind(2, bounds.upperBound)
        while try rows.step() {
            if cancellation.isCancelled { throw StoreError.interrupted }
            guard try body(rows.bytes(1)) else { throw .damagedAlertList(path: day.path, row: rows.integer(0)) }
        }
    }
}

extension Filter {
    /// Whether the columns of `alert_kind` tell all that it asks.
    fileprivate var isToldByAlertKinds: Bool {
        switch self {
        case .everything, .eitherAddress: true
        case .all(let members), .any(let members): members.allSatisfy(\.isToldByAlertKinds)
        case .not(let member): member.isToldByAlertKinds
        case .test(let field, _):
            switch field {
            case .gateway, .eventType, .trust, .source, .destination, .sourceCountry, .destinationCountry,
                .destinationPort, .signatureID, .generatorID,
                .revision, .severity, .signature, .category:
                true
            default: false
            }
        case .text, .expression, .since, .until: false
        }
    }
}
