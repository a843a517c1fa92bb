// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Testing

@testable import Store

/// What a crash, a full disk or damage leaves between the copying of kept events and the end of their day's own files.
@Suite("Kept events after a crash")
struct KeptCrashTests {
    let made: KeptStore
    var store: TemporaryStore { made.store }
    private let kept: [StoredLine]
    private let all: [StoredLine]
    private static let keptNames = KeptStore.names(["2026-11-20.kept", "2026-11-21.kept"])

    init() throws {
        made = try KeptStore()
        kept = try made.chosen()
        all = try made.details()
        try store.writer().keep(kept.map(\.row.id))
    }

    private func copy(_ names: [String], from other: TemporaryStore, to target: TemporaryStore) throws {
        for name in names {
            try FileManager.default.copyItem(
                atPath: "\(other.path)/days/\(name)", toPath: "\(target.path)/days/\(name)")
        }
    }

    private func dropped() throws -> KeptStore {
        let after = try KeptStore(copying: made)
        _ = try after.store.writer().applyRetention(made.policy, now: made.now)
        Retention.waitForRemovals()
        return after
    }

    @Test(
        "files of kept events that station.db does not know are thrown away, whole or in part, and made again",
        arguments: [
            ["2026-11-20.kept.raw"], ["2026-11-20.kept.raw", "2026-11-20.kept.db"], keptNames,
        ], [nil, 5, 100] as [Int?])
    func beforeStation(names: [String], cut: Int?) throws {
        let after = try dropped()
        try copy(names, from: after.store, to: store)
        if let cut {
            let raw = try #require(FileHandle(forWritingAtPath: store.path + "/days/2026-11-20.kept.raw"))
            try raw.truncate(atOffset: UInt64(cut))
            try raw.close()
        }
        try Data("begun".utf8).write(to: URL(filePath: store.path + "/days/2026-11-21.kept.db.new"))
        #expect(try made.details() == all)
        let writer = try store.writer()
        #expect(try !made.files().contains { Self.keptNames.contains($0) })
        #expect(try made.details() == all)
        _ = try writer.applyRetention(made.policy, now: made.now)
        #expect(try made.files() == KeptStore.namesAfterwards)
        try made.expectLeft(kept)
    }

    @Test("what a retention that failed has begun is made again by the next one, without the store being opened anew")
    func tryAgain() throws {
        let writer = try store.writer()
        try Data("begun".utf8).write(to: URL(filePath: store.path + "/days/2026-11-20.kept.db"))
        try Data("begun".utf8).write(to: URL(filePath: store.path + "/days/2026-11-20.kept.raw"))
        _ = try writer.applyRetention(made.policy, now: made.now)
        try made.expectLeft(kept)
    }

    @Test("own files that a crash left behind the forgetting go at the next opening, and the kept events stay")
    func behindStation() throws {
        let after = try dropped()
        try copy(KeptStore.names(["2026-11-20", "2026-11-21"]), from: store, to: after.store)
        try after.expectLeft(kept)
        withExtendedLifetime(try after.store.writer()) {}
        #expect(try after.files() == KeptStore.namesAfterwards)
        try after.expectLeft(kept)
    }

    @Test("a day's own files stay where those of its kept events are missing")
    func keptMissing() throws {
        let after = try dropped()
        try copy(KeptStore.names(["2026-11-20", "2026-11-21"]), from: store, to: after.store)
        for name in KeptStore.names(["2026-11-20.kept"]) {
            try FileManager.default.removeItem(atPath: after.store.path + "/days/" + name)
        }
        withExtendedLifetime(try after.store.writer()) {}
        #expect(
            try after.files() == KeptStore.names(["2026-11-20", "2026-11-21.kept", "2026-11-22", "2026-11-24"]))
    }

    @Test("files of kept events that a crash left behind their release go at the next opening")
    func behindRelease() throws {
        let after = try dropped()
        let released = try KeptStore(copying: after)
        try released.store.writer().release(kept.map(\.row.id))
        #expect(try released.files() == KeptStore.names(["2026-11-22", "2026-11-24"]))
        try copy(Self.keptNames, from: after.store, to: released.store)
        // Half of them may have been moved already.
        let dropping = released.store.path + "/days/.dropping"
        try FileManager.default.createDirectory(atPath: dropping, withIntermediateDirectories: false)
        try FileManager.default.moveItem(
            atPath: released.store.path + "/days/2026-11-20.kept.db", toPath: dropping + "/2026-11-20.kept.db")
        try released.expectLeft([])
        withExtendedLifetime(try released.store.writer()) {}
        #expect(try released.files() == KeptStore.names(["2026-11-22", "2026-11-24"]))
        try released.expectLeft([])
    }

    @Test("a station.db that cannot note the dropping leaves the day as it is")
    func fullStation() throws {
        let queue = try DatabaseQueue(path: store.path + "/station.db")
        try queue.write {
            try $0.execute(
                sql: "CREATE TRIGGER full BEFORE INSERT ON dropped BEGIN SELECT raise(ABORT, 'no room'); END")
        }
        try queue.close()
        var writer = try store.writer()
        #expect(throws: StoreError.self) { try writer.applyRetention(made.policy, now: made.now) }
        #expect(try made.details() == all)
        _ = consume writer
        let again = try DatabaseQueue(path: store.path + "/station.db")
        try again.write { try $0.execute(sql: "DROP TRIGGER full") }
        try again.close()
        writer = try store.writer()
        #expect(try writer.applyRetention(made.policy, now: made.now).count == 2)
        try made.expectLeft(kept)
    }

    @Test("a day whose kept events cannot be read stays and is named, and others go in its place")
    func damaged() throws {
        let path = store.path + "/days/2026-11-20.raw"
        var bytes = try Data(contentsOf: URL(filePath: path))
        for index in 100..<bytes.count { bytes[index] ^= 0x55 }
        try bytes.write(to: URL(filePath: path))
        let writer = try store.writer()
        #expect(try writer.applyRetention(made.policy, now: made.now).map(\.name) == ["2026-11-21"])
        #expect { try writer.applyRetention(made.policy, now: made.now) } throws: { error in
            (error as? StoreError)?.message.contains("2026-11-20.raw") == true
        }
        #expect(
            try made.files().filter { !$0.contains(".kept.") }
                == KeptStore.names(["2026-11-20", "2026-11-22", "2026-11-24"]))
        #expect(try writer.applyRetention(RetentionPolicy(size: 1), now: made.now).map(\.name) == ["2026-11-22"])
        // Nothing asks for its kept events any more.
        try writer.release(kept.map(\.row.id))
        #expect(try writer.applyRetention(made.policy, now: made.now).map(\.name) == ["2026-11-20"])
        #expect(try made.files() == KeptStore.names(["2026-11-24"]))
    }

    @Test("files of another store under the name of a day's kept events are left alone, and so is the day")
    func foreign() throws {
        let path = store.path + "/days/2026-11-20.kept.raw"
        let foreign = Data(RawFile.head(identity: 7))
        try foreign.write(to: URL(filePath: path))
        let writer = try store.writer()
        #expect(try writer.applyRetention(made.policy, now: made.now).map(\.name) == ["2026-11-21"])
        #expect(throws: StoreError.foreignFile(path: path)) {
            try writer.applyRetention(made.policy, now: made.now)
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == foreign)
        #expect(try made.files().contains("2026-11-20.db"))
    }
}
