// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Store

/// Flows and addresses taken from a store, spread over its whole time; the same ones each time.
struct StoredSample {
    /// An event each of distinct flows.
    var flows: [EventRow] = []
    /// The addresses met most often.
    var common: [IPAddress] = []
    /// Addresses met once; in a store of millions of events these have a few dozen.
    var rare: [IPAddress] = []
    /// Addresses that no event has.
    var absent: [IPAddress] = []

    /// Rows taken at each moment.
    private static let rowsPerMoment = 8
    private static let commonCount = 10

    /// Looks at `moments` moments of `extent` and keeps at most `count` flows and addresses of each kind.
    init(of store: StoreReader, extent: TimeRange, moments: Int, count: Int) throws {
        var met: [IPAddress: Int] = [:]
        var order: [IPAddress] = []
        var seen: Set<Int64> = []
        for moment in Self.moments(moments, in: extent) {
            let request = PageRequest(
                range: TimeRange(start: moment, end: extent.end), isDescending: false, limit: Self.rowsPerMoment,
                withSummary: false)
            let rows = try store.page(request, until: Cancellation()).rows
            if let row = rows.first(where: { $0.flowID != nil }), let flow = row.flowID, seen.insert(flow).inserted {
                flows.append(row)
            }
            for address in rows.flatMap({ [$0.source, $0.destination] }).compactMap({ $0 }) {
                if met[address] == nil { order.append(address) }
                met[address, default: 0] += 1
            }
        }
        flows = Self.spread(flows, count)
        let often = order.enumerated().sorted { (met[$1.element] ?? 0, $0.offset) < (met[$0.element] ?? 0, $1.offset) }
        common = often.prefix(Self.commonCount).map(\.element)
        rare = Self.spread(order.filter { met[$0] == 1 }, count)
        // TEST-NET-3 is for documents: no sensor meets it.
        absent = (1...4).compactMap { IPAddress("203.0.113.\($0)") }
    }

    /// Moments without a pattern: multiples of the golden ratio fall evenly into any stretch.
    private static func moments(_ count: Int, in extent: TimeRange) -> [Instant] {
        let length = Double(extent.end.microseconds - extent.start.microseconds)
        return (1...max(1, count)).map { index in
            let share = (Double(index) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
            return extent.start.advanced(byMicroseconds: Int64(share * length))
        }
    }

    private static func spread<Element>(_ elements: [Element], _ count: Int) -> [Element] {
        guard elements.count > count, count > 0 else { return elements }
        return (0..<count).map { elements[$0 * elements.count / count] }
    }
}
