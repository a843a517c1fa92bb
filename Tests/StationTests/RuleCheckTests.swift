// SPDX-License-Identifier: Apache-2.0

import Foundation
import Rules
import Sigma
import Testing

@testable import Station

@Suite("Checking files of rules")
struct RuleCheckTests {
    private static func file(_ path: String, _ text: String, _ kind: RuleKind = .sigma) -> RuleFile {
        RuleFile(path: path, kind: kind, bytes: Array(text.utf8))
    }

    private func check(_ files: RuleFile..., mapping: MappingSet? = nil) -> RuleCheck {
        RuleCheck(files, options: SigmaOptions(unknownPlaceholder: .unsaid), mapping: mapping)
    }

    private static let good = RuleText.name(RuleText.first, "dns.rrname: x")

    @Test("each problem is one line: path, line, column, what, and how to mend it")
    func form() {
        let check = check(Self.file("a/b.yml", RuleText.name(RuleText.first, "'dns.rrname|endwith': x")))
        #expect(check.findings.map(\.line) == ["a/b.yml:6:21: unknown modifier `endwith`. Did you mean `endswith`?"])
        #expect(check.hasErrors && check.files == 1 && check.rules == 0)
    }

    @Test("two files with one id are told at the second, and a good file counts")
    func twice() {
        let check = check(Self.file("a.yml", Self.good), Self.file("b.yml", Self.good))
        #expect(check.findings.map(\.path) == ["b.yml"])
        #expect(check.findings.first?.problem.position == TextPosition(line: 2, column: 5))
    }

    @Test(
        "what only shows when rules are made ready is told once, and the rule does not count",
        arguments: [
            (RuleText.name(RuleText.second, "'dns.rrname|re': '(a'"), "closing parenthesis"),
            (RuleText.count(RuleText.second, of: RuleText.second, 2), "circle"),
            (RuleText.count(RuleText.second, of: RuleText.first, 2_000_000), "cannot be counted"),
        ])
    func unusable(_ text: String, _ told: String) {
        let check = check(Self.file("good.yml", Self.good), Self.file("bad.yml", text))
        #expect(check.findings.count == 1 && check.findings.first?.line.contains(told) == true, "\(check.findings)")
        #expect(check.hasErrors && check.rules == 1)
    }

    @Test("a name that no rule has is told once, at its place")
    func unknownName() {
        let check = check(Self.file("bad.yml", Self.good + "---\n" + RuleText.count(RuleText.second, of: "nobody", 2)))
        #expect(check.findings.map(\.problem.message) == ["no rule is called `nobody`"])
        #expect(check.findings.first?.problem.position == TextPosition(line: 14, column: 11))
    }

    @Test("placeholders and log sources of elsewhere are no problem, unless this station is asked about")
    func here() {
        let text = RuleText.name(RuleText.first, "'Image|expand': '%tools%'")
            .replacing("product: suricata, service: dns", with: "product: windows, category: process_creation")
        #expect(check(Self.file("a.yml", text)).findings.isEmpty)
        let found = RuleCheck(
            [Self.file("a.yml", text)], options: SigmaOptions(unknownPlaceholder: .neverMatches), mapping: .builtin)
        #expect(found.findings.count == 2 && !found.hasErrors)
    }

    @Test("all kinds are counted together")
    func kinds() {
        let check = check(
            Self.file("a.yml", Self.good),
            Self.file("b.rules", "alert tcp any any -> any any (msg:\"x\"; sid:1000001; rev:1;)\n", .signature),
            Self.file("threshold.config", "suppress gen_id 1, sig_id 5, track by_src, ip 192.0.2.1\n", .threshold))
        #expect(check.findings.isEmpty && check.files == 3 && check.rules == 3, "\(check.findings)")
    }

    @Test("the shared rules have no problem", .enabled(if: SharedRules.isThere, "skipped: no ../shared"))
    func shared() throws {
        let files = try RuleFiles.read(["rules", "rules-placeholder"].map { SharedRules.folder + "/" + $0 })
        let check = RuleCheck(files, options: SigmaOptions(unknownPlaceholder: .unsaid), mapping: nil)
        #expect(check.files == 3164 && check.rules == 3164)
        #expect(check.findings.map(\.line) == [])
    }

    @Test("every shared case of events matches its rule", .enabled(if: SharedRules.isThere, "skipped: no ../shared"))
    func regression() throws {
        let cases = try SharedRules.cases()
        #expect(cases.count == 110)
        let paths = Set(cases.map { SharedRules.folder + "/" + $0.rule })
        let loaded = LoadedFiles(
            try RuleFiles.read(paths.sorted()), mapping: .none,
            options: SigmaOptions(unknownPlaceholder: .neverMatches))
        #expect(loaded.findings.map(\.line) == [])
        var matching = LineMatching(loaded.rules)
        for one in cases {
            var found: Set<String> = []
            try matching.run(SharedRules.folder + "/" + one.events) { found.insert($0.rule.id.lowercased()) }
            #expect(found.contains(one.id), "\(one.rule) on \(one.events)")
        }
        #expect(matching.refused == 0)
    }
}

/// The shared rules and the events that they must match.
enum SharedRules {
    static let folder: String = {
        let named = ProcessInfo.processInfo.environment["VEDETTE_SHARED"]
        let beside = URL(filePath: #filePath).appending(path: "../../../../shared").standardized.path
        return (named ?? beside) + "/data/sigma"
    }()

    /// Where CI is set they must be there, and tests fail without them.
    static let isThere =
        ProcessInfo.processInfo.environment["CI"] == "true" || FileManager.default.fileExists(atPath: folder)

    /// Files of a rule and of events, relative to `folder`.
    struct Case: Decodable {
        var rule: String
        var id: String
        var events: String
    }

    static func cases() throws -> [Case] {
        try JSONDecoder().decode(
            [Case].self, from: Data(contentsOf: URL(filePath: folder + "/regression/manifest.json")))
    }
}
