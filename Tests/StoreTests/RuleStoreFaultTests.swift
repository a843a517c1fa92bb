// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import GRDB
import Rules
import Testing

@testable import Store

@Suite("The rule store, when things fail")
struct RuleStoreFaultTests {
    let rules: RuleStoreFixture
    var store: RuleStore { rules.store }

    init() throws { rules = try RuleStoreFixture() }

    @Test("after a crash in the middle of a save the old revision stands, or the new one")
    func crash() throws {
        try store.add("a", .sigma, RuleContent("old"), by: .ada())
        try store.save("a", RuleContent("older\n" + String(repeating: "x", count: 20_000)), basedOn: 1, by: .ada())
        let before = try rules.directory.bytes("rules.db-wal").count
        try store.save("a", RuleContent("new\n" + String(repeating: "y", count: 40_000)), basedOn: 2, by: .bob())
        let log = try rules.directory.bytes("rules.db-wal")
        let file = try rules.directory.bytes("rules.db")
        var seen: Set<Int> = []
        for cut in stride(from: before, through: log.count, by: 1031) + [log.count] {
            let image = try RuleStoreFixture()
            try FileManager.default.createDirectory(atPath: image.directory.path, withIntermediateDirectories: true)
            try image.directory.write(file, to: "rules.db")
            try image.directory.write(Array(log[..<cut]), to: "rules.db-wal")
            let rule = try #require(try image.store.rule("a"))
            let text = try image.store.revision(rule.revision, of: "a").content.text
            #expect(text.count == (rule.revision == 2 ? 20_006 : 40_004))
            #expect(try image.directory.ruleProblems() == [])
            #expect(try image.store.save("a", RuleContent("next"), basedOn: rule.revision, by: .ada()).revision > 2)
            seen.insert(rule.revision)
        }
        #expect(seen == [2, 3])
    }

    @Test("a disk that is full is said to be, and loses nothing")
    func diskFull() throws {
        try store.add("a", .sigma, RuleContent("one"), by: .ada())
        let failure = rules.storage(.diskFull(path: rules.path))
        #expect(failure.message.contains("free some space"))
        // A file that may not grow fails as a full disk does.
        let queue = try StoreFile.openForWriting(rules.path, schema: Schema.rules)
        let large = RuleEdit("a", .save(RuleContent(String(repeating: "x", count: 200_000)), basedOn: 1), by: .ada())
        #expect(throws: StoreError.diskFull(path: rules.path)) {
            try queue.access { database throws(StoreError) in
                try Statement.run(database, "PRAGMA max_page_count = 12")
            }
            _ = try queue.attempt { database throws(StoreError) -> Result<Bool, RuleShelfError> in
                try RuleEditor(database).apply(large).map { .failure($0) } ?? .success(true)
            }
        }
        #expect(try store.loaded([]).texts == ["a": "one"])
        #expect(try rules.directory.ruleProblems() == [])
        #expect(try store.save("a", RuleContent("two"), basedOn: 1, by: .ada()).revision == 2)
    }

    @Test("damage is told with what helps, and does not trap", arguments: 0..<40)
    func damage(seed: UInt64) throws {
        for number in 0..<8 {
            try store.add("rule-\(number)", .sigma, RuleContent("\(number) text"), by: .ada())
            try store.save("rule-\(number)", RuleContent("\(number) more"), basedOn: 1, by: .bob())
        }
        var bytes = try rules.directory.checkpointed()
        var random = SeededGenerator(seed: seed)
        for _ in 0..<Int.random(in: 1...30, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        if seed % 4 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
        let image = try RuleStoreFixture()
        try FileManager.default.createDirectory(atPath: image.directory.path, withIntermediateDirectories: true)
        try image.directory.write(bytes, to: "rules.db")
        _ = try? image.store.list(RuleFilter(includesRetired: true))
        _ = try? image.store.archive()
        _ = try? image.store.history(of: "rule-3")
        _ = try? image.store.save("rule-3", RuleContent("next"), basedOn: 2, by: .ada())
        for problem in try image.directory.ruleProblems() { #expect(problem.contains("rules.db")) }
    }

    @Test("a file that is no database is said to be damaged, and is left as it is")
    func noDatabase() throws {
        try FileManager.default.createDirectory(atPath: rules.directory.path, withIntermediateDirectories: true)
        let noise = [UInt8](repeating: 0x37, count: 9000)
        try rules.directory.write(noise, to: "rules.db")
        #expect {
            try store.list(RuleFilter())
        } throws: { error in
            (error as? RuleShelfError)?.message.contains("put rules.db of a backup in its place") == true
        }
        #expect(throws: RuleShelfError.self) { try store.add("a", .sigma, RuleContent("x"), by: .ada()) }
        #expect(try rules.directory.bytes("rules.db") == noise)
    }

    @Test("rules that a newer vedette wrote are refused, and stay as they are")
    func newer() throws {
        try store.add("a", .sigma, RuleContent("x"), by: .ada())
        var schema = Schema.rules
        schema.registerMigration("2") { try $0.execute(sql: "CREATE TABLE more (x)") }
        try StoreFile.openForWriting(rules.path, schema: schema).close()
        #expect(FileManager.default.fileExists(atPath: rules.path + ".before-2"))
        let failure = rules.storage(.newerSchema(path: rules.path))
        #expect(throws: failure) { try rules.other().list(RuleFilter()) }
        #expect(throws: failure) { try rules.other().setEnabled("a", false, by: .ada()) }
        #expect(try rules.directory.number("rules.db", "SELECT enabled FROM rule") == 1)
    }

    @Test(
        "a failure says what helps against it, which for rules is never the repair",
        arguments: [
            (StoreError.busy(path: "x", process: 7), "try again when that one is done"),
            (.database(path: "x", code: 5, reason: "locked"), "another process is at it; try again"),
            (.database(path: "x", code: 8, reason: "read-only"), "check the disk and the file's permissions"),
            (.system(path: "x", call: "open", code: 30), "check the disk and the file's permissions"),
            (.database(path: "x", code: 11, reason: "malformed"), "put rules.db of a backup in its place"),
            (.database(path: "x", code: 26, reason: "no database"), "put rules.db of a backup in its place"),
            (.newerSchema(path: "x"), "use that version"),
        ])
    func help(error: StoreError, help: String) {
        let message = rules.storage(error).message
        #expect(message.hasPrefix(rules.path) && message.contains(help))
        #expect(!message.contains("--repair") && !message.contains("\n"))
    }

    @Test("a directory that cannot be made is named")
    func noDirectory() throws {
        try Data().write(to: URL(filePath: rules.directory.path))
        #expect {
            try store.bringForward()
        } throws: { error in
            (error as? RuleShelfError)?.message.contains("check the disk and the file's permissions") == true
        }
    }
}

extension RuleStoreFixture {
    /// A failure as users of the rules have it.
    func storage(_ error: StoreError) -> RuleShelfError {
        RuleStore(directory: directory.path).failure(error)
    }
}

extension TemporaryStore {
    /// What a look through `rules.db` finds.
    func ruleProblems() throws -> [String] {
        var problems = ProblemList()
        RuleCheck.run(StoreDirectory(root: path), identity: nil, &problems)
        return problems.told.map(\.line)
    }

    /// The bytes of `rules.db` with all commits in it.
    func checkpointed() throws -> [UInt8] {
        let queue = try DatabaseQueue(path: path + "/rules.db")
        try queue.inDatabase { _ = try $0.checkpoint(.truncate) }
        try queue.close()
        return try bytes("rules.db")
    }
}
