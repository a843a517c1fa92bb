// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import GRDB
import Query
import Testing

@testable import Store

@Suite("Repairing a store")
struct RepairTests {
    private static let day = "days/2026-11-23.db"
    private static let raw = "days/2026-11-23.raw"

    /// The store says the same as one that was never damaged, and is sound.
    private func expectSound(_ store: TemporaryStore, _ comment: String = "") throws {
        let sound = try SoundStore.answers()
        #expect(try store.problems() == [], "\(comment)")
        #expect(try store.everything() == sound.everything, "\(comment)")
        #expect(try store.counts() == sound.counts, "\(comment)")
    }

    @Test("a sound store needs no repair")
    func sound() throws {
        let store = try SoundStore.copy()
        #expect(try store.repair() == [])
        #expect(try store.repair(thorough: true) == [])
        try expectSound(store)
    }

    @Test("a file of events that is gone, empty, cut or no database is made anew, event for event")
    func lostIndex() throws {
        let damages: [(String, (TemporaryStore) throws -> Void)] = [
            ("gone", { try $0.remove(Self.day) }),
            ("empty", { try $0.write([], to: Self.day) }),
            ("rubbish", { try $0.write(Array(repeating: 0x41, count: 30_000), to: Self.day) }),
            ("cut", { try $0.write(Array($0.bytes(Self.day).prefix(3 * 8192)), to: Self.day) }),
            ("without a head", { try $0.flip(Self.day, at: 3) }),
        ]
        for (comment, damage) in damages {
            let store = try SoundStore.copy()
            try damage(store)
            #expect(try !store.problems().isEmpty, "\(comment)")
            let actions = try store.repair()
            #expect(actions.count == 1 && !actions.contains(where: \.isLoss), "\(comment): \(actions)")
            #expect(try store.repair() == [], "\(comment)")
            try expectSound(store, comment)
            let kept = try store.dayFiles().filter { $0.hasPrefix("2026-11-23.db.damaged-20261124-120000") }
            #expect(kept.isEmpty == (comment == "gone"), "\(comment): \(kept)")
        }
    }

    @Test("a flipped byte on any page of a file of events is put right")
    func flippedPages() throws {
        let sound = try SoundStore.copy()
        let size = try sound.bytes(Self.day).count
        let pages = Array(stride(from: 0, to: size, by: 8192))
        var generator = SeededGenerator(seed: 5)
        let chosen = isSoak ? pages : pages.shuffled(using: &generator).prefix(6) + [0]
        for page in chosen {
            let store = try sound.copy()
            for _ in 0..<4 { try store.flip(Self.day, at: page + Int.random(in: 100..<8192, using: &generator)) }
            _ = try store.repair(thorough: true)
            try expectSound(store, "page \(page / 8192)")
        }
    }

    @Test(
        "every change that a recount finds is put right by a thorough repair",
        arguments: VerifyTests.changes.enumerated().filter { isSoak || $0.offset % 7 == 0 }.map(\.element))
    func changes(_ change: (String, String)) throws {
        let store = try SoundStore.copy()
        try store.change(Self.day, change.0)
        let actions = try store.repair(thorough: true)
        #expect(actions.count >= 1)
        try expectSound(store, change.0)
    }

    /// Not of those that SQLite makes for a reader.
    private func isKept(_ name: String) -> Bool { !name.hasSuffix("-wal") && !name.hasSuffix("-shm") }

    @Test("a dry run says the same and changes nothing")
    func dryRun() throws {
        let store = try SoundStore.copy()
        try store.write(Array(repeating: 0x41, count: 30_000), to: Self.day)
        try store.flip(Self.raw, at: store.records(Self.raw, .block)[1] + 20)
        let before = try (store.dayFiles().filter(isKept), store.bytes(Self.raw), store.bytes(Self.day))
        let actions = try store.repair(dryRun: true)
        #expect(actions.contains { $0.path == Self.day && $0.what.contains("would be rebuilt") })
        #expect(actions.contains { $0.path == Self.raw && $0.isLoss })
        #expect(try store.dayFiles().filter(isKept) == before.0)
        #expect(try store.bytes(Self.raw) == before.1)
        #expect(try store.bytes(Self.day) == before.2)
    }

    @Test("what an unfinished commit left is cut off")
    func tornTail() throws {
        let store = try SoundStore.copy()
        let raw = try store.bytes(Self.raw)
        let record = try #require(try store.records(Self.raw, .block).first)
        try store.write(raw + raw[record..<record + 100], to: Self.raw)
        let actions = try store.repair()
        #expect(actions.map(\.path) == [Self.raw] && !actions[0].isLoss, "\(actions)")
        #expect(try store.bytes(Self.raw) == raw)
        try expectSound(store)
    }

    @Test("lines in a damaged block are lost and named; all others stay, and new ones can be added")
    func damagedBlock() throws {
        let store = try TemporaryStore()
        try SoundStore.append(to: store, upTo: 4)
        let before = try store.everything()
        let blocks = try store.records(Self.raw, .block)
        try store.flip(Self.raw, at: blocks[blocks.count / 2] + 30)
        let actions = try store.repair()
        let lost = try before.count - store.everything().count
        #expect((1...32).contains(lost))
        #expect(actions.contains { $0.path == Self.raw && $0.isLoss && $0.what.contains("bytes") }, "\(actions)")
        #expect(actions.contains { $0.path == Self.day && $0.isLoss && $0.what.contains("\(lost) events are lost") })
        #expect(try Set(store.everything()).isSubset(of: before))
        #expect(try store.problems() == [])
        #expect(try store.repair() == [])
        #expect(try store.dayFiles().contains { $0.hasPrefix("2026-11-23.raw.damaged-") })
        try SoundStore.append(to: store, upTo: .max)
        #expect(try store.problems() == [])
        #expect(try store.everything().count == SoundStore.lines().count - lost)
    }

    @Test("a raw file with a damaged head, and one whose head names another store than its events, are mended")
    func damagedHead() throws {
        for offset in [2, 9, 15] {
            let store = try SoundStore.copy()
            try store.flip(Self.raw, at: offset)
            #expect(try !store.repair().contains(where: \.isLoss))
            try expectSound(store, "byte \(offset)")
        }
    }

    @Test("a raw file that was cut anywhere gives every whole block that it still has", arguments: [0, 40, 700, 5000])
    func cutRaw(_ missing: Int) throws {
        let store = try SoundStore.copy()
        let before = try store.everything()
        let raw = try store.bytes(Self.raw)
        let commits = try store.records(Self.raw, .commit)
        let end = missing == 0 ? commits[commits.count / 2] : raw.count - missing
        let blocks = try store.records(Self.raw, .block)
        try store.write(Array(raw.prefix(end)), to: Self.raw)
        let lost = try store.repair().contains(where: \.isLoss)
        let after = try store.everything()
        #expect(Set(after).isSubset(of: before))
        // At most 32 lines a block are in those that are cut or gone.
        let gone = blocks.count { blocks.firstIndex(of: $0) == blocks.count - 1 ? raw.count > end : $0 >= end } + 1
        #expect(before.count - after.count <= 32 * gone)
        #expect(lost == (after.count < before.count))
        #expect(try store.problems() == [])
        #expect(try store.repair() == [])
    }

    @Test("a damaged end of a commit loses nothing, as the file of events knows what it said")
    func damagedCommit() throws {
        let sound = try SoundStore.copy()
        let commits = try sound.records(Self.raw, .commit)
        for commit in [commits[0], commits[commits.count / 2], commits[commits.count - 1]] {
            let store = try sound.copy()
            try store.flip(Self.raw, at: commit + 13)
            #expect(try !store.repair().contains(where: \.isLoss))
            try expectSound(store, "commit at \(commit)")
        }
    }

    @Test("a raw file that is gone leaves a mark in its place, and the day goes on")
    func lostRaw() throws {
        let gone = try SoundStore.copy()
        try gone.remove(Self.raw)
        #expect(try gone.repair().contains { $0.path == Self.raw && $0.isLoss })
        #expect(try gone.repair() == [])
        #expect(try gone.problems() == [])
        let writer = try gone.writer()
        var source = Source(gateway: "gw-new")
        source.lines = [Line.event("2026-11-23T12:00:00.000000+0000")]
        #expect(try writer.append([source.part()], arrived: History.now).stored == 1)
        #expect(try gone.problems() == [])
    }

    @Test("a day whose files both are gone is named once, and begins anew")
    func bothGone() throws {
        let store = try SoundStore.copy()
        try store.remove(Self.day)
        try store.remove(Self.raw)
        #expect(try store.repair().contains { $0.path == Self.day && $0.isLoss })
        #expect(try store.repair() == [])
        #expect(try store.problems() == [])
    }

    @Test("a writer that meets a damaged day rebuilds it, says so, and goes on with every event once")
    func writerGoesOn() throws {
        let damages: [(TemporaryStore) throws -> Void] = [
            { try $0.remove(Self.day) },
            { try $0.write(Array(repeating: 0x41, count: 30_000), to: Self.day) },
            { try $0.change(Self.day, "UPDATE raw_file SET store = 5") },
            { try $0.change("days/other.db", "UPDATE raw_file SET store = 5") },
            { store in
                // Every page but the first two: the damage is only met in the midst of a commit.
                var bytes = try store.bytes(Self.day)
                for index in bytes.indices.dropFirst(2 * 8192) { bytes[index] ^= 0x5a }
                try store.write(bytes, to: Self.day)
            },
        ]
        for (index, damage) in damages.enumerated() {
            let store = try TemporaryStore()
            try SoundStore.append(to: store, upTo: 3)
            try damage(store)
            let notices = try SoundStore.append(to: store, upTo: .max)
            #expect(notices.count == 1 && !notices.contains(where: \.isLoss), "damage \(index): \(notices)")
            try expectSound(store, "damage \(index)")
        }
    }

    @Test("a writer moves a day of another store aside and begins it anew")
    func foreignDay() throws {
        let store = try TemporaryStore()
        try SoundStore.append(to: store, upTo: 1)
        let stranger = try TemporaryStore()
        try SoundStore.append(to: stranger, upTo: 1)
        for file in [Self.day, Self.raw] { try store.write(stranger.bytes(file), to: file) }
        #expect(try store.repair().contains { $0.isLoss && $0.what.contains("another store") })
        let notices = try SoundStore.append(to: store, upTo: .max)
        #expect(notices.contains { $0.isLoss && $0.what.contains("another store") })
        #expect(try store.dayFiles().contains { $0.hasPrefix("2026-11-23.raw.foreign-") })
        #expect(try Set(store.lines()).isSubset(of: SoundStore.lines()))
        #expect(try store.lines().count < SoundStore.lines().count)
    }

    @Test("readers leave a damaged day out, mark their answers and name it, until it is well again")
    func readers() throws {
        let store = try SoundStore.copy()
        let sound = try store.bytes(Self.day)
        let all = try store.everything()
        try store.write(Array(repeating: 0x41, count: 30_000), to: Self.day)
        let reader = store.reader
        let table = try reader.count(CountRequest(by: [.bucket(.day)]), until: Cancellation())
        #expect(table.isPartial)
        #expect(table.total < all.count && table.total > 0)
        #expect(reader.notices.count == 1 && reader.notices[0].hasPrefix(Self.day))
        let page = try reader.page(PageRequest(limit: 10_000), until: Cancellation())
        #expect(page.isPartial && page.rows.count == table.total)
        let old = TimeRange(start: Instant("2024-02-01T00:00:00"), end: Instant("2024-03-01T00:00:00"))
        #expect(try !reader.count(CountRequest(by: [], range: old), until: Cancellation()).isPartial)
        try store.write(sound, to: Self.day)
        #expect(try !reader.count(CountRequest(by: []), until: Cancellation()).isPartial)
        #expect(reader.notices == [])
        #expect(try store.everything() == all)
    }

    @Test("a reader sees a day that was rebuilt while it had the old file open")
    func rebuiltUnderReader() throws {
        let store = try TemporaryStore()
        try SoundStore.append(to: store, upTo: 3)
        let reader = store.reader
        let before = try reader.count(CountRequest(by: []), until: Cancellation()).total
        try store.change(Self.day, "DELETE FROM raw_file")
        _ = try store.repair()
        try SoundStore.append(to: store, upTo: .max)
        #expect(before < (try SoundStore.lines().count))
        #expect(try reader.count(CountRequest(by: []), until: Cancellation()).total == SoundStore.lines().count)
    }
}
