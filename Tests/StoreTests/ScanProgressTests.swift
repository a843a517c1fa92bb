// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@testable import Store

@Suite("Scans that open lines")
struct ScanProgressTests {
    let history: History

    init() throws { history = try History.shared() }

    @Test("they go back from the newest and say how far, whatever asks for them")
    func reached() throws {
        let filter = try FilterParser.parse("re:/nowhere to be found/")
        let first = try #require(history.events.first).time
        let asking: [(Cancellation) throws -> Void] = [
            { _ = try history.reader.count(CountRequest(by: [.field(.eventType)], filter: filter), until: $0) },
            { _ = try history.reader.count(CountRequest(by: [.field(.source)], filter: filter), until: $0) },
            { _ = try history.reader.page(PageRequest(filter: filter), until: $0) },
        ]
        for ask in asking {
            let cancellation = Cancellation()
            try ask(cancellation)
            #expect(cancellation.reached == first)
        }
    }

    @Test("what the columns tell notes nothing")
    func hot() throws {
        let cancellation = Cancellation()
        let filter = try FilterParser.parse("dport:1..1023 @since:2020-01-01")
        _ = try history.reader.count(CountRequest(by: [.field(.source)], filter: filter), until: cancellation)
        _ = try history.reader.page(PageRequest(filter: filter), until: cancellation)
        #expect(cancellation.reached == nil)
    }

    @Test("a time that must hold is all that is gone through")
    func span() throws {
        let events = history.events
        let time = events[events.count / 2].time
        let cancellation = Cancellation()
        let filter = Filter.all([.since(.at(time)), .text("nowhere to be found")])
        _ = try history.reader.page(PageRequest(filter: filter), until: cancellation)
        #expect(cancellation.reached == time)
    }

    @Test("they end at the first line after the question was given up")
    func cancelled() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let filter = try FilterParser.parse("re:/x/")
        let page = try history.reader.page(PageRequest(filter: filter), until: cancellation)
        #expect(page.isPartial && page.rows.isEmpty)
        #expect(cancellation.reached == nil)
    }
}
