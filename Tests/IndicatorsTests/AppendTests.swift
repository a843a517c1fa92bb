// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Indicators

@Suite("Sets behind sets")
struct AppendTests {
    private func set(_ names: [String], source: String) throws -> IndicatorSet {
        IndicatorSet(try names.map { try indicator(.domain, $0, source: source, note: "of \($0)", tags: [source]) })
    }

    @Test("a set behind another keeps its order, texts and expiry, and what both have is there twice")
    func behind() throws {
        var all = IndicatorSet()
        let first = try set(["a.example", "b.example"], source: "one")
        var second = try set(["b.example", "c.example"], source: "one")
        second.insert(try indicator(.network, "192.0.2.0/24", source: "two", expiry: now))
        #expect(all.append(first) == 0)
        #expect(all.append(second) == 0)
        #expect(Array(all) == Array(first) + Array(second))
        var found: [Int] = []
        all.addMatches(domain: Array("x.b.example".utf8).span, at: now, to: &found)
        #expect(found == [1, 2])
        let later = now.advanced(byMicroseconds: -1)
        found = []
        all.addMatches(address: try #require(IPAddress("192.0.2.7")), at: now, to: &found)
        #expect(found.isEmpty)
        all.addMatches(address: try #require(IPAddress("192.0.2.7")), at: later, to: &found)
        #expect(found == [4])
    }

    @Test("what is inserted behind an appended set is merged with the first of its kind")
    func inserting() throws {
        var all = try set(["a.example"], source: "one")
        _ = all.append(try set(["a.example"], source: "one"))
        let again = try indicator(.domain, "a.example", source: "one", tags: ["one"])
        #expect(all.insert(again) == .merged(0))
        #expect(all.insert(try indicator(.domain, "d.example", source: "new")) == .added(2))
        #expect(all[2].source == "new")
    }

    @Test("a value that too many sets have is left out of the last ones, and counted")
    func shared() throws {
        var all = IndicatorSet()
        for _ in 0..<IndicatorSet.sharedLimit {
            let missing = all.append(try set(["a.example"], source: "one"))
            #expect(missing == 0)
        }
        #expect(all.append(try set(["a.example", "z.example"], source: "one")) == 1)
        #expect(all.count == IndicatorSet.sharedLimit + 1)
    }
}
