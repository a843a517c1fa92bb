// SPDX-License-Identifier: Apache-2.0

import Foundation
import Query
import Testing

@Suite struct FilterManualTests {
    private static func manual() throws -> [Substring] {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/filter.md"), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("the manual's names are those of the table, in its order")
    func names() throws {
        let rows = FieldTable.names.map { entry in
            "| `\(entry.name)` |\(entry.short.map { " `\($0)`" } ?? "") | \(entry.meaning) |"
        }
        let lines = try Self.manual()
        let begin = try #require(lines.firstIndex(of: "| name | short | what |"))
        #expect(lines[(begin + 2)...].prefix { $0.hasPrefix("|") }.map { String($0) } == rows)
    }

    @Test("the manual's examples are filters")
    func examples() throws {
        let lines = try Self.manual()
        let begin = try #require(lines.firstIndex(of: "```"))
        let examples = lines[(begin + 1)...].prefix { $0 != "```" }
        #expect(examples.count > 5)
        for line in examples {
            let text = String(line.prefix(35))
            let filter = try FilterParser.parse(text)
            #expect(filter != .everything, "\(text)")
        }
    }
}
