// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Rules
import Testing

@testable import Store

@Suite("Care for the rules")
struct RuleStoreCareTests {
    /// A sound store of events, with rules.
    private func sound() throws -> (TemporaryStore, RuleStore) {
        let store = try SoundStore.copy()
        let rules = RuleStore(directory: store.path)
        try rules.add("a", .sigma, RuleContent("one, of some length"), by: .ada())
        try rules.save("a", RuleContent("two, of some length"), basedOn: 1, by: .bob())
        try rules.add("1:7", .signature, RuleContent("seven"), isEnabled: false, by: .ada())
        return (store, rules)
    }

    @Test("a recount finds sound rules sound, of the store they lie in")
    func soundRules() throws {
        let (store, _) = try sound()
        #expect(try store.problems() == [])
        #expect(try StoreCheckup.run(directory: store.path) == [])
        #expect(
            try store.number("rules.db", "SELECT identity FROM store")
                == store.number("station.db", "SELECT identity FROM store"))
    }

    @Test(
        "a recount says what is wrong with the rules",
        arguments: [
            ("UPDATE revision SET text = x'00' WHERE number = 2", "revision 2 of a is not what was saved"),
            ("DELETE FROM revision WHERE number = 1 AND rule = 1", "revision 1 of a is missing"),
            ("UPDATE rule SET enabled = 1", "1:7 is not what its history says"),
            ("UPDATE rule SET retired = 1 WHERE id = 'a'", "a is not what its history says"),
            ("UPDATE rule SET revision = 1", "revision 1 of a is not its newest"),
            ("DELETE FROM rule WHERE id = 'a'", "revision 1 is of no rule"),
            ("UPDATE change SET deed = 99 WHERE number = 1", "change 1 is of no known kind"),
            ("UPDATE store SET identity = 5", "it was written in another store"),
        ])
    func found(sql: String, problem: String) throws {
        let (store, _) = try sound()
        try store.change("rules.db", sql)
        let problems = try store.problems()
        #expect(problems.contains { $0.hasPrefix("rules.db: ") && $0.contains(problem) }, "\(problems)")
    }

    @Test("a damaged file is told of, and the events are recounted all the same")
    func damaged() throws {
        let (store, _) = try sound()
        StoreFile.remove(store.path + "/rules.db")
        try store.write([UInt8](repeating: 9, count: 10_000), to: "rules.db")
        let report = try StoreVerifier(directory: store.path).run { _ in }
        #expect(report.problems.map(\.path) == ["rules.db"])
        #expect(report.events > 100)
        #expect(try StoreCheckup.run(directory: store.path).map(\.path) == ["rules.db"])
    }

    @Test("rules alone are a sound store")
    func rulesAlone() throws {
        let rules = try RuleStoreFixture()
        try rules.store.add("a", .sigma, RuleContent("one"), by: .ada())
        #expect(try rules.directory.problems() == [])
        try rules.directory.change("rules.db", "DELETE FROM change")
        #expect(try !rules.directory.problems().isEmpty)
    }

    @Test("a backup has the rules as they are, each time")
    func backup() throws {
        let (store, rules) = try sound()
        let copy = try TemporaryStore()
        _ = try StoreBackup(of: store.path, to: copy.path).run(updating: false) { _ in }
        let copied = RuleStore(directory: copy.path)
        #expect(try copied.archive().entries == rules.archive().entries)
        #expect(try copied.history(of: "a") == rules.history(of: "a"))
        #expect(try copy.problems() == [])
        try rules.save("a", RuleContent("three"), basedOn: 2, by: .ada())
        _ = try StoreBackup(of: store.path, to: copy.path).run(updating: true) { _ in }
        // The same connections: the file has the name of another now.
        #expect(try copied.archive().entries == rules.archive().entries)
    }

    @Test("a repair makes the books anew and leaves the rules as they are")
    func repair() throws {
        let (store, rules) = try sound()
        let before = try rules.archive().entries
        let bytes = try store.checkpointed()
        try store.remove("station.db")
        _ = try store.repair(thorough: true)
        #expect(try store.bytes("rules.db") == bytes)
        #expect(try RuleStore(directory: store.path).archive().entries == before)
        #expect(try store.problems() == [])
    }

    @Test("rules that were begun before the store get its identity when they are next written")
    func identity() throws {
        let rules = try RuleStoreFixture()
        try rules.store.add("a", .sigma, RuleContent("one"), by: .ada())
        #expect(try rules.directory.number("rules.db", "SELECT count(*) FROM store") == 0)
        _ = try rules.directory.writer()
        try rules.other().bringForward()
        #expect(try rules.directory.number("rules.db", "SELECT count(*) FROM store") == 1)
        #expect(try rules.directory.problems() == [])
    }
}
