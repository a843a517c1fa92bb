// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension EveTree {
    /// The event as JSON with one value a line, two blanks for each level. Numbers keep their digits.
    var laidOut: String { laidOut(from: 0) }

    /// The value at `index` as JSON.
    func laidOut(from index: Int) -> String {
        guard nodes.indices.contains(index) else { return "" }
        var text = ""
        // Containers that are open, with the index behind their last node and the bracket that closes them.
        var open: [(end: Int, bracket: String)] = []
        func indent() -> String { "\n" + String(repeating: "  ", count: open.count) }
        for at in index..<nodes[index].end {
            while let last = open.last, at >= last.end {
                open.removeLast()
                text += indent() + last.bracket
            }
            let node = nodes[at]
            if at != index {
                if let parent = node.parent, at != parent + 1 { text += "," }
                text += indent()
                if let key = node.key { text += Self.quoted(key) + ": " }
            }
            switch node.value {
            case .string(let value): text += Self.quoted(value)
            case .object, .array:
                let brackets = if case .array = node.value { ("[", "]") } else { ("{", "}") }
                text += brackets.0
                if node.end == at + 1 { text += brackets.1 } else { open.append((node.end, brackets.1)) }
            case .number, .bool, .null: text += node.value.scalar?.text ?? ""
            }
        }
        while let last = open.popLast() { text += indent() + last.bracket }
        return text
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
