// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Rules
import Testing

@testable import Store

@Suite("The rule store")
struct RuleStoreTests {
    let rules: RuleStoreFixture
    var store: RuleStore { rules.store }

    init() throws { rules = try RuleStoreFixture() }

    @Test("an empty store answers without making a file")
    func empty() throws {
        #expect(try store.list(RuleFilter()) == [])
        #expect(try store.rule("a") == nil)
        #expect(try store.changeToken() == 0)
        #expect(try store.loaded([]).entries == [])
        #expect(throws: RuleShelfError.unknownRule("a")) { try store.history(of: "a") }
        #expect(!FileManager.default.fileExists(atPath: rules.path))
    }

    @Test(
        "a text comes back byte by byte, whatever is in it",
        arguments: [[], [0], Array("title: ä\r\n\u{0}".utf8), [0xff, 0xfe, 0x0a, 0xc0]], [1, 50_000])
    func lossless(piece: [UInt8], times: Int) throws {
        let text = Array(repeatElement(piece, count: times).joined())
        try store.add("1:2000001", .signature, RuleContent(bytes: text), by: .ada())
        let revision = try rules.other().revision(1, of: "1:2000001")
        #expect(revision.content.text == text)
        #expect(revision.content == RuleContent(bytes: text))
        #expect(try store.loaded([.signature]).entries.first?.text == text)
    }

    @Test("every revision is kept, with who made it, when and why")
    func revisions() throws {
        try store.add("a", .sigma, RuleContent("one"), by: .ada(0, "first"))
        let saved = try store.save("a", RuleContent("two"), basedOn: 1, by: .bob(1, "tuned\nfor cameras"))
        #expect(saved.revision == 2 && saved.heading.title == "two" && saved.changed == RuleTime.at(1))
        let back = try store.revert("a", to: 1, basedOn: 2, by: .ada(2))
        #expect(back.revision == 3 && back.heading.title == "one" && back.created == RuleTime.at(0))
        let texts = try (1...3).map { String(decoding: try store.revision($0, of: "a").content.text, as: UTF8.self) }
        #expect(texts == ["one", "two", "one"])
        #expect(try store.revision(2, of: "a").authorship == .bob(1, "tuned\nfor cameras"))
        #expect(throws: RuleShelfError.unknownRevision(rule: "a", number: 4)) { try store.revision(4, of: "a") }
        #expect(throws: RuleShelfError.unknownRevision(rule: "a", number: 0)) {
            try store.revert("a", to: 0, basedOn: 3, by: .ada())
        }
        #expect(try store.history(of: "a").map(\.deed) == [.added, .saved, .reverted(to: 1)])
    }

    @Test("what is done beside the text is history too, and what is so already is not")
    func history() throws {
        try store.add("a", .sigma, RuleContent("one"), isEnabled: false, by: .ada())
        try store.setEnabled("a", false, by: .bob(1))
        try store.setEnabled("a", true, by: .bob(2, "after the test"))
        try store.retire("a", by: .ada(3))
        try store.retire("a", by: .ada(4))
        try store.restore("a", by: .bob(5))
        let history = try store.history(of: "a")
        #expect(history.map(\.deed) == [.added, .disabled, .enabled, .retired, .restored])
        #expect(history.map(\.authorship.author) == ["ada", "ada", "bob", "ada", "bob"])
        #expect(history[2].authorship.comment == "after the test")
        #expect(history.map(\.number) == history.map(\.number).sorted())
        #expect(history.allSatisfy { $0.revision == 1 })
    }

    @Test("a save on top of an older revision says who was first, and overwrites nothing")
    func conflict() throws {
        try store.add("a", .sigma, RuleContent("one"), by: .ada())
        let other = rules.other()
        try other.save("a", RuleContent("bob's"), basedOn: 1, by: .bob(7))
        let conflict = RuleShelfError.conflict(rule: "a", current: 2, author: "bob", time: RuleTime.at(7))
        #expect(throws: conflict) { try store.save("a", RuleContent("ada's"), basedOn: 1, by: .ada(8)) }
        #expect(throws: conflict) { try store.revert("a", to: 1, basedOn: 1, by: .ada(8)) }
        #expect(conflict.message.contains("bob saved revision 2"))
        #expect(try store.loaded([]).texts == ["a": "bob's"])
        #expect(try store.save("a", RuleContent("both"), basedOn: 2, by: .ada(9)).revision == 3)
    }

    @Test("a retired rule is kept, not loaded, not changed, and can come back")
    func retired() throws {
        try store.add("a", .threshold, RuleContent("one"), by: .ada())
        try store.retire("a", by: .ada(1))
        #expect(try store.list(RuleFilter()) == [])
        #expect(try store.list(RuleFilter(includesRetired: true)).map(\.id) == ["a"])
        #expect(try store.loaded([]).entries == [])
        #expect(throws: RuleShelfError.retired(rule: "a")) {
            try store.save("a", RuleContent("two"), basedOn: 1, by: .ada())
        }
        #expect(throws: RuleShelfError.taken(rule: "a", isRetired: true)) {
            try store.add("a", .sigma, RuleContent("x"), by: .ada())
        }
        #expect(try store.restore("a", by: .ada(2)).isLoaded)
        #expect(try store.loaded([]).texts == ["a": "one"])
    }

    @Test("of several edits all are done or none")
    func together() throws {
        let good = RuleEdit("a", .add(.sigma, RuleContent("one"), isEnabled: true), by: .ada())
        let bad = RuleEdit("b", .save(RuleContent("two"), basedOn: 1), by: .ada())
        #expect(throws: RuleShelfError.unknownRule("b")) { try store.apply([good, bad]) }
        #expect(try store.list(RuleFilter()) == [])
        #expect(try store.changeToken() == 0)
        let next = RuleEdit("a", .save(RuleContent("two"), basedOn: 1), by: .ada())
        #expect(try store.apply([good, next]).map(\.revision) == [2, 2])
    }

    @Test("what is too large or has no name is refused with what to do")
    func bounds() throws {
        let large = RuleContent(bytes: [UInt8](repeating: 0x41, count: RuleLimit.text + 1))
        #expect(throws: RuleShelfError.tooLong(part: "text", bytes: RuleLimit.text + 1, limit: RuleLimit.text)) {
            try store.add("a", .indicators, large, by: .ada())
        }
        let talkative = Authorship.ada(0, String(repeating: "ä", count: 2001))
        #expect(throws: RuleShelfError.tooLong(part: "comment", bytes: 4002, limit: 4000)) {
            try store.add("a", .sigma, RuleContent("x"), by: talkative)
        }
        #expect(!RuleShelfError.badID("a\nb").message.contains("\n"))
        for id in ["", " a", "a ", "ä", "a\u{0}", "a\nb", String(repeating: "a", count: 201)] {
            #expect(throws: RuleShelfError.badID(id)) { try store.add(id, .sigma, RuleContent("x"), by: .ada()) }
        }
        #expect(try store.changeToken() == 0)
        try store.add("a", .indicators, RuleContent(bytes: Array(large.text.prefix(10_000_000))), by: .ada())
        #expect(try store.rule("a")?.heading.title.utf8.count == RuleLimit.title)
    }

    @Test("the change token grows with each change and with nothing else")
    func token() throws {
        var tokens = [try store.changeToken()]
        func note() throws { tokens.append(try rules.other().changeToken()) }
        try store.add("a", .sigma, RuleContent("one"), by: .ada())
        try note()
        try store.save("a", RuleContent("two"), basedOn: 1, by: .ada())
        try note()
        try store.setEnabled("a", false, by: .ada())
        try note()
        try store.retire("a", by: .ada())
        try note()
        #expect(zip(tokens, tokens.dropFirst()).allSatisfy { $0 < $1 })
        let last = try store.changeToken()
        try store.retire("a", by: .ada())
        try store.markEditing("a", by: "ada", at: RuleTime.at(0))
        _ = try? store.save("a", RuleContent("x"), basedOn: 1, by: .ada())
        #expect(try store.changeToken() == last)
        #expect(try store.loaded([]).token == last)
    }

    @Test("a list shows what the filter asks for")
    func filters() throws {
        try store.add("b", .sigma, RuleContent("Brute force on SSH"), by: .ada())
        try store.add("1:7", .signature, RuleContent("Scan of cameras"), isEnabled: false, by: .ada())
        try store.add("a", .sigma, RuleContent("Scan by night"), by: .ada())
        func ids(_ filter: RuleFilter) throws -> [String] { try store.list(filter).map(\.id) }
        #expect(try ids(RuleFilter()) == ["1:7", "a", "b"])
        #expect(try ids(RuleFilter(kinds: [.sigma])) == ["a", "b"])
        #expect(try ids(RuleFilter(isEnabled: false)) == ["1:7"])
        #expect(try ids(RuleFilter(text: "scan")) == ["1:7", "a"])
        #expect(try ids(RuleFilter(text: "NIGHT  t1110 high")) == ["a"])
        #expect(try ids(RuleFilter(text: "credential-access nowhere")) == [])
    }

    @Test("who edits is seen by others until they end, or say nothing more")
    func editing() throws {
        let other = rules.other()
        try store.markEditing("a", by: "ada", at: RuleTime.at(0))
        try other.markEditing("a", by: "bob", at: RuleTime.at(1))
        try store.markEditing("a", by: "ada", at: RuleTime.at(1))
        let marks = try other.editors(at: RuleTime.at(2))
        #expect(marks.map(\.person) == ["ada", "bob"])
        #expect(marks.map(\.since) == [RuleTime.at(0), RuleTime.at(1)])
        #expect(try other.editors(at: RuleTime.at(4)) == [])
        // A clock that was set back far.
        #expect(try other.editors(at: RuleTime.at(-60)) == [])
        try store.endEditing("a", by: "ada")
        #expect(try other.editors(at: RuleTime.at(2)).map(\.person) == ["bob"])
        try store.markEditing("a", by: "ada", at: RuleTime.at(10))
        #expect(try other.editors(at: RuleTime.at(10)).map(\.since) == [RuleTime.at(10)])
        #expect(throws: RuleShelfError.badID("")) { try store.markEditing("", by: "ada", at: RuleTime.at(0)) }
        let long = "eve\n" + String(repeating: "e", count: 300)
        try store.markEditing("b", by: long, at: RuleTime.at(10))
        #expect(try store.editors(at: RuleTime.at(10)).last?.person.hasPrefix("eve e") == true)
        try store.endEditing("b", by: long)
        #expect(try store.editors(at: RuleTime.at(10)).map(\.rule) == ["a"])
    }

    @Test("a heading is one line of bounded length, whatever the text calls itself")
    func headings() {
        let heading = RuleHeading(
            title: "a\u{1b}[2J\nb\u{2028}c",
            tags: ["x\ny", "", String(repeating: "é", count: 150)]
                + [String](repeating: "t", count: 500))
        #expect(heading.title == "a [2J b c")
        #expect(heading.tags.count == RuleLimit.labels - 1)
        #expect(heading.tags[0] == "x y" && heading.tags[1].utf8.count == 200)
    }
}
