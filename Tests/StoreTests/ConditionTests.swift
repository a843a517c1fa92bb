// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@testable import Store

@Suite("Conditions of filters")
struct ConditionTests {
    /// Two events with Ethernet addresses, the second of another gateway.
    private static func store() throws -> TemporaryStore {
        let store = try TemporaryStore()
        let writer = try store.writer()
        for (gateway, mac) in [("gw-a", "02:00:00:00:00:07"), ("gw-b", "02:00:00:00:ff:ff")] {
            var source = Source(gateway: gateway)
            source.lines = [
                Line.event("2026-11-24T10:00:00.000000+0000", extra: #""ether":{"src_mac":"\#(mac)"}"#)
            ]
            _ = try writer.append([source.part()], arrived: History.now)
        }
        return store
    }

    @Test(
        "as many Ethernet addresses as a filter may have are looked for",
        arguments: [("mac:", ["gw-a"]), ("-mac:", ["gw-b"]), ("gw:gw-b OR mac:", ["gw-b", "gw-a"])])
    func hardware(beginning: String, gateways: [String]) throws {
        let values = (0..<250).map { index in
            let digits = String(index, radix: 16)
            return String(repeating: "0", count: 10 - digits.count) + digits
        }
        let store = try Self.store()
        let filter = try FilterParser.parse(beginning + values.map { "02" + $0 }.joined(separator: ","))
        let page = try store.reader.page(PageRequest(filter: filter), until: Cancellation())
        #expect(Set(page.rows.map(\.gateway)) == Set(gateways))
        let events = try store.reader.count(CountRequest(by: [.field(.gateway)], filter: filter), until: Cancellation())
        #expect(events.total == gateways.count)
    }

    @Test(
        "parts that decide nothing are left out, and one that decides all stands alone, with no argument of others",
        arguments: [
            ("gw:gw-a OR trust:unattested", "1", 0, true), ("gw:gw-a trust:unattested", "(e.gateway = ?)", 1, true),
            ("gw:gw-a trust:failed", "0", 0, true), ("gw:gw-a OR trust:failed", "(e.gateway = ?)", 1, true),
            ("gw:gw-a some text", "(e.gateway = ?)", 1, false), ("gw:gw-a OR text", "1", 0, false),
            ("sport:1 -(dport:2 OR text)", "(e.source_port = ? AND NOT ifnull((e.destination_port = ?), 0))", 2, false),
        ])
    func parts(text: String, sql: String, arguments: Int, isExact: Bool) throws {
        let store = try Self.store()
        let reader = store.reader
        let filter = try FilterParser.parse(text)
        let partition = try #require(try reader.partitions(of: .everything).first)
        try reader.read(partition, until: Cancellation()) { day throws(StoreError) in
            let condition = try Condition(filter, in: day)
            #expect(condition.sql == sql)
            #expect(condition.arguments.count == arguments)
            #expect(condition.isExact == isExact)
        }
    }
}
