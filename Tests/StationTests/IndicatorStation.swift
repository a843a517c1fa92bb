// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Rules
import Store

@testable import Station

/// A station with lists of indicators, whose events come from files.
struct IndicatorStation {
    let folder: Folder
    var configuration: StationConfiguration

    init() throws {
        folder = try Folder()
        configuration = folder.configuration
        configuration.rules.usesStarterSet = false
    }

    var shelf: RuleStore { RuleStore(directory: configuration.dataDirectory) }

    static let author = Authorship(author: "ada", time: Instant(seconds: 1_795_000_000), comment: "")

    /// What the store keeps of a list that is in a file of this name.
    static func draft(_ text: String, name: String) throws -> RuleDraft {
        let file = RuleFile(path: "/lists/" + name, kind: .indicators, bytes: Array(text.utf8))
        return RuleDraft.read(file).drafts[0]
    }

    func add(_ text: String, name: String) throws {
        let draft = try Self.draft(text, name: name)
        try shelf.add(draft.id ?? "", .indicators, draft.content, by: Self.author)
    }

    /// Imports events, given by their members behind the time, as the only file of a gateway or as what comes behind it.
    @discardableResult
    func run(_ events: [String], gateway: String = "gw-a") throws -> ImportReport {
        let lines = events.map { "\(event($0))\n" }.joined()
        let name = "\(gateway)/eve.json"
        if FileManager.default.fileExists(atPath: folder.path + "/" + name) {
            try folder.append(lines, to: name)
        } else {
            try folder.write(lines, to: name)
        }
        return try Importer(configuration: configuration, gateway: gateway).run([folder.path + "/" + name]) { _ in }
    }

    /// A line of EVE; its time stands at `time` if the members give none.
    func event(_ members: String) -> String {
        members.contains("timestamp")
            ? "{\(members)}" : "{\"timestamp\":\"2026-11-24T10:00:00.000000+0000\",\(members)}"
    }

    /// The source addresses of the events that a filter finds, sorted.
    func sources(_ filter: String) throws -> [String] {
        let page = PageRequest(filter: try FilterParser.parse(filter), isDescending: false, limit: 1000)
        return try folder.reader.page(page, until: Cancellation()).rows.compactMap { $0.source.map { "\($0)" } }
            .sorted()
    }

    /// The rules of all events that matched any, each as `title (level)`, sorted.
    func matches() throws -> [String] {
        let page = PageRequest(filter: try FilterParser.parse("rule:*"), isDescending: false, limit: 1000)
        return try folder.reader.page(page, until: Cancellation()).rows.flatMap(\.matches)
            .map { "\($0.id) \($0.title) (\($0.level))" }.sorted()
    }
}
