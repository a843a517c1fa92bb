// SPDX-License-Identifier: Apache-2.0

import Rules
import Sigma
import Testing

@Suite("What Sigma rules say about themselves")
struct ParsingHeaderTests {
    private static let rest = "logsource: {product: p}\ndetection: {s: {f: a}, condition: s}\n"

    @Test("every part of a rule's header is kept")
    func whole() throws {
        let file = SigmaFile.parse(
            """
            # A comment.
            title: A title
            id: 2f9bfbd9-2a5c-4a7d-8e0f-0c1f6f1c2a11
            name: a_name
            related:
                - {id: 00000000-0000-4000-8000-000000000000, type: similar}
            taxonomy: sigma
            status: test
            description: |
                Two
                lines
            license: MIT
            references: [https://vedette.test/1]
            author: [Ada, Bo]
            date: 2026-01-02
            modified: 2026-02-29
            logsource:
                category: firewall
                product: suricata
                service: eve.http
                definition: any text
            detection:
                sel: {f: a}
                condition: sel
            fields: [src_ip, dest_ip]
            falsepositives: None
            level: high
            tags: [attack.t1110.001, cve.2026-1]
            scope: [server]
            my-own: {a: [b]}
            """)
        #expect(
            Parsed.problems(file) == ["16:11 warning: `modified` is no date | Write it as YYYY-MM-DD."])
        let header = SigmaHeader(
            title: "A title", id: "2f9bfbd9-2a5c-4a7d-8e0f-0c1f6f1c2a11", name: "a_name", status: .test,
            description: "Two\nlines\n", author: "Ada, Bo", level: .high, tags: ["attack.t1110.001", "cve.2026-1"],
            falsePositives: ["None"], references: ["https://vedette.test/1"], fields: ["src_ip", "dest_ip"],
            position: TextPosition(line: 2, column: 1))
        guard case .rule(let rule) = try #require(file.documents.first) else { return }
        #expect(rule.header == header)
        #expect(rule.logSource == LogSource(category: "firewall", product: "suricata", service: "eve.http"))
        #expect(file.names.map(\.name) == ["2f9bfbd9-2a5c-4a7d-8e0f-0c1f6f1c2a11", "a_name"])
        #expect(file.names.map(\.position.line) == [3, 4])
    }

    @Test(
        "a doubtful part of the header is a warning, and the rule is kept",
        arguments: [
            ("id: 1234", "2:5 warning: the id is no UUID | Make one with `uuidgen`."),
            (
                "status: tested",
                "2:9 warning: unknown status `tested` | It is one of stable, test, experimental, deprecated, unsupported."
            ),
            (
                "level: High",
                "2:8 warning: unknown level `High` | It is one of informational, low, medium, high, critical."
            ),
            ("date: 2026/01/02", "2:7 warning: `date` is no date | Write it as YYYY-MM-DD."),
            ("date: 2026-13-02", "2:7 warning: `date` is no date | Write it as YYYY-MM-DD."),
            (
                "date: 2026-01-02\nmodified: 2025-12-31",
                "3:11 warning: `modified` is before `date` | Exchange the dates."
            ),
            (
                "tags: [attack.t1, Attack.T1]",
                "2:19 warning: the tag `Attack.T1` has no namespace or signs that tags do not have | Write it as `attack.t1110`, in small letters."
            ),
            (
                "tags: plain",
                "2:7 warning: the tag `plain` has no namespace or signs that tags do not have | Write it as `attack.t1110`, in small letters."
            ),
            (
                "related: [{id: x, type: twin}]",
                "2:25 warning: unknown type `twin` | It is one of derived, obsolete, merged, renamed, similar."
            ),
            ("related: [{id: x}]", "2:11 warning: a related rule needs `id` and `type` | Write both."),
            ("related: x", "2:10 warning: `related` is a single value | Write a list of maps with `id` and `type`."),
            ("related: [x]", "2:11 warning: `related` has a single value in it | Write `id` and `type`."),
            ("descripton: x", "2:1 warning: unknown key `descripton` | Did you mean `description`?"),
            ("Level: low", "2:1 warning: unknown key `Level` | Did you mean `level`?"),
        ])
    func warnings(lines: String, expected: String) {
        let file = SigmaFile.parse("title: T\n\(lines)\n" + Self.rest)
        #expect(Parsed.problems(file) == [expected])
        #expect(file.documents.count == 1)
    }

    @Test(
        "a document that lacks what a rule must have is an error",
        arguments: [
            ("id: x\n", "1:1 error: the title is missing | Write `title:` and what the rule finds."),
            ("title:\n", "1:1 error: the title is missing | Write `title:` and what the rule finds."),
            ("title: [a]\n", "1:8 error: `title` is a list | Write one value."),
            ("title: T\naction: global\n", "2:1 error: `action` is no longer part of Sigma | Take it away."),
            ("title: T\ntags: {a: b}\n", "2:7 error: `tags` is a map | Write a list."),
            ("title: T\ntags: [a.b, [c]]\n", "2:13 error: `tags` has a list among its values | Write single values."),
        ])
    func errors(lines: String, expected: String) {
        let file = SigmaFile.parse(lines + Self.rest)
        #expect(Parsed.problems(file).contains(expected))
        #expect(file.documents.isEmpty)
    }

    @Test(
        "a document that is no rule is an error at its beginning",
        arguments: [
            ("just text", "1:1 error: the document is a single value, and no rule | A rule begins with `title:`."),
            ("- a\n- b", "1:1 error: the document is a list, and no rule | A rule begins with `title:`."),
            (
                "a: b",
                "1:1 error: the document has no `detection`, `correlation` or `filter` | A rule says under `detection` what it looks for."
            ),
            ("title: T\ndetections: {}", "2:1 error: unknown key `detections` | Did you mean `detection`?"),
            (
                "action: global",
                "1:1 error: `action` is no longer part of Sigma | Write every rule out in its own document."
            ),
            (
                "title: T\ndetection: {s: {f: a}, condition: s}",
                "1:1 error: `logsource` is missing | Say which logs are meant: category, product or service."
            ),
            (
                "title: T\nlogsource: {definition: x}\ndetection: {s: {f: a}, condition: s}",
                "2:1 error: `logsource` names no category, product or service | Write at least one of them."
            ),
            (
                "title: T\nlogsource: x\ndetection: {s: {f: a}, condition: s}",
                "2:1 error: `logsource` is a single value | Write category, product or service under it."
            ),
            (
                "title: T\nlogsource: {product: p}\ndetection: [a]",
                "3:1 error: `detection` is a list | Write searches and a condition under it."
            ),
            (
                "title: T\nlogsource: {product: p}\ndetection: {s: {f: a}, condition: s}\nfilter: {}",
                "3:1 error: `detection` does not go together with `filter` | Write two documents with a line of `---` between them."
            ),
        ])
    func noRule(text: String, expected: String) {
        let file = SigmaFile.parse(text)
        #expect(Parsed.problems(file).contains(expected), "\(Parsed.problems(file))")
        #expect(file.documents.isEmpty)
    }
}
