// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Console

/// The sketch of the editor that lies outside the repository.
private enum Sketch {
    static let url: URL = {
        let environment = ProcessInfo.processInfo.environment
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let shared = environment["VEDETTE_SHARED"].map { URL(filePath: $0) } ?? root.appending(path: "shared")
        return shared.appending(path: "screens/rule-editor-120x40.txt")
    }()

    /// Where CI runs, a missing one is to fail.
    static let isExpected =
        FileManager.default.fileExists(atPath: url.path) || ProcessInfo.processInfo.environment["CI"] == "true"
}

@Suite("The sketch of the rule editor", .enabled(if: Sketch.isExpected, "skipped: no ../shared"))
struct RuleEditorSketchTests {
    /// Rows in which the sketch shows what the fixture holds. The cursor is the terminal's own, so it is no cell.
    @Test(
        "the rows of the sketch come out to the cell",
        arguments: [1, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 24, 25, 28, 29, 30, 31, 32])
    func rows(row: Int) throws {
        var desk = RuleEditorDesk()
        desk.run("<C-g>10<Enter><End><Tab>")
        desk.answer()
        desk.analyse()
        desk.runDry()
        let text = try String(contentsOf: Sketch.url, encoding: .utf8)
        let wanted = text.split(separator: "\n", omittingEmptySubsequences: false)[row]
        func trimmed(_ text: String) -> String {
            String(text.reversed().drop { $0 == " " || $0 == "█" }.reversed())
        }
        #expect(trimmed(desk.rows[row]) == trimmed(String(wanted)))
    }
}
