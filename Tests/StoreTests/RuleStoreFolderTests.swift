// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Rules
import Testing

@testable import Store

/// A store and a folder that it is exported to.
struct RuleFolderFixture {
    let rules: RuleStoreFixture
    let folder: TemporaryStore
    var files: RuleFolderFiles { RuleFolderFiles(folder.path) }

    init() throws {
        rules = try RuleStoreFixture()
        folder = try TemporaryStore()
    }

    /// What the tests' own kind of rule says of itself; `bad` cannot be read.
    static func sketch(_ kind: RuleKind, _ text: [UInt8], _ listName: String) -> RuleSketch? {
        guard !text.starts(with: Array("bad".utf8)) else { return nil }
        let id = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("id: ") }
        return RuleSketch(id: id.map { String($0.dropFirst(4)) }, heading: RuleContent(bytes: text).heading)
    }

    @discardableResult
    func export(overwriting: Bool = false) throws -> RuleFolderFiles.Report {
        try files.write(RuleFolder(try rules.store.archive()), overwriting: overwriting)
    }

    /// Takes the folder into a store, and says what became of each file.
    @discardableResult
    func take(into store: RuleStore, by importer: Authorship = .bob(99, "from git")) throws -> [String: String] {
        let plan = RuleImport(
            try files.read().folder, onto: try store.archive(), by: importer, read: Self.sketch)
        try store.apply(plan.edits)
        return Dictionary(
            uniqueKeysWithValues: plan.findings.map { finding in
                var word = "\(finding.outcome)"
                if case .refused(let reason) = finding.outcome { word = reason }
                return (finding.path.text, word)
            })
    }

    func write(_ text: String, to file: String) throws { try folder.write(Array(text.utf8), to: file) }
    func text(_ file: String) throws -> String { String(decoding: try folder.bytes(file), as: UTF8.self) }

    /// All files with their bytes.
    func everything() throws -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.contains(".") {
            all[name] = try folder.bytes(name)
        }
        return all
    }

    /// Rules of all kinds and states.
    func fill() throws {
        let store = rules.store
        try store.add("5f3c81d2-0000-4000-8000-000000000001", .sigma, RuleContent("Brute force, SSH!\n"), by: .ada())
        try store.add("1:2000001", .signature, RuleContent(bytes: [0xff, 0x0a, 0, 0x0d]), isEnabled: false, by: .ada())
        try store.add("t-1", .threshold, RuleContent("suppress gen_id 1"), by: .ada(1, "too loud\nsince Monday"))
        try store.add("tor", .indicators, RuleContent(""), by: .ada())
        try store.add("old", .sigma, RuleContent("Old ünd \"gone\"\n"), by: .ada())
        try store.save("old", RuleContent("Old\n"), basedOn: 1, by: .bob(2, "b"))
        try store.retire("old", by: .bob(3))
    }
}

@Suite("Folders of rules")
struct RuleStoreFolderTests {
    let fixture: RuleFolderFixture
    var store: RuleStore { fixture.rules.store }

    init() throws {
        fixture = try RuleFolderFixture()
        try fixture.fill()
    }

    @Test("an export has a file for each rule, in its bytes, and the same bytes each time")
    func export() throws {
        let report = try fixture.export()
        #expect(report == RuleFolderFiles.Report(written: 5))
        let all = try fixture.everything()
        #expect(
            all.keys.sorted() == [
                "index.json", "indicators/tor.txt", "sigma/brute-force-ssh-5f3c81d2.yml", "sigma/old-old.yml",
                "signature/1-2000001.rules", "threshold/suppress-gen-id-1-t-1.conf",
            ])
        #expect(all["signature/1-2000001.rules"] == [0xff, 0x0a, 0, 0x0d])
        #expect(try fixture.export() == RuleFolderFiles.Report(unchanged: 5))
        #expect(try fixture.everything() == all)
    }

    @Test("an empty store gets from a folder what the other one had")
    func roundTrip() throws {
        try fixture.export()
        let other = try RuleStoreFixture()
        let outcomes = try fixture.take(into: other.store)
        #expect(Set(outcomes.values) == ["added"] && outcomes.count == 5)
        let (ours, theirs) = (try store.archive().entries, try other.store.archive().entries)
        #expect(ours.map(\.text) == theirs.map(\.text))
        #expect(ours.map(\.rule.id) == theirs.map(\.rule.id) && ours.map(\.rule.kind) == theirs.map(\.rule.kind))
        #expect(ours.map(\.rule.heading) == theirs.map(\.rule.heading))
        #expect(ours.map(\.rule.isEnabled) == theirs.map(\.rule.isEnabled))
        #expect(ours.map(\.rule.isRetired) == theirs.map(\.rule.isRetired))
        #expect(ours.map(\.authorship.comment) == theirs.map(\.authorship.comment))
        #expect(theirs.allSatisfy { $0.authorship.author == "bob" })
        let token = try other.store.changeToken()
        #expect(try Set(fixture.take(into: other.store).values) == ["unchanged"])
        #expect(try Set(fixture.take(into: store).values) == ["unchanged"])
        #expect(try other.store.changeToken() == token)
    }

    @Test("a file that was edited becomes a revision, and a new file a rule")
    func edited() throws {
        try fixture.export()
        try fixture.write("Brute force by night\n", to: "sigma/brute-force-ssh-5f3c81d2.yml")
        try fixture.write("New\nid: n-1\n", to: "sigma/new.yaml")
        try fixture.write("10.0.0.1\n", to: "indicators/scanners.txt")
        try fixture.write("no rule", to: "sigma/README.md")
        let outcomes = try fixture.take(into: store)
        #expect(outcomes["sigma/brute-force-ssh-5f3c81d2.yml"] == "changed")
        #expect(outcomes["sigma/new.yaml"] == "added" && outcomes["indicators/scanners.txt"] == "added")
        #expect(outcomes.values.count { $0 == "unchanged" } == 4 && outcomes.count == 7)
        let id = "5f3c81d2-0000-4000-8000-000000000001"
        #expect(try store.rule(id)?.revision == 2)
        #expect(try store.revision(2, of: id).authorship == .bob(99, "from git"))
        #expect(try store.rule("n-1")?.heading.title == "New")
        #expect(try store.rule("scanners")?.kind == .indicators)
        #expect(try store.rule("t-1")?.revision == 1)
    }

    @Test("an update from one station is taken by another that has an older text")
    func following() throws {
        try fixture.export()
        let other = try RuleStoreFixture()
        try fixture.take(into: other.store)
        for number in 1...3 { try store.save("t-1", RuleContent("new \(number)"), basedOn: number, by: .ada()) }
        try store.restore("old", by: .ada())
        try store.setEnabled("tor", false, by: .ada())
        try fixture.export()
        let outcomes = try fixture.take(into: other.store)
        #expect(outcomes["threshold/new-3-t-1.conf"] == "changed")
        #expect(outcomes["sigma/old-old.yml"] == "changed" && outcomes["indicators/tor.txt"] == "changed")
        let (ours, theirs) = (try store.archive().entries, try other.store.archive().entries)
        #expect(ours.map(\.text) == theirs.map(\.text))
        #expect(ours.map(\.rule.isLoaded) == theirs.map(\.rule.isLoaded))
    }

    @Test("what was changed here and there is a conflict, and an old folder changes nothing")
    func conflicts() throws {
        try fixture.export()
        try store.save("t-1", RuleContent("in the store"), basedOn: 1, by: .ada())
        try store.save("tor", RuleContent("192.0.2.1"), basedOn: 1, by: .ada())
        try store.setEnabled("tor", false, by: .ada())
        try fixture.write("in the folder", to: "threshold/suppress-gen-id-1-t-1.conf")
        let before = try store.archive().entries
        let outcomes = try fixture.take(into: store)
        #expect(outcomes["threshold/suppress-gen-id-1-t-1.conf"]?.contains("changed here and in the store") == true)
        #expect(outcomes["indicators/tor.txt"] == "outdated")
        #expect(try store.archive().entries == before)
    }

    @Test("a file that cannot be used keeps no other from being taken")
    func refused() throws {
        try fixture.export()
        try fixture.write("bad", to: "sigma/bad.yml")
        try fixture.write("Copy\nid: old\n", to: "sigma/copy.yml")
        try fixture.write("id: tor\n", to: "sigma/kind.yml")
        try fixture.write("id: \u{1}\n", to: "sigma/name.yml")
        try fixture.write("good", to: "sigma/good.yml")
        try fixture.folder.remove("indicators/tor.txt")
        let outcomes = try fixture.take(into: store)
        #expect(outcomes["sigma/bad.yml"]?.hasPrefix("it cannot be used") == true)
        #expect(outcomes["sigma/copy.yml"]?.hasPrefix("sigma/old-old.yml is rule old too") == true)
        #expect(outcomes["sigma/kind.yml"]?.contains("is of kind indicators in the store") == true)
        #expect(outcomes["sigma/name.yml"]?.hasPrefix("no rule can have the id") == true)
        #expect(outcomes["indicators/tor.txt"] == "missing")
        #expect(outcomes["sigma/good.yml"] == "added")
        #expect(try store.rule("tor")?.isLoaded == true)
    }

    @Test("an export does not take away what was written since, unless told to")
    func exportOverEdits() throws {
        try fixture.export()
        let file = "threshold/suppress-gen-id-1-t-1.conf"
        try fixture.write("edited", to: file)
        let path = try #require(RulePath(file))
        #expect(throws: RuleFolderError.edited(path: path, count: 1)) { try fixture.export() }
        try store.save("t-1", RuleContent("another title"), basedOn: 1, by: .ada())
        #expect(throws: RuleFolderError.edited(path: path, count: 1)) { try fixture.export() }
        #expect(try fixture.text(file) == "edited")
        let report = try fixture.export(overwriting: true)
        #expect(report == RuleFolderFiles.Report(written: 1, unchanged: 4, removed: 1))
        #expect(try fixture.everything().keys.contains("threshold/another-title-t-1.conf"))
        #expect(try !fixture.everything().keys.contains(file))
    }

    @Test("an export that was broken off is brought to its end by the next")
    func brokenOff() throws {
        try fixture.export()
        let index = try fixture.folder.bytes("index.json")
        try store.save("tor", RuleContent("tor\n1"), basedOn: 1, by: .ada())
        try fixture.export()
        try fixture.folder.write(index, to: "index.json")
        try store.save("tor", RuleContent("tor\n2"), basedOn: 2, by: .ada())
        try fixture.export()
        #expect(try Set(fixture.take(into: store).values) == ["unchanged"])
    }
}
