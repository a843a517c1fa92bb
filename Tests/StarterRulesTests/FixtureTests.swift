// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Sigma
import Testing

@testable import StarterRules

@Suite("Starter rules: events that fire and events that do not")
struct FixtureTests {
    @Test("every rule has two sets of events, and no set is without its rule")
    func sets() throws {
        let names = StarterRules.files.map { $0.name + ".json" }
        for kind in Fixtures.kinds {
            let found = try FileManager.default.contentsOfDirectory(atPath: Fixtures.folder(kind).path).sorted()
            #expect(found == names, "\(kind)")
        }
    }

    @Test("a rule fires on the events of its attack", arguments: StarterRules.files.map(\.name))
    func fires(name: String) throws {
        let file = try #require(StarterRules.files.first { $0.name == name }.map(parsed))
        var run = try RuleRun([file])
        let hits = try run.hits(in: Fixtures.bytes("fires", name))
        #expect(Set(hits.map(\.title)) == [file.documents.last?.header.title])
    }

    @Test("a rule is quiet on what looks like it", arguments: StarterRules.files.map(\.name))
    func quiet(name: String) throws {
        let file = try #require(StarterRules.files.first { $0.name == name }.map(parsed))
        var run = try RuleRun([file])
        let hits = try run.hits(in: Fixtures.bytes("quiet", name))
        #expect(hits == [])
    }

    @Test("a rule that counts does not fire one event too early", arguments: StarterRules.files.map(\.name))
    func oneLess(name: String) throws {
        let file = try #require(StarterRules.files.first { $0.name == name }.map(parsed))
        guard case .correlation = file.documents.last else { return }
        let lines = try Fixtures.bytes("fires", name).split(separator: UInt8(ascii: "\n"))
        var run = try RuleRun([file])
        let hits = try run.hits(in: Array(lines.dropLast().joined(separator: [UInt8(ascii: "\n")]) + [10]))
        #expect(hits == [])
    }
}

/// The events beside these tests, invented lines in the form that Suricata writes.
enum Fixtures {
    static let kinds = ["fires", "quiet"]

    static func folder(_ kind: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(kind)")
    }

    static func bytes(_ kind: String, _ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder(kind).appendingPathComponent(name + ".json")))
    }
}
