// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Rules
import Synchronization
import Testing

@testable import Store

/// Several consoles on one file. Each has connections of its own, as processes have.
@Suite("The rule store, shared")
struct RuleStoreConcurrencyTests {
    let rules: RuleStoreFixture

    init() throws { rules = try RuleStoreFixture() }

    /// Runs `body` on so many threads at once and waits for all; what any of them throws is thrown.
    private func together(_ count: Int, _ body: @Sendable (Int) throws -> Void) throws {
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: count) { index in
            do { try body(index) } catch { failure.withLock { $0 = error } }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Saves on top of what stands, again after each conflict, as a person would.
    private static func appendLine(_ line: String, to store: RuleStore) throws {
        var isSaved = false
        while !isSaved {
            let current = try store.rule("a")?.revision ?? 0
            let text = try store.revision(current, of: "a").content.text
            let content = RuleContent(bytes: text + Array("\(line)\n".utf8))
            let saved = Result { () throws(RuleShelfError) in try store.save("a", content, basedOn: current, by: .bob())
            }
            if case .failure(let error) = saved {
                guard case .conflict = error else { throw error }
            } else {
                isSaved = true
            }
        }
    }

    @Test("of saves that come at the same time none is lost")
    func noLostUpdate() throws {
        try rules.store.add("a", .sigma, RuleContent("title\n"), by: .ada())
        let directory = rules.directory.path
        try together(4) { index in
            let store = RuleStore(directory: directory)
            for number in 0..<15 { try Self.appendLine("\(index).\(number)", to: store) }
        }
        let last = try #require(try rules.store.rule("a"))
        #expect(last.revision == 61)
        let text = String(decoding: try rules.store.revision(61, of: "a").content.text, as: UTF8.self)
        let wanted = (0..<4).flatMap { index in (0..<15).map { "\(index).\($0)" } }
        let lines = text.components(separatedBy: "\n").filter { !$0.isEmpty && $0 != "title" }
        #expect(lines.sorted() == wanted.sorted())
        #expect(try rules.directory.ruleProblems() == [])
    }

    @Test("of consoles that make the file at the same time none loses its rule")
    func making() throws {
        let directory = rules.directory.path
        try together(6) { index in
            try RuleStore(directory: directory).add("rule-\(index)", .sigma, RuleContent("\(index)"), by: .ada())
        }
        #expect(try rules.store.list(RuleFilter()).map(\.id) == (0..<6).map { "rule-\($0)" })
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".new") } == [])
    }

    @Test("one loads a state that once was, while others save")
    func snapshots() throws {
        let ids = (0..<20).map { "rule-\($0)" }
        let store = rules.store
        try store.apply(ids.map { RuleEdit($0, .add(.sigma, RuleContent("0"), isEnabled: true), by: .ada()) })
        let directory = rules.directory.path
        try together(3) { index in
            let own = RuleStore(directory: directory)
            guard index > 0 else {
                for round in 1...30 {
                    try own.apply(ids.map { RuleEdit($0, .save(RuleContent("\(round)"), basedOn: round), by: .bob()) })
                }
                return
            }
            var last: Int64 = 0
            for _ in 0..<40 {
                let snapshot = try own.loaded([])
                #expect(Set(snapshot.texts.values).count == 1 && snapshot.entries.count == 20)
                #expect(snapshot.token >= last)
                last = snapshot.token
            }
        }
    }

    @Test("another file that has got the name is the one that is read and written")
    func replaced() throws {
        try rules.store.add("a", .sigma, RuleContent("old"), by: .ada())
        let backup = try RuleStoreFixture()
        try backup.store.add("b", .sigma, RuleContent("new"), by: .ada())
        #expect(try rules.store.list(RuleFilter()).map(\.id) == ["a"])
        let bytes = try backup.directory.checkpointed()
        StoreFile.remove(rules.path)
        try Data(bytes).write(to: URL(filePath: rules.path))
        #expect(try rules.store.list(RuleFilter()).map(\.id) == ["b"])
        try rules.store.save("b", RuleContent("newer"), basedOn: 1, by: .ada())
        #expect(try rules.other().loaded([]).texts == ["b": "newer"])
    }
}
