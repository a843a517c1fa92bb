// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import YAML

extension AssetReader {
    /// One text of a list.
    struct Value {
        var text: String
        var position: TextPosition
    }

    /// The one text of an entry; empty where nothing stands there, `nil` where it is no text.
    mutating func text(_ entry: YAMLEntry, most: Int) -> String? {
        guard let scalar = entry.value.scalar else {
            report(
                .error, entry.value.position, "`\(entry.key)` must be one text, and this is \(entry.value.kind)", "")
            return nil
        }
        guard !scalar.isNull else { return "" }
        return cut(Self.oneLine(scalar.text), most: most, of: "`\(entry.key)`", at: entry.value.position)
    }

    /// The texts of an entry, which is one or a list.
    mutating func values(_ entry: YAMLEntry, most: Int) -> [Value] {
        let nodes: [YAMLNode]
        if case .list(let items) = entry.value.content { nodes = items } else { nodes = [entry.value] }
        if nodes.count > most {
            report(
                .error, nodes[most].position, "more than \(most) `\(entry.key)`, of which the others are left out", "")
        }
        var values: [Value] = []
        for node in nodes.prefix(most) where !node.isNull {
            guard let scalar = node.scalar else {
                report(
                    .error, node.position, "`\(entry.key)` must be a text or a list of texts, and this is \(node.kind)",
                    "")
                continue
            }
            values.append(Value(text: Self.oneLine(scalar.text), position: node.position))
        }
        return values
    }

    mutating func cut(_ text: String, most: Int, of what: String, at position: TextPosition) -> String {
        // Bytes are at least as many as scalars and quickly counted.
        guard text.utf8.count > most, text.unicodeScalars.count > most else { return text }
        report(.warning, position, "\(what) is longer than \(most) characters and is cut", "")
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(most)))
    }

    /// A text without its ends of lines and other blanks at its ends and beside each other.
    static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// What is told of a text that may be anything.
    static func quoted(_ text: String) -> String {
        let text = oneLine(text).unicodeScalars
        return String(String.UnicodeScalarView(text.prefix(40))) + (text.count > 40 ? "…" : "")
    }
}
