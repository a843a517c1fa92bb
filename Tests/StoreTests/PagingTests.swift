// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Store
import Testing

@Suite("Paging")
struct PagingTests {
    let history: History

    init() throws { history = try History.shared() }

    /// Follows the pages to the end and returns every row.
    func all(_ request: PageRequest, _ reader: StoreReader, between: () throws -> Void = {}) throws -> [EventRow] {
        var request = request
        var rows: [EventRow] = []
        while true {
            let page = try reader.page(request, until: Cancellation())
            #expect(!page.isPartial)
            #expect(page.rows.count <= request.limit)
            #expect(!page.hasMore || page.rows.count == request.limit)
            rows += page.rows
            guard page.hasMore, let last = page.rows.last else { return rows }
            request.after = last.id
            try between()
        }
    }

    /// What a row is sorted by, so that keys compare as arrays of bytes: nothing first.
    private func key(_ row: EventRow, _ sort: SortKey) -> [UInt8] {
        func text(_ text: String?) -> [UInt8] { text.map { [1] + Array($0.utf8) } ?? [] }
        func address(_ address: IPAddress?) -> [UInt8] {
            guard let address else { return [] }
            let halves = address.isV4 ? [address.low << 32] : [address.high, address.low]
            let bytes = halves.flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
            return [address.isV4 ? 1 : 2] + bytes.prefix(address.isV4 ? 4 : 16)
        }
        return switch sort {
        case .time: []
        case .gateway: text(row.gateway)
        case .type: text(row.type)
        case .severity: row.alert?.severity.map { [1, $0] } ?? []
        case .signature: text(row.alert?.signature)
        case .source: address(row.source)
        case .destination: address(row.destination)
        case .transport: text(row.transport)
        }
    }

    private func expectOrder(_ rows: [EventRow], _ request: PageRequest) {
        let keys = rows.map { (key: key($0, request.sort), id: $0.id) }
        for (first, second) in zip(keys, keys.dropFirst()) {
            let (low, high) = request.isDescending ? (second, first) : (first, second)
            let isOrdered = low.key == high.key ? low.id < high.id : low.key.lexicographicallyPrecedes(high.key)
            #expect(isOrdered, "\(request.sort) \(first.id) \(second.id)")
        }
    }

    @Test("all pages of any order give every event once and in order", arguments: SortKey.allCases, [true, false])
    func order(sort: SortKey, isDescending: Bool) throws {
        var sampler = FilterSampler(seed: 7, events: history.events)
        for filter in [Filter.everything, .test(.eventType, .equals(.text("alert"))), sampler.filter()] {
            let request = PageRequest(
                filter: filter, range: filter == .everything ? .everything : sampler.range(), sort: sort,
                isDescending: isDescending, limit: filter == .everything ? 311 : 50, withSummary: false)
            let rows = try all(request, history.reader)
            let expected = history.matching(filter, in: request.range)
            #expect(rows.count == expected.count)
            #expect(Set(rows.map(\.id)).count == rows.count)
            #expect(rows.map(\.time).sorted() == expected.map(\.time))
            expectOrder(rows, request)
        }
    }

    @Test("pages cut anywhere go on where they ended, with any filter", arguments: 0..<(isSoak ? 100 : 6))
    func cuts(seed: Int) throws {
        var sampler = FilterSampler(seed: UInt64(40 + seed), events: history.events)
        for _ in 0..<4 {
            var request = PageRequest(
                filter: sampler.filter(), range: sampler.range(), sort: sampler.pick(SortKey.allCases),
                isDescending: sampler.pick([true, false]), limit: .max, withSummary: false)
            let whole = try history.reader.page(request, until: Cancellation())
            #expect(!whole.hasMore)
            #expect(whole.rows.count == history.matching(request.filter, in: request.range).count, "\(request)")
            expectOrder(whole.rows, request)
            guard !whole.rows.isEmpty else { continue }
            for _ in 0..<4 {
                let cut = sampler.number(0..<whole.rows.count)
                request.after = whole.rows[cut].id
                request.limit = sampler.number(1..<40)
                let page = try history.reader.page(request, until: Cancellation())
                let rest = whole.rows[(cut + 1)...]
                #expect(page.rows == Array(rest.prefix(request.limit)), "\(request)")
                #expect(page.hasMore == (rest.count > request.limit), "\(request)")
            }
        }
    }

    @Test("each event's detail is its line, byte for byte, and lists say what the decoder said")
    func details() throws {
        let rows = try all(PageRequest(isDescending: false, limit: 500), history.reader)
        var lines: [String: Int] = [:]
        for event in history.events {
            lines[event.gateway + String(decoding: event.raw, as: UTF8.self), default: 0] += 1
        }
        for row in rows {
            let detail = try #require(try history.reader.detail(row.id))
            #expect(detail.row == row)
            lines[row.gateway + String(decoding: detail.raw, as: UTF8.self), default: 0] -= 1
            #expect(try EventSummary.text(of: EveTree.parse(detail.raw)) == row.summary)
        }
        #expect(lines.values.allSatisfy { $0 == 0 })
        #expect(try history.reader.detail(EventID(day: 0, row: -77)) == nil)
        #expect(try history.reader.detail(EventID(day: 20_000, row: 1)) == nil)
    }

    @Test("the raw lines come in the order of time, until the caller has enough")
    func raw() throws {
        let filter = Filter.test(.gateway, .equals(.text("gw-a")))
        let expected = history.matching(filter)
        var times: [Instant] = []
        let request = PageRequest(filter: filter, isDescending: false, limit: .max)
        try history.reader.forEachRaw(request, until: Cancellation()) { row, raw in
            times.append(row.time)
            #expect(String(decoding: raw, as: UTF8.self).contains("\"event_type\":\"\(row.type)\""))
            return times.count < 200
        }
        #expect(times == expected.prefix(200).map(\.time))
    }

    @Test("pages stay as they are while events are appended", arguments: [SortKey.time, .source, .severity])
    func stable(sort: SortKey) throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var source = Source(gateway: "gw-a")
        source.lines = (0..<300).map {
            Line.alert("2026-11-24T11:\(10 + $0 % 50):00.0\($0)", sid: $0, severity: $0 % 4)
        }
        source.move(to: try writer.append([source.part()], arrived: History.now).bookmarks[0])
        let before = try all(PageRequest(sort: sort, limit: 1000, withSummary: false), store.reader).map(\.id)
        var next = 0
        let rows = try all(PageRequest(sort: sort, limit: 40, withSummary: false), store.reader) {
            // Newer than all, older than all, and among the others.
            for time in ["2026-11-24T23:00:00", "2026-11-20T00:00:00", "2026-11-24T11:30:00.5"] {
                source.lines.append(Line.alert(time, sid: next, severity: next % 4, source: "192.0.2.\(next)"))
                next += 1
            }
            source.move(to: try writer.append([source.part()], arrived: History.now).bookmarks[0])
        }
        let old = Set(before)
        #expect(rows.map(\.id).filter(old.contains) == before)
        #expect(Set(rows.map(\.id)).count == rows.count)
        #expect(before.count == 300)
    }
}
