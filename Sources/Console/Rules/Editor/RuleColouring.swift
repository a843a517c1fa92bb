// SPDX-License-Identifier: Apache-2.0

package import Canvas
package import Rules

/// The colours of a rule's text, made for the lines that are shown.
package struct RuleColouring: Sendable {
    /// The language of the text.
    package let kind: RuleKind

    package init(_ kind: RuleKind) {
        self.kind = kind
    }

    /// So many lines above the shown ones are read for what they leave open; a longer quotation loses its colour.
    private static let linesBack = 500
    /// Characters of a line that are coloured.
    static let columnsMost = 4096

    /// How some lines are painted; lines outside the text get no spans.
    package func spans(of buffer: TextBuffer, lines: Range<Int>) -> [[EditorSpan]] {
        let lines = lines.clamped(to: 0..<buffer.lineCount)
        switch kind {
        case .sigma:
            var colouring = SigmaColouring()
            for line in start(before: lines.lowerBound, in: buffer)..<lines.lowerBound {
                _ = colouring.spans(of: clipped(buffer.line(line)))
            }
            return lines.map { colouring.spans(of: clipped(buffer.line($0))) }
        case .signature:
            var colouring = SignatureColouring()
            for line in max(0, lines.lowerBound - Self.linesBack)..<lines.lowerBound {
                _ = colouring.spans(of: clipped(buffer.line(line)))
            }
            return lines.map { colouring.spans(of: clipped(buffer.line($0))) }
        case .threshold: return lines.map { ThresholdColouring.spans(of: clipped(buffer.line($0))) }
        case .indicators: return lines.map { IndicatorColouring.spans(of: clipped(buffer.line($0))) }
        }
    }

    /// The nearest line at or above `line` with a key of the top level, where nothing is open any more.
    private func start(before line: Int, in buffer: TextBuffer) -> Int {
        let least = max(0, line - Self.linesBack)
        var start = line
        while start > least {
            if let first = buffer.line(start).unicodeScalars.first, first.properties.isAlphabetic { return start }
            start -= 1
        }
        return start
    }

    private func clipped(_ line: String) -> [Character] { Array(line.prefix(Self.columnsMost)) }
}

/// A line of an indicator list: an indicator, then what is said about it.
enum IndicatorColouring {
    static func spans(of line: [Character]) -> [EditorSpan] {
        guard let first = line.firstIndex(where: { !$0.isWhitespace }) else { return [] }
        if line[first] == "#" { return [EditorSpan(first..<line.count, .syntaxComment)] }
        let end = line[(first + 1)...].firstIndex { $0.isWhitespace || $0 == "," } ?? line.count
        let value: Role = ScalarKind.isNumber(line[first..<end]) ? .syntaxNumber : .syntaxString
        guard let comment = line[end...].firstIndex(of: "#") else { return [EditorSpan(first..<end, value)] }
        return [EditorSpan(first..<end, value), EditorSpan(comment..<line.count, .syntaxComment)]
    }
}

/// What a value looks like.
enum ScalarKind {
    /// Whether it is a number, an address, a network, or several of them in brackets.
    static func isNumber(_ text: ArraySlice<Character>) -> Bool {
        var text = text
        if text.first == "[", text.last == "]", text.count > 2 { text = text.dropFirst().dropLast() }
        guard let first = text.first, first.isASCII, first.isNumber || "-!.:abcdefABCDEF".contains(first) else {
            return false
        }
        var digits = 0
        var colons = 0
        var letters = 0
        for character in text {
            switch character {
            case "0"..."9": digits += 1
            case ":": colons += 1
            case "a"..."f", "A"..."F": letters += 1
            case ".", "/", "-", "_", ",", " ", "!", "x": break
            default: return false
            }
        }
        // Letters are digits in IPv6 addresses alone.
        return digits > 0 && (colons == 0 && letters == 0 || colons > 1)
    }
}
