// SPDX-License-Identifier: Apache-2.0

import Devices
import EVE
import Fixtures
import Query
import Testing

@testable import Store

@Suite("Filters by trust")
struct TrustFilterTests {
    private let history: History

    init() throws { history = try History.shared() }

    private func readers(_ trust: TrustHistory) -> [StoreReader] {
        [true, false].map {
            StoreReader(
                directory: history.store.path, usesRollUps: $0, geography: MadeUpGeography(),
                trust: MadeUpTrust(known: trust))
        }
    }

    private func matching(_ filter: Filter, _ trust: TrustHistory, in range: TimeRange = .everything) -> [OracleEvent] {
        let evaluator = FilterEvaluator(filter)
        return history.events.filter {
            range.contains($0.time) && evaluator.matches(BelievedEvent(event: $0, trust: trust))
        }
    }

    @Test("the words of filters are those of states, and one for all that are marked")
    func words() {
        #expect(Set(TrustWord.all.map(\.word)) == Set(DeviceState.words + [TrustWord.failed]))
    }

    @Test(
        "every word finds the events of its gateways' spans, to the microsecond", arguments: TrustWord.all.map(\.word))
    func spans(word: String) throws {
        let filter = try FilterParser.parse("@trust:\(word)")
        let wanted = matching(filter, MadeUpTrust.history)
        #expect(!wanted.isEmpty)
        #expect(wanted.count < history.events.count)
        for reader in readers(MadeUpTrust.history) {
            #expect(try reader.count(CountRequest(by: [], filter: filter), until: Cancellation()).total == wanted.count)
            let page = try reader.page(
                PageRequest(filter: filter, limit: 5000, withSummary: false), until: Cancellation())
            #expect(page.rows.map(\.time) == wanted.map(\.time).reversed())
        }
    }

    @Test(
        "filters of chance with trust in them hold for the same events by columns, by roll-ups and by the evaluator",
        arguments: UInt64(1)...(isSoak ? 300 : 30))
    func chance(seed: UInt64) throws {
        var sampler = FilterSampler(seed: seed, events: history.events)
        var random = SeededGenerator(seed: seed)
        let trust = seed.isMultiple(of: 3) ? MadeUpTrust.steady : MadeUpTrust.history
        let readers = readers(trust)
        for _ in 0..<6 {
            let words = TrustWord.all.map(\.word) + ["fail*", "*trusted", "*", "un*", "nothing"]
            let word = words.randomElement(using: &random) ?? ""
            let test = Filter.test(.trust, word.contains("*") ? .like(word) : .equals(.text(word)))
            let other = sampler.filter(depth: 1)
            let filters: [Filter] = [
                test, .not(test), .all([test, other]), .any([test, other]), .not(.all([test, .not(other)])),
                .all([.test(.eventType, .equals(.text("alert"))), .not(test)]),
            ]
            let filter = (filters.randomElement(using: &random) ?? test).simplified
            let range = sampler.range()
            let wanted = matching(filter, trust, in: range)
            for reader in readers {
                let request = CountRequest(
                    by: [.field(.trust), sampler.dimension()], needs: 0, filter: filter, range: range)
                let table = try reader.count(request, until: Cancellation())
                #expect(table.total == wanted.count, "\(filter)")
                #expect(table.rows.reduce(0) { $0 + $1.count } == wanted.count)
                for word in DeviceState.words {
                    let own = table.rows.filter { $0.key.first == .text(word) }.reduce(0) { $0 + $1.count }
                    let expected = wanted.count {
                        BelievedEvent(event: $0, trust: trust).values(of: .trust).first == .text(word)
                    }
                    #expect(own == expected, "\(word) of \(filter)")
                }
            }
        }
    }

    @Test("more spans than SQL may have are looked at event by event, with the same result")
    func manySpans() throws {
        let start = Instant("2026-11-23T00:00:00.000000+0000")
        let changes = (0..<2000).map { index in
            TrustHistory.Change(
                time: start.advanced(byMicroseconds: Int64(index) * 40_000_000),
                state: index.isMultiple(of: 2) ? .trusted : .silent)
        }
        let trust = TrustHistory(["gw-a": changes])
        for text in ["@trust:silent", "-@trust:failed", "@trust:trusted OR sport:53"] {
            let filter = try FilterParser.parse(text)
            let wanted = matching(filter, trust).count
            for reader in readers(trust) {
                #expect(try reader.count(CountRequest(by: [], filter: filter), until: Cancellation()).total == wanted)
            }
        }
    }

    @Test("where no state changes within a day, buckets tell it: nothing is scanned")
    func steady() throws {
        let reader = try #require(readers(MadeUpTrust.steady).first)
        let partition = try #require(
            try reader.partitions(of: .everything).first { if case .day = $0 { true } else { false } })
        try reader.read(partition, until: Cancellation()) { day throws(StoreError) in
            let filter = Filter.test(.trust, .equals(.text(TrustWord.failed)))
            let predicate = try CellPredicate(filter, in: day)
            #expect(predicate != nil)
        }
    }

    @Test("a history that cannot be read fails the question, and others go on")
    func unreadable() throws {
        struct Broken: TrustSource {
            func history() throws(StoreError) -> TrustHistory {
                throw .triage(path: "attest.db", reason: "no", help: "h")
            }
        }
        let reader = StoreReader(directory: history.store.path, trust: Broken())
        #expect(throws: QueryFailure.self) {
            try reader.count(
                CountRequest(by: [], filter: .test(.trust, .equals(.text("trusted")))), until: Cancellation())
        }
        #expect(try reader.count(CountRequest(by: []), until: Cancellation()).total == history.events.count)
    }
}
