// SPDX-License-Identifier: Apache-2.0

import Rules
import Testing
import YAML

@Suite("The items of a document")
struct ItemTests {
    private func items(_ text: String, atMost limit: Int = 9) -> [String] {
        YAMLDocument(text: text, firstLine: 3).items(atMost: limit).map { "\($0.firstLine): \($0.text)" }
    }

    @Test("each item is told by the dash that begins it, with the line that it stands in")
    func items() {
        #expect(
            items("# head\n- a: 1\n  b:\n  - x\n  - y\n-\n  c: 2\n- d") == [
                "3: # head\n", "4: - a: 1\n  b:\n  - x\n  - y\n", "8: -\n  c: 2\n", "10: - d",
            ])
        #expect(items("  - a\r\n    - b\r\n  - c\r\n") == ["3:   - a\r\n    - b\r\n", "5:   - c\r\n"])
    }

    @Test("what is no list in block style, or has too many items, stays whole")
    func whole() {
        for text in ["", "a: 1\n", "[a, b]\n", "-a\n-b\n", "---\n"] { #expect(items(text) == ["3: \(text)"]) }
        #expect(items("- a\n- b\n- c\n", atMost: 2).count == 1)
        #expect(items("- a\n- b\n- c\n", atMost: 3).count == 3)
    }

    @Test("read one by one, the items are those of the list")
    func same() throws {
        let text = "# c\n- a: 'x\n   - y'\n- |\n  b\n- - c\n  - d\n"
        let whole = try YAMLReader.read(YAMLDocument(text: text, firstLine: 1))
        var parts: [YAMLNode] = []
        for item in YAMLDocument(text: text, firstLine: 1).items(atMost: 9) { parts += try YAMLReader.read(item) }
        func places(_ nodes: [YAMLNode]) -> [TextPosition] {
            nodes.flatMap { node -> [TextPosition] in
                guard case .list(let items) = node.content else { return [] }
                return items.map(\.position)
            }
        }
        #expect(places(parts) == places(whole) && places(whole).map(\.line) == [2, 4, 6])
    }

    @Test("anchors are seen, and signs inside words are none")
    func anchors() {
        #expect(YAMLDocument(text: "a: &b 1\n", firstLine: 1).hasAnchors)
        #expect(!YAMLDocument(text: "a: b&c, AT&T\n", firstLine: 1).hasAnchors)
    }
}
