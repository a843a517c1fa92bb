// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Glibc
import Query
import Testing

@testable import Store

@Suite("Backups")
struct BackupTests {
    private func backUp(_ store: TemporaryStore, to copy: TemporaryStore, updating: Bool = false) throws
        -> StoreBackup.Report
    {
        try StoreBackup(of: store.path, to: copy.path).run(updating: updating) { _ in }
    }

    @Test("a backup is a store by itself that says the same")
    func whole() throws {
        let store = try SoundStore.copy()
        let copy = try TemporaryStore()
        let report = try backUp(store, to: copy)
        #expect(try report.files == store.dayFiles().count { $0.hasSuffix(".raw") })
        #expect(report.kept == 0 && report.bytes > 0)
        #expect(try copy.problems() == [])
        #expect(try copy.everything() == store.everything())
        #expect(try copy.counts() == store.counts())
        #expect(!FileManager.default.fileExists(atPath: copy.path + ".partial"))
    }

    @Test("a backup has the keys of the station, for the owner alone; also one that is brought up to date")
    func keys() throws {
        let store = try SoundStore.copy()
        let copy = try TemporaryStore()
        let folder = store.path + "/keys"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["authority.pem", "station.pem", "station.pem.7.new"] {
            try Data(name.utf8).write(to: URL(filePath: folder + "/" + name))
        }
        func copied() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: copy.path + "/keys").sorted()
        }
        for updating in [false, true] {
            let report = try backUp(store, to: copy, updating: updating)
            #expect(report.bytes > 0)
            #expect(try copied() == ["authority.pem", "station.pem"])
            for (name, mode) in [("", 0o700), ("/authority.pem", 0o600), ("/station.pem", 0o600)] {
                let attributes = try FileManager.default.attributesOfItem(atPath: copy.path + "/keys" + name)
                #expect(attributes[.posixPermissions] as? Int == mode)
            }
            #expect(try Data(contentsOf: URL(filePath: copy.path + "/keys/station.pem")) == Data("station.pem".utf8))
        }
        // What is no key has no place there.
        try Data(count: 65 << 10).write(to: URL(filePath: folder + "/big.pem"))
        let failure = #expect(throws: StoreBackup.Failure.self) { try backUp(store, to: copy, updating: true) }
        #expect(failure == .store(.system(path: folder + "/big.pem", call: "read", code: EFBIG)))
        #expect(try copied() == ["authority.pem", "station.pem"])
    }

    @Test("a backup has the identifier's record and key, for the owner alone")
    func identifier() throws {
        let store = try SoundStore.copy()
        let copy = try TemporaryStore()
        let record = IdentifierStore(directory: store.path)
        let owner = IdentifierStore.Owner(
            name: "p-a", device: "cam-1", enrolment: 1, certificate: [1], issued: Instant(seconds: 1),
            ends: Instant(seconds: 2))
        try record.add(owner)
        try FileManager.default.createDirectory(atPath: store.path + "/identifier", withIntermediateDirectories: true)
        try Data("key".utf8).write(to: URL(filePath: store.path + "/identifier/authority.pem"))
        for updating in [false, true] {
            _ = try backUp(store, to: copy, updating: updating)
            #expect(try IdentifierStore(directory: copy.path).owner(of: "p-a") == owner)
            for (name, mode) in [
                ("/identifier.db", 0o600), ("/identifier", 0o700), ("/identifier/authority.pem", 0o600),
            ] {
                let attributes = try FileManager.default.attributesOfItem(atPath: copy.path + name)
                #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
            }
            #expect(try copy.problems() == [])
        }
    }

    @Test("a backup beside a writer is sound at every moment, and the logs complete it")
    func besideWriter() throws {
        let store = try TemporaryStore()
        var copies: [TemporaryStore] = []
        try SoundStore.whileAppending(to: store) {
            let copy = try TemporaryStore()
            _ = try backUp(store, to: copy)
            let problems = try copy.problems()
            #expect(problems == [], "\(problems)")
            copies.append(copy)
        }
        let first = try #require(copies.first)
        try SoundStore.append(to: first, upTo: .max)
        #expect(try first.problems() == [])
        // Without their names: events of one microsecond may have come in another order.
        #expect(try first.lines().sorted() == store.lines().sorted())
    }

    @Test("an earlier backup is brought up to date, and days that did not change are kept")
    func updating() throws {
        let store = try SoundStore.copy()
        let copy = try TemporaryStore()
        _ = try backUp(store, to: copy)
        #expect(throws: StoreBackup.Failure.targetExists(path: copy.path)) { try backUp(store, to: copy) }
        do {
            let writer = try store.writer()
            var source = Source(gateway: "gw-new")
            source.lines = [Line.event("2026-11-24T12:00:00.000000+0000")]
            _ = try writer.append([source.part()], arrived: History.now)
        }
        let report = try backUp(store, to: copy, updating: true)
        #expect(report.kept == report.files - 1 && report.files > 3)
        #expect(try copy.problems() == [])
        #expect(try copy.everything() == store.everything())
        #expect(!FileManager.default.fileExists(atPath: copy.path + ".old"))
    }

    @Test("what is no backup of this store is not touched")
    func strangers() throws {
        let store = try SoundStore.copy()
        let other = try TemporaryStore()
        try SoundStore.append(to: other, upTo: 1)
        let before = try other.everything()
        #expect(throws: StoreBackup.Failure.otherStore(path: other.path)) {
            try backUp(store, to: other, updating: true)
        }
        #expect(try other.everything() == before)
        let nothing = try TemporaryStore()
        #expect(throws: StoreBackup.Failure.self) { try backUp(nothing, to: TemporaryStore()) }
    }
}
