// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Query
import Testing

@testable import Store

@Suite("Repairing dictionaries")
struct RepairDictionaryTests {
    private static let days = ["2026-11-22", "2026-11-23"]

    /// Two days with enough lines for a dictionary, which both have.
    private static let made = Result {
        let store = try TemporaryStore()
        var generator = SeededGenerator(seed: 9)
        var source = Source(gateway: "gw-a")
        source.lines = (0..<6000).map { number in
            let pad = (0..<24).map { _ in String(generator.next(), radix: 16) }.joined()
            let second = String(100 + number / 2 % 60).dropFirst()
            let minute = String(100 + number / 120).dropFirst()
            return Line.event(
                "\(days[number % 2])T10:\(minute):\(second).000000+0000",
                extra: "\"flow_id\":\(number),\"pad\":\"\(pad)\"")
        }
        let writer = try store.writer()
        while source.hasMore {
            source.move(to: try writer.append([source.part(1000)], arrived: History.now).bookmarks[0])
        }
        return store
    }

    @Test("a damaged dictionary is taken from another day that has the same, and nothing is lost")
    func fromOtherDay() throws {
        let sound = try Self.made.get()
        let dictionary = try #require(try sound.records("days/2026-11-22.raw", .dictionary).first)
        let store = try sound.copy()
        try store.flip("days/2026-11-22.raw", at: dictionary + 500)
        #expect(try !store.problems().isEmpty)
        let actions = try store.repair()
        #expect(!actions.isEmpty && !actions.contains(where: \.isLoss), "\(actions)")
        #expect(try store.problems() == [])
        #expect(try store.bytes("days/2026-11-22.raw") == sound.bytes("days/2026-11-22.raw"))
        #expect(try store.lines() == sound.lines())
    }

    @Test("lines that need a dictionary which no day has any more are lost and named; the others stay")
    func lost() throws {
        let store = try Self.made.get().copy()
        let before = try store.lines()
        for day in Self.days {
            for dictionary in try store.records("days/\(day).raw", .dictionary) {
                try store.flip("days/\(day).raw", at: dictionary + 500)
            }
        }
        let actions = try store.repair()
        #expect(actions.contains { $0.isLoss && $0.what.contains("events are lost") }, "\(actions)")
        let after = try store.lines()
        #expect(!after.isEmpty && after.count < before.count)
        #expect(Set(after).isSubset(of: before))
        #expect(try store.problems() == [])
        #expect(try store.repair() == [])
    }
}
