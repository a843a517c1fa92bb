// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Store
import Testing

@Suite("Appending")
struct AppendTests {
    let store: TemporaryStore
    let now = Instant("2026-11-24T12:00:00.000000+0000")

    init() throws { store = try TemporaryStore() }

    @Test("a missing directory reads as empty")
    func emptiness() throws {
        let reader = store.reader
        #expect(try reader.extent() == nil)
        #expect(try reader.gateways().isEmpty)
        #expect(try reader.rejectedLines(limit: 10).isEmpty)
        #expect(try reader.page(PageRequest(), until: Cancellation()) == EventPage())
        #expect(try reader.count(CountRequest(by: []), until: Cancellation()) == CountTable())
        #expect(try reader.changeToken() == 0)
    }

    @Test("what was appended comes back, byte for byte")
    func roundTrip() throws {
        var source = Source(gateway: "gw-a")
        source.lines = [
            Line.event(
                "2026-11-24T11:59:58.000001+0000", extra: "\"flow_id\":77,\"host\":\"s\\u0000x\",\"vlan\":[1,2]"),
            Line.alert("2026-11-24T13:59:59.000002+0200", sid: 2_000_001, severity: 1),
            "{broken",
            Line.event("2026-11-24T11:00:00", source: "2001:0db8:0000:0000:0000:0000:0000:0001", destination: nil),
        ]
        let writer = try store.writer()
        let done = try writer.append([source.part()], arrived: now)
        #expect(done.stored == 3)
        #expect(done.duplicates == 0)
        #expect(done.bookmarks[0].sourceID != nil)
        #expect(done.days == [now.day])

        let reader = store.reader
        let page = try reader.page(PageRequest(), until: Cancellation())
        #expect(page.rows.map(\.type) == ["alert", "flow", "flow"])
        #expect(!page.hasMore)
        #expect(page.rows[0].alert?.signature == "rule 2000001")
        #expect(page.rows[0].alert?.severity == 1)
        #expect(page.rows[1].sensor == "s\u{0}x")
        #expect(page.rows[1].flowID == 77)
        #expect(page.rows[2].flags == .zoneAssumed)
        #expect(page.rows[2].source == IPAddress("2001:db8::1"))
        #expect(page.rows[2].destination == nil)
        for (row, line) in zip(page.rows, [source.lines[1], source.lines[0], source.lines[3]]) {
            let detail = try #require(try reader.detail(row.id))
            #expect(String(decoding: detail.raw, as: UTF8.self) == line)
            #expect(detail.row == row)
        }
        let report = try #require(try reader.gateways().first)
        #expect(report.events == 3)
        #expect(report.rejected.values.reduce(0, +) == 1)
        #expect(report.lastArrival == now)
        #expect(
            try reader.rejectedLines(limit: 5).map { String(decoding: $0.rejection.head, as: UTF8.self) } == ["{broken"]
        )
        #expect(try reader.extent()?.start == Instant("2026-11-24T11:00:00"))
    }

    @Test("a second writer is refused with the first one's process")
    func lock() throws {
        let writer = try store.writer()
        #expect {
            try store.writer()
        } throws: { error in
            guard case .busy(_, let process)? = error as? StoreError else { return false }
            return process != nil
        }
        withExtendedLifetime(writer) {}
    }

    @Test("the same part again stores nothing")
    func again() throws {
        var source = Source(gateway: "gw-a")
        source.lines = (0..<100).map { Line.event("2026-11-24T11:00:\(10 + $0 % 50).000000+0000") }
        let writer = try store.writer()
        let part = source.part()
        let first = try writer.append([part], arrived: now)
        var repeated = part
        repeated.bookmark = first.bookmarks[0]
        let second = try writer.append([repeated], arrived: now)
        #expect(first.stored == 100)
        #expect(second.stored == 0)
        #expect(second.duplicates == 100)
        let report = try #require(try store.reader.gateways().first)
        #expect(report.events == 100)
        #expect(report.duplicates == 100)
        #expect(try store.reader.count(CountRequest(by: []), until: Cancellation()).total == 100)
    }

    @Test(
        "hundreds of events of one microsecond all have a row of their own",
        arguments: [
            "2026-11-24T11:00:00.000000+0000", "2026-11-24T23:59:59.999999+0000", "1971-01-01T00:00:00.000000+0000",
        ])
    func flood(time: String) throws {
        var source = Source(gateway: "gw-a")
        source.lines = (0..<700).map { Line.event(time, extra: "\"flow_id\":\($0)") }
        let writer = try store.writer()
        for _ in 0..<7 {
            let done = try writer.append([source.part(100)], arrived: now)
            source.move(to: done.bookmarks[0])
        }
        let rows = try store.reader.page(PageRequest(limit: 1000, withSummary: false), until: Cancellation()).rows
        #expect(Set(rows.compactMap(\.flowID)).count == 700)
        let day = Instant(time).day
        #expect(rows.allSatisfy { $0.time.day == day && $0.id.day == day })
    }

    @Test("bookmarks come back as they were given, the newest source first")
    func bookmarks() throws {
        let writer = try store.writer()
        var known: [Bookmark] = []
        for name in ["one", "two"] {
            var source = Source(gateway: "gw-a", path: name)
            source.lines = [Line.event("2026-11-24T11:00:00.000000+0000")]
            var part = source.part()
            part.bookmark.head = Bookmark.Head(length: 12, hash: UInt64.max - 1)
            known += try writer.append([part], arrived: now).bookmarks
        }
        #expect(try writer.bookmarks(gateway: "gw-a") == known.reversed())
        #expect(try writer.bookmarks(gateway: "gw-b").isEmpty)
    }
}
