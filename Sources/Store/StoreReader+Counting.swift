// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query

extension StoreReader {
    /// Counts events by some dimensions.
    ///
    /// An event whose path leads to several values counts once, by the first one that is not `null`, so that the parts sum to the
    /// total. Time buckets are of UTC. Rows of equal counts come in the order of their keys.
    ///
    /// - Throws: `QueryFailure`.
    package func count(_ request: CountRequest, until cancellation: Cancellation) throws(QueryFailure) -> CountTable {
        // Times that must hold are cut off the range, so that the rest may be told by roll-ups.
        var request = request
        request.range = request.range.overlap(request.filter.span)
        request.filter = request.filter.withoutSpan
        return try answering { () throws(StoreError) in
            var counts = ValueCounts(needs: request.needs ?? request.by.count)
            var isPartial = false
            do throws(StoreError) {
                for partition in try partitions(of: request.range).reversed() {
                    try read(partition, until: cancellation) { day throws(StoreError) in
                        var counting = try DayCounting(request, in: day)
                        defer { counting.finish(into: &counts) }
                        try counting.run(until: cancellation)
                    }
                }
            } catch {
                guard error.isInterruption else { throw error }
                isPartial = true
            }
            if !isPartial { isPartial = try leavesOut(request.range) }
            return counts.table(top: request.top, isPartial: isPartial)
        }
    }
}

/// Counts of several files by value: numbers mean something else in each file.
struct ValueCounts {
    /// How many values a key must have, from the first on.
    let needs: Int
    private var counts: [[FieldValue]: Int] = [:]
    private var missing = 0

    init(needs: Int) { self.needs = needs }

    mutating func add(_ count: Int, to key: [FieldValue]) {
        if key.prefix(needs).contains(.absent) { missing += count } else { counts[key, default: 0] += count }
    }

    func table(top: Int?, isPartial: Bool) -> CountTable {
        var rows = counts.map { CountTable.Row(key: $0.key, count: $0.value) }
        rows.sort { $0.count == $1.count ? $0.key.precedes($1.key) : $0.count > $1.count }
        let all = rows.reduce(0) { $0 + $1.count }
        if let top, rows.count > max(0, top) { rows.removeLast(rows.count - max(0, top)) }
        return CountTable(
            rows: rows, other: all - rows.reduce(0) { $0 + $1.count }, missing: missing, total: all + missing,
            isPartial: isPartial)
    }
}

/// Counts the events of one file.
private struct DayCounting {
    private var request: CountRequest
    private let day: DaySnapshot
    private var tree = KeyTree()
    /// Addresses and values of paths, numbered as they come.
    private var numbers: [FieldValue: Int64] = [:]
    private var values: [FieldValue] = []
    private let countries: CountrySource?
    /// How far gateways could be believed, where that is counted.
    private let trust: DayTrust?

    /// What stands for an absent value in the tree.
    private static let absent = Int64.min

    init(_ request: CountRequest, in day: DaySnapshot) throws(StoreError) {
        self.request = request
        self.day = day
        let asksForCountries = request.by.contains {
            [.field(.sourceCountry), .field(.destinationCountry)].contains($0)
        }
        countries = asksForCountries ? day.countries : nil
        trust = request.by.contains(.field(.trust)) ? try day.trust() : nil
    }

    mutating func run(until cancellation: Cancellation) throws(StoreError) {
        let few = request.by.filter(\.isOfFew).compactMap(\.existence)
        guard !few.isEmpty else { return try runAll(until: cancellation) }
        // Only the few that have a value are opened; the others are counted as a whole.
        var total = try DayCounting(CountRequest(by: [], filter: request.filter, range: request.range), in: day)
        request.filter = .all(few + [request.filter])
        try runAll(until: cancellation)
        try total.runAll(until: cancellation)
        var node: Int32 = 0
        for _ in request.by { node = tree.step(from: node, by: Self.absent) }
        tree.add(total.count - count, to: node)
    }

    /// How many events were counted.
    private var count: Int {
        var all = 0
        tree.visitCounts { _, count in all += count }
        return all
    }

    private mutating func runAll(until cancellation: Cancellation) throws(StoreError) {
        // Where a state changes within the day, buckets tell too little.
        let isSteady = trust?.isSteady ?? true
        if isSteady, let detail = request.rollUpDetail {
            let scan = RollUpScan(request.filter, range: request.range, detail: detail, level: request.rollUpLevel)
            return try scan.run(in: day, until: cancellation) { time, cell in
                var node: Int32 = 0
                for dimension in request.by { node = tree.step(from: node, by: number(of: dimension, time, cell)) }
                tree.add(Int(cell.count), to: node)
            }
        }
        if isSteady, request.isOfAlerts(in: day) {
            let scan = AlertScan(.everything, range: request.range, level: request.rollUpLevel)
            return try scan.run(in: day, until: cancellation) { counts in
                for cell in counts.cells {
                    let time = day.partition.instant(ofRow: cell.first)
                    var node: Int32 = 0
                    for dimension in request.by {
                        node = tree.step(from: node, by: number(of: dimension, time, cell))
                    }
                    tree.add(Int(cell.count), to: node)
                }
            }
        }
        let isCold = request.by.contains(where: \.isCold)
        // One column for each dimension stands where the raw bytes are not needed, and behind the event's columns otherwise.
        let columns = request.by.map(\.column) + (trust == nil ? [] : ["e.row"])
        let scan = EventScan(
            request.filter, range: request.range,
            output: isCold ? .rawEventsAnd(columns) : .columns(columns.isEmpty ? ["0"] : columns))
        let first = isCold ? DaySnapshot.eventColumnCount : 0
        var seen = 0
        try scan.run(in: day) { rows, event throws(StoreError) in
            seen += 1
            if seen % 4096 == 0, cancellation.isCancelled { throw StoreError.interrupted }
            var node: Int32 = 0
            for (index, dimension) in request.by.enumerated() {
                let number = number(
                    of: dimension, rows, first + Int32(index), row: first + Int32(request.by.count), event)
                node = tree.step(from: node, by: number)
            }
            tree.add(1, to: node)
            return true
        }
    }

    private mutating func number(of dimension: Dimension, _ time: Instant, _ cell: RollUpCell) -> Int64 {
        func number(_ id: UInt32) -> Int64 { id == 0 ? Self.absent : Int64(id) }
        return switch dimension {
        case .bucket(let unit): time.floored(toMicroseconds: unit.microseconds).microseconds
        case .field(.gateway): number(cell.gateway)
        case .field(.eventType): number(cell.type)
        case .field(.transport): number(cell.transport)
        case .field(.appProtocol): number(cell.app)
        case .field(.trust): steadyTrust(of: Int64(cell.gateway))
        case .field: 0
        }
    }

    private mutating func number(of dimension: Dimension, _ time: Instant, _ cell: AlertCounts.Cell) -> Int64 {
        func number(_ id: UInt32) -> Int64 { id == 0 ? Self.absent : Int64(id) }
        return switch dimension {
        case .bucket(let unit): time.floored(toMicroseconds: unit.microseconds).microseconds
        case .field(.gateway): number(cell.gateway)
        case .field(.eventType): day.names.id(of: EventType.alert) ?? Self.absent
        case .field(.action): number(cell.action)
        case .field(.trust): steadyTrust(of: Int64(cell.gateway))
        case .field: number(cell.signature)
        }
    }

    /// The number of the word of a gateway's state in a day in which none changes.
    private mutating func steadyTrust(of gateway: Int64) -> Int64 {
        guard let trust else { return Self.absent }
        return number(of: trust.word(of: day.names.text(gateway) ?? ""))
    }

    /// Adds what was counted, by value.
    func finish(into counts: inout ValueCounts) {
        tree.visitCounts { key, count in
            counts.add(count, to: zip(request.by, key).map { value(of: $0, $1) })
        }
    }

    private mutating func number(
        of dimension: Dimension, _ rows: borrowing Statement, _ column: Int32, row: Int32, _ event: StoredEvent
    ) -> Int64 {
        switch dimension {
        case .bucket(let unit):
            return day.partition.instant(ofRow: rows.integer(column)).floored(toMicroseconds: unit.microseconds)
                .microseconds
        case .field(.trust):
            guard let trust else { return Self.absent }
            // The event's row stands behind all other columns.
            let time = day.partition.instant(ofRow: rows.integer(row))
            return number(of: trust.word(of: day.names.text(rows.integer(column)) ?? "", at: time))
        case .field(let field) where dimension.isCold:
            guard let value = event.values(of: field).first else { return Self.absent }
            return number(of: value)
        case .field(.source), .field(.destination):
            return rows.address(column).map { number(of: .address($0)) } ?? Self.absent
        case .field(.sourceCountry), .field(.destinationCountry):
            guard let countries, let address = rows.address(column) else { return Self.absent }
            return Int64(countries.country(of: address).index)
        case .field:
            return rows.optional(column) ?? Self.absent
        }
    }

    private mutating func number(of value: FieldValue) -> Int64 {
        if let known = numbers[value] { return known }
        let new = Int64(values.count)
        numbers[value] = new
        values.append(value)
        return new
    }

    private func value(of dimension: Dimension, _ number: Int64) -> FieldValue {
        guard number != Self.absent else { return .absent }
        switch dimension {
        case .bucket: return .instant(Instant(microseconds: number))
        case .field(let field):
            switch field {
            case .gateway, .eventType, .sensor, .transport, .appProtocol, .action:
                return day.names.text(number).map { .text($0) } ?? .absent
            case .sourcePort, .destinationPort, .flowID: return .integer(number)
            case .signatureID, .generatorID, .revision, .signature, .category, .severity:
                return day.names.signature(number)?.value(of: field) ?? .absent
            case .sourceCountry, .destinationCountry:
                return Country(number: Int(number)).map { .text($0.text) } ?? .absent
            case .source, .destination, .trust, .rule, .ruleLevel, .state, .assignee, .tag, .path:
                return values[Int(number)]
            }
        }
    }
}

extension CountRequest {
    /// What of roll-ups tells the dimensions; `nil` if something else is asked for.
    fileprivate var rollUpDetail: RollUpScan.Detail? {
        var detail: RollUpScan.Detail = []
        for dimension in by {
            switch dimension {
            case .bucket: break
            case .field(.gateway), .field(.trust): detail.insert(.gateway)
            case .field(.eventType), .field(.transport), .field(.appProtocol): detail.insert(.kind)
            case .field: return nil
            }
        }
        return detail
    }

    /// Whether all alerts are counted, by what `AlertCounts` tells of them.
    fileprivate func isOfAlerts(in day: DaySnapshot) -> Bool {
        guard day.usesRollUps, filter.simplified == .test(.eventType, .equals(.text(EventType.alert))),
            filter.meansOnlyAlerts(in: day.names)
        else { return false }
        return by.allSatisfy { dimension in
            switch dimension {
            case .bucket: true
            case .field(let field):
                switch field {
                case .gateway, .eventType, .action, .trust, .signatureID, .generatorID, .revision, .signature,
                    .category,
                    .severity:
                    true
                default: false
                }
            }
        }
    }

    fileprivate var rollUpLevel: RollUpLevel {
        by.contains(.bucket(.minute)) ? .minute : .hour
    }
}

extension Dimension {
    /// Whether its values are taken from the whole event.
    fileprivate var isCold: Bool {
        switch self {
        case .field(.path), .field(.rule), .field(.ruleLevel), .field(.state), .field(.assignee), .field(.tag): true
        default: false
        }
    }

    /// What holds for the events that have a value of it.
    fileprivate var existence: Filter? {
        if case .field(let field) = self { .test(field, .exists) } else { nil }
    }

    /// Whether few events have a value, which the file's tables of alerts and matches tell without a look at any line.
    fileprivate var isOfFew: Bool {
        switch self {
        case .field(.rule), .field(.ruleLevel), .field(.state), .field(.assignee), .field(.tag): true
        default: false
        }
    }

    /// The column of the table `e` that tells it.
    fileprivate var column: String {
        switch self {
        case .bucket: "e.row"
        case .field(let field):
            switch field {
            case .gateway, .trust: "e.gateway"
            case .eventType: "e.type"
            case .sensor: "e.sensor"
            case .transport: "e.transport"
            case .appProtocol: "e.app"
            case .action: "e.action"
            case .source, .sourceCountry: "e.source"
            case .destination, .destinationCountry: "e.destination"
            case .sourcePort: "e.source_port"
            case .destinationPort: "e.destination_port"
            case .flowID: "e.flow"
            case .signatureID, .generatorID, .revision, .signature, .category, .severity: "e.signature"
            case .rule, .ruleLevel, .state, .assignee, .tag, .path: "0"
            }
        }
    }
}

extension [FieldValue] {
    /// Whether this key is listed before another one of the same count.
    func precedes(_ other: [FieldValue]) -> Bool {
        for (left, right) in zip(self, other) where left != right { return left.precedes(right) }
        return count < other.count
    }
}

extension FieldValue {
    /// Whether this value is listed before another one: numbers, times and addresses by size, everything else by its text.
    func precedes(_ other: FieldValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left < right
        case (.instant(let left), .instant(let right)): left < right
        case (.address(let left), .address(let right)): left < right
        default: text.utf8.lexicographicallyPrecedes(other.text.utf8)
        }
    }
}
