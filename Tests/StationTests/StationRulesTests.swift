// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Rules
import Sigma
import StarterRules
import Store
import Testing

@testable import Station

@Suite("The rules of a station")
struct StationRulesTests {
    let folder: Folder
    private static let anna = Authorship(author: "anna", time: RuleText.now)

    init() throws {
        folder = try Folder()
        // As a writer has made it before.
        try folder.write("", to: "data/.here")
    }

    private var shelf: RuleStore { RuleStore(directory: folder.configuration.dataDirectory) }

    private static func content(_ text: String) -> RuleContent {
        RuleContent(text: Array(text.utf8), heading: RuleHeading(title: "Name"))
    }

    private static let evil = content(RuleText.name(RuleText.first, "dns.rrname: a.evil.test", title: "Evil"))

    @Test("a new station begins with the starter set, and gets it once")
    func starterSet() throws {
        let rules = try StationRules.load(folder.configuration, at: RuleText.now)
        #expect(rules.problems == [])
        let first = try shelf.list(RuleFilter())
        #expect(first.count >= 40)
        #expect(Set(rules.current.references.map(\.id)) == Set(first.map(\.id)))
        #expect(first.allSatisfy { $0.revision == 1 && $0.isEnabled && !$0.heading.title.isEmpty })
        // What somebody has put away stays away.
        let edits = first.map { RuleEdit($0.id, .retire, by: Self.anna) }
        try shelf.apply(edits)
        let again = try StationRules.load(folder.configuration, at: RuleText.now)
        #expect(again.current.isEmpty)
    }

    @Test("no starter set comes where the configuration says so, or where rules were there before")
    func withoutStarterSet() throws {
        var configuration = folder.configuration
        configuration.rules.usesStarterSet = false
        #expect(try StationRules.load(configuration, at: RuleText.now).current.isEmpty)
        try shelf.add(RuleText.first, .sigma, Self.evil, by: Self.anna)
        #expect(
            try StationRules.load(folder.configuration, at: RuleText.now).current.references.map(\.title) == ["Evil"])
    }

    @Test("a change of the store is taken up at the next look, and nothing else is")
    func reload() throws {
        try shelf.add(RuleText.first, .sigma, Self.evil, by: Self.anna)
        let rules = try StationRules.load(folder.configuration, at: RuleText.now)
        let before = rules.current
        #expect(try rules.refresh() == false)
        #expect(rules.current === before)
        let text = RuleText.name(RuleText.first, "dns.rrname: b.evil.test", title: "Worse", level: "high")
        try shelf.save(RuleText.first, Self.content(text), basedOn: 1, by: Self.anna)
        #expect(try rules.refresh() == true)
        #expect(
            rules.current.references == [
                RuleReference(id: RuleText.first, revision: 2, title: "Worse", level: "high")
            ])
        #expect(try rules.refresh() == false)
        // A batch that was begun with the old rules ends with them.
        #expect(before.references.map(\.revision) == [1])
    }

    @Test("disabled and retired rules are not matched")
    func states() throws {
        let second = Self.content(RuleText.name(RuleText.second, "dns.rrname: b.test", title: "B"))
        let third = Self.content(RuleText.name(RuleText.third, "dns.rrname: c.test", title: "C"))
        try shelf.add(RuleText.first, .sigma, Self.evil, by: Self.anna)
        try shelf.add(RuleText.second, .sigma, second, isEnabled: false, by: Self.anna)
        try shelf.add(RuleText.third, .sigma, third, by: Self.anna)
        try shelf.retire(RuleText.third, by: Self.anna)
        let rules = try StationRules.load(folder.configuration, at: RuleText.now)
        #expect(rules.current.references.map(\.title) == ["Evil"])
        try shelf.apply([
            RuleEdit(RuleText.first, .disable, by: Self.anna), RuleEdit(RuleText.second, .enable, by: Self.anna),
            RuleEdit(RuleText.third, .restore, by: Self.anna),
        ])
        #expect(try rules.refresh() == true)
        #expect(rules.current.references.map(\.title) == ["B", "C"])
    }

    @Test(
        "a text that cannot be used is told with its place, and the others are matched",
        arguments: [
            ("title: [", ":1:"), ("\u{ff}\u{0}", ":1:"), ("title: T\nlogsource: {category: dns}\n", ":1:1: "),
            (
                RuleText.name(RuleText.second, "'dns.rrname|endwith': x"),
                ":6:21: unknown modifier `endwith`. Did you mean `endswith`?"
            ),
            (RuleText.name(RuleText.second, "'dns.rrname|re': '(a'"), "closing parenthesis"),
            (RuleText.count(RuleText.second, of: "nobody", 2), "nobody"),
        ])
    func broken(_ text: String, _ told: String) throws {
        try shelf.add(RuleText.first, .sigma, Self.evil, by: Self.anna)
        try shelf.add(RuleText.second, .sigma, Self.content(text), by: Self.anna)
        let rules = try StationRules.load(folder.configuration, at: RuleText.now)
        let problem = try #require(rules.problems.first)
        #expect(rules.problems.count == 1)
        #expect(problem.hasPrefix(RuleText.second + ":") && problem.contains(told), "\(problem)")
        var matcher = BatchMatcher(rules.current)
        var source = RuleSource(gateway: "gw-a")
        let batch = source.next(dnsLine(0))
        #expect(matcher.match(batch).matches.count == 1)
        // Mended, it is not told any more.
        let good = Self.content(RuleText.name(RuleText.second, "dns.rrname: b.test", title: "B"))
        try shelf.save(RuleText.second, good, basedOn: 1, by: Self.anna)
        #expect(try rules.refresh() == true)
        #expect(rules.problems == [])
    }

    @Test("signatures in the store are no rules that are matched here")
    func otherKinds() throws {
        let text = #"alert tcp any any -> any any (msg:"x"; sid:1000001; rev:1;)"#
        try shelf.add("1:1000001", .signature, Self.content(text), by: Self.anna)
        let rules = try StationRules.load(folder.configuration, at: RuleText.now)
        #expect(rules.current.isEmpty && rules.problems == [])
    }

    @Test("placeholders of the configuration replace those of the starter set, name by name")
    func placeholders() throws {
        var configuration = folder.configuration
        configuration.rules.placeholders = ["inside_nets": ["198.51.100.0/24"], "mine": ["a"]]
        let values = configuration.rules.sigmaOptions.placeholders
        #expect(values["inside_nets"] == ["198.51.100.0/24"])
        #expect(values["mine"] == ["a"])
        #expect(values["special_nets"] == StarterRules.placeholders["special_nets"])
    }

    @Test("a rule store that cannot be read leaves the rules as they were")
    func unreadable() throws {
        try shelf.add(RuleText.first, .sigma, Self.evil, by: Self.anna)
        let rules = try StationRules.load(folder.configuration, at: RuleText.now)
        for name in ["rules.db-wal", "rules.db-shm"] {
            try? FileManager.default.removeItem(atPath: folder.path + "/data/" + name)
        }
        try folder.write("no database, and longer than the first words of one\n", to: "data/rules.db")
        #expect(throws: RuleShelfError.self) { try rules.refresh() }
        #expect(rules.current.references.map(\.title) == ["Evil"])
    }
}
