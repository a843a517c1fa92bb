// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Query
import Testing

@testable import Store

@Suite("Looking events up by flow and address")
struct KeyLookupTests {
    /// Many small commits of three gateways over two days, out of order, so that runs are merged and blocks overlap.
    private static func store() throws -> TemporaryStore {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var random = SeededGenerator(seed: 11)
        var sources = ["gw-a", "gw-b", "gw-c"].map { gateway in
            var source = Source(gateway: gateway)
            source.lines = (0..<1500).map { index in
                let day = index % 7 == 0 ? 23 : 24
                let second = Int.random(in: 0..<36_000, using: &random)
                let time = "2026-11-\(day)T0\(second / 3600):\(two(second / 60 % 60)):\(two(second % 60)).000000+0000"
                let host = index % 3 == 0 ? "10.0.0.1" : "10.0.\(index % 50).\(index % 11)"
                let peer = index % 5 == 0 ? "fe80::\(index % 9 + 1)" : "192.0.2.\(index % 200)"
                return Line.event(time, source: host, destination: peer, extra: "\"flow_id\":\(index / 4)")
            }
            return source
        }
        while sources.contains(where: { $0.hasMore }) {
            for index in sources.indices where sources[index].hasMore {
                let part = sources[index].part(Int.random(in: 1...90, using: &random))
                sources[index].move(to: try writer.append([part], arrived: History.now).bookmarks[0])
            }
        }
        return store
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let filters: [Filter] = [
        .test(.flowID, .equals(.integer(17))),
        .eitherAddress(.equals(.address(IPAddress(v4: 0x0a00_0001)))),
        .test(.source, .equals(.address(IPAddress(v4: 0x0a00_0702)))),
        .test(.destination, .equals(.address(IPAddress(high: 0xfe80 << 48, low: 3)))),
        .any([.test(.flowID, .equals(.integer(1))), .test(.flowID, .equals(.integer(300)))]),
        .all([
            .test(.gateway, .equals(.text("gw-b"))), .eitherAddress(.equals(.address(IPAddress(v4: 0xc000_0205)))),
        ]),
        .all([.test(.flowID, .equals(.integer(40))), .not(.test(.source, .exists))]),
        .all([.test(.flowID, .equals(.integer(9))), .text("fe80")]),
    ]

    @Test("pages are those of a scan of all events, in both directions and of any length")
    func pages() throws {
        let store = try Self.store()
        let thorough = StoreReader(directory: store.path, usesRollUps: false, geography: MadeUpGeography())
        let cut = TimeRange(start: Instant("2026-11-24T02:00:00Z"), end: Instant("2026-11-24T05:30:00Z"))
        var found = 0
        for filter in Self.filters {
            for (limit, isDescending) in [(1, true), (7, false), (100, true), (5000, false)] {
                for range in [TimeRange.everything, cut] {
                    let request = PageRequest(
                        filter: filter, range: range, isDescending: isDescending, limit: limit, withSummary: false)
                    let page = try store.reader.page(request, until: Cancellation())
                    #expect(try thorough.page(request, until: Cancellation()) == page, "\(filter) \(limit)")
                    found += page.rows.count
                }
            }
        }
        #expect(found > 500)
    }

    @Test("counts and other orders are those of a scan of all events")
    func counts() throws {
        let store = try Self.store()
        let thorough = StoreReader(directory: store.path, usesRollUps: false, geography: MadeUpGeography())
        for filter in Self.filters {
            let count = CountRequest(by: [.field(.source)], filter: filter)
            #expect(
                try store.reader.count(count, until: Cancellation()) == thorough.count(count, until: Cancellation()))
            let page = PageRequest(filter: filter, sort: .destination, limit: 20, withSummary: false)
            #expect(try store.reader.page(page, until: Cancellation()) == thorough.page(page, until: Cancellation()))
        }
    }

    @Test("runs are merged, and every key of every event stays in them once")
    func runs() throws {
        let store = try Self.store()
        let reader = store.reader
        for partition in try reader.partitions(of: .everything) {
            try reader.read(partition, until: Cancellation()) { day throws(StoreError) in
                let runs = try Statement(day.database, "SELECT count(*), max(level) FROM key_run")
                _ = try runs.step()
                #expect(runs.integer(0) < 3 * Int64(KeyIndexWriter.fanOut))
                #expect(runs.integer(1) > 0)
                var wanted: Set<UInt64> = []
                let events = try Statement(day.database, "SELECT flow, source, destination, place FROM event")
                while try events.step() {
                    guard let place = RawPlace(number: events.integer(3)) else { continue }
                    var keys = [events.address(1), events.address(2)].compactMap { $0.map(EventKey.init(address:)) }
                    if let flow = events.optional(0) { keys.append(EventKey(flow: flow)) }
                    for key in keys { wanted.insert(KeyEntry(key, block: place.block).bits) }
                }
                var stored: [UInt64] = []
                let leaves = try Statement(day.database, "SELECT entries FROM key_leaf ORDER BY id")
                while try leaves.step() {
                    let bytes = leaves.bytes(0)
                    stored += (0..<KeyLeaf.count(bytes)).map { KeyLeaf.entry($0, in: bytes).bits }
                }
                #expect(stored.count == wanted.count)
                #expect(Set(stored) == wanted)
            }
        }
    }
}
