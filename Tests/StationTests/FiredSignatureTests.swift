// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Testing

@testable import Station
@testable import SuricataRules

@Suite("Signatures behind alerts")
struct FiredSignatureTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func text(_ sid: Int, _ rev: Int) -> String {
        "alert tcp any any -> any any (msg:\"sid \(sid) rev \(rev)\"; sid:\(sid); rev:\(rev);)"
    }

    private func desk(_ files: [String]) -> RuleDesk {
        var configuration = folder.configuration
        configuration.rules.signatureFiles = files
        return RuleDesk(configuration, author: "anna", store: folder.reader)
    }

    @Test("a file's line is found by its number, over joined lines and out of use")
    func files() throws {
        let path = try folder.write(
            "# rules\n\(text(10, 1))\nalert tcp any any -> any any (msg:\"x\"; \\\n  sid:100; rev:4;)\n# \(text(11, 2))\n",
            to: "local.rules")
        let desk = desk([path])
        #expect(desk.signature(SignatureName(sid: 10), revision: 1)?.place == "local.rules:2")
        let joined = desk.signature(SignatureName(sid: 100), revision: 3)
        #expect(joined?.place == "local.rules:3")
        #expect(joined?.revision == 4)
        #expect(joined?.wanted == 3)
        #expect(desk.signature(SignatureName(sid: 11), revision: 2)?.isDisabled == true)
        #expect(desk.signature(SignatureName(sid: 1), revision: 1) == nil)
        #expect(desk.signature(SignatureName(gid: 3, sid: 10), revision: 1) == nil)
    }

    @Test("the revision that fired goes before a newer one, wherever it stands")
    func revisions() throws {
        let first = try folder.write(text(10, 5), to: "rules/a.rules")
        try folder.write(text(10, 2), to: "rules/b.rules")
        let pattern = first.dropLast("a.rules".count) + "*.rules"
        let desk = desk([String(pattern), "/no/such.rules"])
        #expect(desk.signature(SignatureName(sid: 10), revision: 2)?.place == "b.rules:1")
        #expect(desk.signature(SignatureName(sid: 10), revision: 9)?.place == "a.rules:1")
    }

    @Test("a file that changes is read again")
    func changes() throws {
        let path = try folder.write(text(10, 1), to: "local.rules")
        let desk = desk([path])
        #expect(desk.signature(SignatureName(sid: 10), revision: 2)?.revision == 1)
        #expect(desk.signature(SignatureName(sid: 10), revision: 2)?.revision == 1)
        try folder.write("# another line\n" + text(10, 2), to: "local.rules")
        #expect(desk.signature(SignatureName(sid: 10), revision: 2)?.place == "local.rules:2")
    }

    @Test("the rule store goes before files, with its earlier revisions")
    func store() throws {
        let now = Instant(seconds: 1_764_000_000)
        let desk = desk([try folder.write(text(10, 1), to: "local.rules")])
        let rule = try desk.add(.signature, text(10, 1), comment: "", at: now)
        _ = try desk.save(rule.id, .signature, text(10, 2), basedOn: 1, comment: "", at: now)
        #expect(desk.signature(SignatureName(sid: 10), revision: 2)?.place == "rule store")
        #expect(desk.signature(SignatureName(sid: 10), revision: 1)?.place == "rule store, revision 1")
        #expect(desk.signature(SignatureName(sid: 10), revision: 7)?.revision == 2)
    }

    @Test("links, techniques and the rest of the metadata are told")
    func facts() throws {
        let signature = try #require(
            SignatureFile.parse(
                "alert tcp any any -> any any (msg:\"x\"; reference:url,a.test/b; reference:cve,CVE-2020-1; reference:foo,7; "
                    + "metadata:mitre_technique_id T1059, mitre_tactic_id TA0002, created_at 2020; sid:1; rev:1;)"
            ).rules.first)
        let fired = FiredSignature(signature, wanted: 1, place: "x")
        #expect(fired.references == ["http://a.test/b", "https://www.cve.org/CVERecord?id=CVE-2020-1", "foo 7"])
        #expect(fired.techniques == ["T1059", "TA0002"])
        #expect(fired.metadata.map(\.key) == ["created_at"])
        #expect(fired.head == "alert tcp any any -> any any")
    }
}
