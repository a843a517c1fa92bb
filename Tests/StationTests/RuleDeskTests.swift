// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Rules
import Testing

@testable import Station
@testable import Store

@Suite("The rule store as one person works with it")
struct RuleDeskTests {
    private let folder: Folder
    private let desk: RuleDesk
    private let now = Instant(microseconds: 1_764_000_000_000_000)

    init() throws {
        folder = try Folder()
        desk = RuleDesk(folder.configuration, author: "anna", store: folder.reader)
    }

    private func rule(_ ending: String, id: String = "00000000-0000-4000-8000-000000000001") -> String {
        """
        title: Names that end in \(ending)
        id: \(id)
        logsource: {product: suricata, service: dns}
        detection:
          sel:
            dns.rrname|endswith: \(ending)
          condition: sel

        """
    }

    @Test("a text is kept to the last byte, and the second of two to save is refused")
    func saving() throws {
        let first = try desk.add(.sigma, rule("a.test"), comment: "new", at: now)
        #expect(first.heading.title == "Names that end in a.test")
        let text = rule("b.test") + "# the end \r\n\n"
        let second = try desk.save(first.id, .sigma, text, basedOn: 1, comment: "", at: now)
        #expect(second.revision == 2)
        #expect(try desk.current(first.id).revision.content.text == Array(text.utf8))
        let late = #expect(throws: RuleDeskFailure.self) {
            try desk.save(first.id, .sigma, rule("c.test"), basedOn: 1, comment: "", at: now)
        }
        #expect(late?.message.contains("anna saved revision 2") == true, "\(late?.message ?? "")")
    }

    @Test("what is no rule, is two, has no id or another one is refused, and nothing is saved")
    func refusals() throws {
        let saved = try desk.add(.sigma, rule("a.test"), comment: "", at: now)
        let other = "00000000-0000-4000-8000-000000000002"
        let texts = [
            "title: [": "line 1", rule("a.test") + "---\n" + rule("b.test", id: other): "2 rules",
            rule("a.test", id: other): other, rule("a.test").replacing("endswith", with: "endwith"): "line 6",
        ]
        for (text, reason) in texts {
            let failure = #expect(throws: RuleDeskFailure.self) {
                try desk.save(saved.id, .sigma, text, basedOn: 1, comment: "", at: now)
            }
            #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
        }
        let noID = rule("a.test").split(separator: "\n").filter { !$0.hasPrefix("id:") }.joined(separator: "\n")
        #expect(throws: RuleDeskFailure.self) { try desk.add(.sigma, noID, comment: "", at: now) }
        #expect(try desk.rules().map(\.revision) == [1])
    }

    @Test("a list of indicators keeps its name through an edit")
    func listName() throws {
        let store = RuleStore(directory: folder.configuration.dataDirectory)
        let options = folder.configuration.rules.sigmaOptions
        let draft = try RuleDraft.single(.indicators, Array("192.0.2.1\n".utf8), called: "bad.txt", options: options)
        try store.add("bad.txt", .indicators, draft.content, by: Authorship(author: "bo", time: now))
        let saved = try desk.save(
            "bad.txt", .indicators, "192.0.2.1\n192.0.2.2\n", basedOn: 1, comment: "", at: now)
        #expect(saved.heading.title == "bad.txt" && saved.heading.tags == ["2 indicators"])
    }
}
