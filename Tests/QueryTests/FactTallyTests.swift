// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Query

@Suite("Facts counted within bounds") struct FactTallyTests {
    private func fact(_ text: String) -> EntityFact { EntityFact(text, filter: .everything) }

    @Test("what is beyond the number of facts is counted as other")
    func facts() {
        var tally = FactTally<Int>()
        let limit = FactTally<Int>.factLimit
        for key in 0..<limit + 5 { tally.add(key) { fact("\(key)") } }
        tally.add(0, 3) { nil }
        tally.miss(2)
        let ranking = tally.ranking(rows: 1)
        #expect(ranking.rows.map(\.text) == ["0"] && ranking.rows.map(\.count) == [4])
        #expect(ranking.other == limit - 1 + 5 && ranking.otherGroups == limit - 1)
        #expect(ranking.missing == 2 && ranking.total == limit + 5 + 3 + 2)
    }

    @Test("long texts are held up to a size together, and counted as other beyond it")
    func text() {
        var tally = FactTally<Int>()
        let long = String(repeating: "a", count: 1 << 20)
        for key in 0..<10 { tally.add(key) { fact(long) } }
        let ranking = tally.ranking(rows: 100)
        #expect(ranking.rows.count == 8 && ranking.other == 2 && ranking.total == 10)
    }

    @Test("the newest of a fact is told, whatever comes first")
    func last() {
        var tally = FactTally<Int>()
        for second in [2, 5, 3] { tally.add(1, at: Instant(seconds: Int64(second))) { fact("a") } }
        #expect(tally.ranking(rows: 1).rows.first?.last == Instant(seconds: 5))
        tally.add(2) { nil }
        #expect(tally.ranking(rows: 1).missing == 1)
    }
}
