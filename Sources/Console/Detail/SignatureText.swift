// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import SuricataRules

/// A signature that fired, as lines: its text, and what it says of itself that can be followed.
struct SignatureText {
    let lines: [StyledLine]

    /// Text is broken at so many cells.
    private static let columns = 64

    init(_ fired: FiredSignature) {
        var lines: [StyledLine] = []
        for part in fired.head.isEmpty ? [] : CellText.wrapped(fired.head + " (", columns: Self.columns) {
            lines.append(StyledLine(part, .textStrong))
        }
        lines += Self.options(fired.options)
        for link in fired.references {
            lines.append([.text("reference  ", .textDim), .text(link, .accent)])
        }
        if !fired.techniques.isEmpty {
            lines.append([.text("ATT&CK     ", .textDim), .text(fired.techniques.joined(separator: ", "), .text)])
        }
        for entry in fired.metadata {
            lines.append([.text("metadata   ", .textDim), .text("\(entry.key) \(entry.value)", .text)])
        }
        self.lines = lines
    }

    /// Short options share a line; one that is longer than a line goes on in the next.
    private static func options(_ options: [String]) -> [StyledLine] {
        var texts: [String] = []
        for option in options {
            let used = texts.last.map { CellText.columns($0, atMost: columns + 1) } ?? columns
            let room = columns - 2
            if used + 1 + CellText.columns(option, atMost: columns + 1) <= room, !texts.isEmpty {
                texts[texts.count - 1] += " " + option
            } else {
                texts += CellText.wrapped(option, columns: room, linesMost: 40)
            }
        }
        if !texts.isEmpty { texts[texts.count - 1] += ")" }
        return texts.map { StyledLine("  " + $0, .text) }
    }
}
