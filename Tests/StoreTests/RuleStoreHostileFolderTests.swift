// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Rules
import Testing

@testable import Store

@Suite("Hostile folders of rules")
struct RuleStoreHostileFolderTests {
    let fixture: RuleFolderFixture
    var store: RuleStore { fixture.rules.store }

    init() throws {
        fixture = try RuleFolderFixture()
        try fixture.fill()
    }

    private func link(_ name: String, to target: String) throws {
        try? FileManager.default.removeItem(atPath: fixture.folder.path + "/" + name)
        try FileManager.default.createSymbolicLink(
            atPath: fixture.folder.path + "/" + name, withDestinationPath: target)
    }

    @Test(
        "a path that could lead out is none",
        arguments: [
            "", "/", "a.yml", "sigma/", "sigma/.", "sigma/..", "sigma/../x.yml", "../sigma/x.yml", "/etc/passwd",
            "sigma/.hidden.yml", "sigma/a/b.yml", "sigma/a\\b.yml", "sigma/a\u{0}.yml", "sigma/\u{202e}.yml",
            "other/a.yml", "Sigma/a.yml", "sigma/" + String(repeating: "a", count: 201),
        ])
    func paths(text: String) throws {
        #expect(RulePath(text) == nil)
        try fixture.export()
        let index = try fixture.text("index.json").replacing(
            "indicators/tor.txt", with: text.replacing("\\", with: "\\\\").replacing("\0", with: "\\u0000"))
        try fixture.write(index, to: "index.json")
        #expect(throws: RuleFolderError.self) { try fixture.files.read() }
        #expect(throws: RuleFolderError.self) { try fixture.export(overwriting: true) }
    }

    @Test("names from whatever titles and ids are safe and differ")
    func names() throws {
        var random = SeededGenerator(seed: 5)
        let pieces = ["../", "/", "a", "A", "ü", "\u{0}", ".", " ", "..", "\n", "-", "\u{202e}", "9", "con", "💥"]
        func text(_ ascii: Bool) -> String {
            (0..<Int.random(in: 0...90, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }.joined().filter { !ascii || $0.isASCII && !$0.isNewline && $0 != "\0" }
        }
        for number in 0..<100 {
            let id = "x\(text(true).prefix(150))\(number)"
            try store.add(id, .sigma, RuleContent(text(false)), by: .ada())
        }
        let archive = try store.archive()
        let folder = RuleFolder(archive)
        #expect(folder.texts.count == archive.entries.count && folder.notes.count == archive.entries.count)
        for path in folder.texts.keys {
            #expect(
                path.name.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d || $0 == 0x2e
                })
            #expect(RulePath(path.text) == path)
        }
        try fixture.export()
        #expect(try Set(fixture.take(into: store).values) == ["unchanged"])
    }

    @Test("links are not followed out of the folder, neither by a read nor by a write")
    func links() throws {
        try fixture.export()
        let outside = try TemporaryStore()
        try FileManager.default.createDirectory(atPath: outside.path, withIntermediateDirectories: true)
        try outside.write(Array("secret".utf8), to: "secret.yml")
        try link("sigma/link.yml", to: outside.path + "/secret.yml")
        try link("sigma/old-old.yml", to: outside.path + "/secret.yml")
        let (folder, skipped) = try fixture.files.read()
        #expect(folder.texts.count == 4)
        #expect(skipped.map(\.path) == ["sigma/link.yml", "sigma/old-old.yml"])
        #expect(throws: RuleFolderError.self) { try fixture.export() }
        try fixture.export(overwriting: true)
        #expect(try outside.bytes("secret.yml") == Array("secret".utf8))
        #expect(try fixture.text("sigma/old-old.yml") == "Old\n")
        try link("indicators", to: outside.path)
        #expect(throws: RuleFolderError.self) { try fixture.export(overwriting: true) }
        #expect(throws: RuleFolderError.self) { try fixture.files.read() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == ["secret.yml"])
    }

    @Test("what is no plain file, or is too long, is passed over and named")
    func oddFiles() throws {
        try fixture.export()
        try FileManager.default.createDirectory(
            atPath: fixture.folder.path + "/sigma/folder.yml", withIntermediateDirectories: true)
        #expect(unsafe mkfifo(fixture.folder.path + "/sigma/pipe.yml", 0o600) == 0)
        try fixture.folder.write([UInt8](repeating: 0x41, count: RuleLimit.text + 1), to: "indicators/long.txt")
        try fixture.write("x", to: "sigma/ü.yml")
        let (folder, skipped) = try fixture.files.read()
        #expect(folder.texts.count == 5)
        #expect(
            skipped.map(\.path).sorted() == [
                "indicators/long.txt", "sigma/folder.yml", "sigma/pipe.yml", "sigma/ü.yml",
            ])
    }

    @Test("a damaged index is refused or read, and never traps", arguments: 0..<60)
    func index(seed: UInt64) throws {
        let bytes = try RuleIndex.encode(RuleFolder(try store.archive()).notes)
        #expect(try RuleIndex.decode(bytes, path: "x") == RuleFolder(try store.archive()).notes)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: damaged[place] = .random(in: 0...255, using: &random)
                case 1: damaged.removeSubrange(place..<min(place + 5, damaged.count))
                case 2: damaged.insert(contentsOf: damaged[place..<min(place + 40, damaged.count)], at: place)
                default: damaged.insert(contentsOf: [UInt8](repeating: 0x5b, count: 3000), at: place)
                }
            }
            guard let notes = try? RuleIndex.decode(damaged, path: "x") else { continue }
            let folder = RuleFolder(texts: RuleFolder(try store.archive()).texts, notes: notes)
            let plan = RuleImport(
                folder, onto: try store.archive(), by: .bob(), read: RuleFolderFixture.sketch)
            #expect(plan.findings.count >= notes.count)
        }
    }
}
