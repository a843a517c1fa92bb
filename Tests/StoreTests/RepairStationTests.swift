// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Testing

@testable import Store

@Suite("Repairing the books")
struct RepairStationTests {
    private func gateways(_ store: TemporaryStore) throws -> [String] {
        try store.reader.gateways().map { "\($0.gateway) \($0.events) \(String(describing: $0.firstEvent))" }
    }

    @Test("a writer makes no new books beside days that old ones knew")
    func refusal() throws {
        let store = try SoundStore.copy()
        try store.remove("station.db")
        #expect(throws: StoreError.indexMissing(path: store.path + "/station.db")) { try store.writer() }
        #expect(throws: StoreError.indexMissing(path: store.path + "/station.db")) { try store.writer() }
    }

    @Test("lost books are made anew from their copy and the days, and what is read again is recognised")
    func fromCopy() throws {
        let sound = try SoundStore.copy()
        for damage in ["gone", "rubbish", "cut"] {
            let store = try TemporaryStore()
            // The copy is made at the first commit and knows little.
            try SoundStore.append(to: store, upTo: 3)
            switch damage {
            case "gone": try store.remove("station.db")
            case "cut": try store.write(Array(store.bytes("station.db").prefix(8192)), to: "station.db")
            default: try store.write(Array(repeating: 0x41, count: 20_000), to: "station.db")
            }
            let actions = try store.repair()
            #expect(actions.count == 1 && !actions[0].isLoss, "\(damage): \(actions)")
            #expect(try store.problems() == [], "\(damage)")
            try SoundStore.append(to: store, upTo: .max)
            #expect(try store.problems() == [], "\(damage)")
            #expect(try store.everything() == sound.everything(), "\(damage)")
            #expect(try gateways(store) == gateways(sound), "\(damage)")
        }
    }

    @Test("books that only the days tell of name what they do not know any more")
    func fromDays() throws {
        let store = try SoundStore.copy()
        try store.remove("station.db")
        try store.remove("station.db.copy")
        let actions = try store.repair()
        #expect(
            actions.contains { $0.path == "station.db" && $0.isLoss && $0.what.contains("3 sources") }, "\(actions)")
        #expect(try store.problems() == [])
        let sound = try SoundStore.copy()
        #expect(try store.everything() == sound.everything())
        #expect(try gateways(store) == gateways(sound))
        #expect(try store.reader.gateways().map(\.counters) == sound.reader.gateways().map(\.counters))
        // New sources get numbers of their own.
        let writer = try store.writer()
        var source = Source(gateway: "gw-a")
        source.lines = [Line.event("2026-11-23T12:00:00.000000+0000")]
        let done = try writer.append([source.part()], arrived: History.now)
        #expect(done.stored == 1 && done.duplicates == 0)
    }

    @Test("rows on sound pages of damaged books are taken over")
    func salvage() throws {
        let store = try SoundStore.copy()
        let page = try store.number("station.db", "SELECT rootpage FROM sqlite_master WHERE name = 'sensor'")
        try store.flip("station.db", at: (page - 1) * 8192)
        try store.remove("station.db.copy")
        let actions = try store.repair()
        #expect(actions.count == 1 && !actions[0].isLoss, "\(actions)")
        #expect(try store.problems() == [])
        #expect(try gateways(store) == gateways(SoundStore.copy()))
    }

    @Test("days that the books have forgotten are noted again")
    func forgottenDays() throws {
        let store = try SoundStore.copy()
        try store.change("station.db", "DELETE FROM day WHERE day % 2 = 0")
        let actions = try store.repair()
        #expect(actions.count > 1 && !actions.contains(where: \.isLoss), "\(actions)")
        #expect(try store.problems() == [])
        #expect(try store.repair() == [])
    }

    @Test("a reader that had the old books open sees what is stored by the new ones")
    func readerGoesOn() throws {
        let store = try TemporaryStore()
        try SoundStore.append(to: store, upTo: 2)
        let reader = store.reader
        #expect(try reader.extent() != nil)
        try store.remove("station.db")
        _ = try store.repair()
        try SoundStore.append(to: store, upTo: .max)
        #expect(try reader.count(CountRequest(by: []), until: Cancellation()).total == SoundStore.lines().count)
        let sound = try SoundStore.copy()
        #expect(try reader.gateways().map(\.events) == sound.reader.gateways().map(\.events))
    }

    @Test("the store's own number is set back where all days bear another")
    func identity() throws {
        let store = try SoundStore.copy()
        try store.change("station.db", "UPDATE store SET identity = identity + 1")
        #expect(try store.repair().map(\.path) == ["station.db"])
        #expect(try store.problems() == [])
    }
}
