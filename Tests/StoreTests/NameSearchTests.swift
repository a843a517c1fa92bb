// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@testable import Store

@Suite("Regular expressions over the names of a file")
struct NameSearchTests {
    /// A store of one day, with so many names that to search all of them by `costly` takes about a minute.
    private static let made = Result {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        source.lines = (0..<2000).map { index in
            let name = String(repeating: "a", count: 1000) + "!b\(index)"
            return Line.event(
                "2026-11-24T10:00:00.000000+0000", type: "alert",
                extra:
                    #""app_proto":"\#(name)","alert":{"gid":1,"signature_id":\#(index),"rev":1,"signature":"\#(name)"}"#
            )
        }
        _ = try store.writer().append([source.part()], arrived: History.now)
        return store
    }

    private static func store() throws -> TemporaryStore { try made.get() }

    private static let costly = "re:/a{0,290}a{0,290}b/"

    /// Gives `body` the day of a question that was given up.
    private func given(up store: TemporaryStore, _ body: (DaySnapshot) throws(StoreError) -> Void) throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let reader = store.reader
        let partition = try #require(try reader.partitions(of: .everything).first)
        try reader.read(partition, until: cancellation, body)
    }

    @Test(
        "end with the question, and what they came to until then is not used",
        arguments: ["sig:\(costly)", "-app:\(costly)", "rule:\(costly)", "sid:1 OR cat:\(costly)"])
    func condition(text: String) throws {
        let filter = try FilterParser.parse(text)
        try given(up: try Self.store()) { day throws(StoreError) in
            #expect {
                _ = try Condition(filter, in: day)
            } throws: {
                ($0 as? StoreError)?.isInterruption == true
            }
        }
    }

    @Test("do so where roll-ups are counted, too", arguments: ["app:\(costly)", "type:alert -app:\(costly)"])
    func cells(text: String) throws {
        let filter = try FilterParser.parse(text)
        try given(up: try Self.store()) { day throws(StoreError) in
            #expect {
                _ = try CellPredicate(filter, in: day)
            } throws: {
                ($0 as? StoreError)?.isInterruption == true
            }
        }
    }

    @Test("make an answer partial when they are given up")
    func answers() throws {
        let store = try Self.store()
        let filter = try FilterParser.parse("sig:\(Self.costly)")
        let cancellation = Cancellation()
        cancellation.cancel()
        let page = try store.reader.page(PageRequest(filter: filter), until: cancellation)
        #expect(page.isPartial && page.rows.isEmpty)
        let count = try store.reader.count(CountRequest(by: [.field(.source)], filter: filter), until: cancellation)
        #expect(count.isPartial && count.total == 0)
    }
}
