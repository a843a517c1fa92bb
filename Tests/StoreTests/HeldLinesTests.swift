// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@testable import Store

@Suite("Which lines the store has") struct HeldLinesTests {
    /// Events of one time, more than a microsecond has rows, each a line of its own.
    private static func part(_ time: String, _ count: Int, gateway: String = "gw-a") -> StoreWriter.Part {
        var source = Source(gateway: gateway)
        source.lines = (0..<count).map { Line.event(time, extra: "\"flow_id\":\($0)") }
        return source.part()
    }

    @Test(
        "events of one time are found, however many and wherever they had room",
        arguments: [
            ("2026-11-24T10:00:00.000000+0000", 600, 0), ("2026-11-24T23:59:59.999999+0000", 300, 0),
            ("1999-03-05T00:00:00.000000+0000", 40, 5),
        ])
    func crowded(time: String, count: Int, others: Int) throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        let part = Self.part(time, count)
        _ = try writer.append([part], arrived: History.now)
        // Of another gateway, among them.
        if others > 0 { _ = try writer.append([Self.part(time, others, gateway: "gw-b")], arrived: History.now) }
        #expect(try writer.held(part.batch, gateway: "gw-a", arrived: History.now) == Array(repeating: 1, count: count))
        #expect(try writer.held(part.batch, gateway: "gw-c", arrived: History.now) == Array(repeating: 0, count: count))
        let other = Self.part(time, count + 1)
        #expect(try writer.held(other.batch, gateway: "gw-a", arrived: History.now).last == 0)
        // The same lines once more are there twice, and are told so.
        var again = part
        again.bookmark.path = "another"
        again.bookmark.head.hash = 1
        _ = try writer.append([again], arrived: History.now)
        #expect(try writer.held(part.batch, gateway: "gw-a", arrived: History.now) == Array(repeating: 2, count: count))
    }

    @Test("questions about many times of one crowd look through so many rows together")
    func bounded() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        let moment = "1999-03-05T00:00:00.000000+0000"
        _ = try writer.append([Self.part(moment, 1000)], arrived: History.now)
        // Each asks about the same crowd, which reaches over all these microseconds.
        var source = Source(gateway: "gw-a")
        source.lines = (0..<40).map {
            Line.event("1999-03-05T00:00:00.0000\($0 < 10 ? "0" : "")\($0)+0000", extra: "\"flow_id\":\($0)")
        }
        let batch = source.part().batch
        #expect(try writer.held(batch, gateway: "gw-a", arrived: History.now).reduce(0, +) == 1)
        let again = Self.part(moment, 1000).batch
        #expect(try writer.held(again, gateway: "gw-a", arrived: History.now, rows: 300).reduce(0, +) == 300)
    }
}
