// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CameraJobs

@Suite("The journal of cameras' jobs")
struct JobJournalTests {
    let bench: CameraBench
    private var path: String { bench.settings.journal }

    init() throws { bench = try CameraBench() }

    private func text(_ path: String) throws -> String {
        String(decoding: try SmallFile.read(path, limit: 1 << 24) ?? [], as: UTF8.self)
    }

    @Test("half a line that a crash left is taken away, and whole ones stay")
    func torn() throws {
        try Data("one\ntwo\nthr".utf8).write(to: URL(filePath: path))
        var journal = try JobJournal(path)
        try journal.append(["four"])
        #expect(try text(path) == "one\ntwo\nfour\n")
    }

    @Test("it begins anew at its bound, and the one before is kept whole")
    func rotation() throws {
        var journal = try JobJournal(path)
        let line = String(repeating: "x", count: 1 << 20)
        for _ in 0..<4 { try journal.append([line]) }
        try journal.append(["next"])
        #expect(try text(path) == "next\n")
        #expect(try text(path + ".1").utf8.count == 4 * (line.utf8.count + 1))
        let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(rights == 0o600)
    }
}
