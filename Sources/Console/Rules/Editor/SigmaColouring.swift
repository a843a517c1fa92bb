// SPDX-License-Identifier: Apache-2.0

package import Canvas

/// Colours a Sigma rule line by line. It knows YAML as far as rules use it; what it takes for something else is only painted wrong.
package struct SigmaColouring: Sendable {
    /// What a line leaves open for the next one.
    private enum Open: Sendable, Hashable {
        case nothing
        /// A text after `|` or `>`: lines deeper than the key's belong to it.
        case block(indent: Int, isCondition: Bool)
        /// A quoted text that was not closed.
        case quote(Character)
    }

    private var open = Open.nothing
    private var spans: [EditorSpan] = []
    /// Whether the value at hand is a condition.
    private var isCondition = false

    package init() {}

    /// How the next line is painted.
    package mutating func spans(of line: [Character]) -> [EditorSpan] {
        spans = []
        let indent = line.prefix { $0 == " " || $0 == "\t" }.count
        switch open {
        case .block(let outer, let isCondition) where indent > outer || indent == line.count:
            self.isCondition = isCondition
            value(line, indent..<line.count, isPlain: true)
            return spans
        case .quote(let quote):
            let end = closing(quote, in: line, from: 0)
            add(0..<end, .syntaxString)
            open = end == line.count && (line.isEmpty || line.last != quote) ? .quote(quote) : .nothing
            comment(line, from: end)
            return spans
        default: open = .nothing
        }
        var index = indent
        while index + 1 < line.count, line[index] == "-", line[index + 1] == " " {
            add(index..<index + 1, .accent)
            index += 1
            while index < line.count, line[index] == " " { index += 1 }
        }
        if index < line.count, line[index] == "#" {
            add(index..<line.count, .syntaxComment)
        } else if let colon = colon(in: line, from: index) {
            key(line, index..<colon, isTop: index == 0)
            add(colon..<colon + 1, .accent)
            let start = line[(colon + 1)...].firstIndex { $0 != " " } ?? line.count
            isCondition = String(line[index..<colon]) == "condition"
            value(line, start..<line.count, indent: indent)
        } else {
            isCondition = false
            value(line, index..<line.count, indent: indent)
        }
        return spans
    }

    private mutating func add(_ columns: Range<Int>, _ role: Role, _ attributes: Style.Attributes = []) {
        if !columns.isEmpty { spans.append(EditorSpan(columns, role, attributes)) }
    }

    // MARK: Keys

    /// Where the colon behind a key stands, if the line begins with one.
    private func colon(in line: [Character], from start: Int) -> Int? {
        var index = start
        if index < line.count, line[index] == "\"" || line[index] == "'" {
            index = closing(line[index], in: line, from: index + 1)
        }
        while index < line.count {
            if line[index] == ":", index + 1 == line.count || line[index + 1] == " " { return index }
            if line[index] == "#", index > start, line[index - 1] == " " { return nil }
            if index == start, "[{".contains(line[index]) { return nil }
            index += 1
        }
        return nil
    }

    /// A key with its modifiers: `field|contains|all`.
    private mutating func key(_ line: [Character], _ columns: Range<Int>, isTop: Bool) {
        let attributes: Style.Attributes = isTop && SigmaWords.isTopLevel(String(line[columns])) ? .bold : []
        var start = columns.lowerBound
        var role = Role.syntaxKey
        for index in columns where line[index] == "|" {
            add(start..<index, role, attributes)
            add(index..<index + 1, .accent)
            start = index + 1
            role = .syntaxModifier
        }
        add(start..<columns.upperBound, role, attributes)
    }

    // MARK: Values

    private mutating func value(_ line: [Character], _ columns: Range<Int>, indent: Int = 0, isPlain: Bool = false) {
        guard let first = columns.first else { return }
        if !isPlain {
            switch line[first] {
            case "|", ">":
                add(first..<first + 1, .accent)
                open = .block(indent: indent, isCondition: isCondition)
                comment(line, from: first + 1)
                return
            case "\"", "'":
                let end = closing(line[first], in: line, from: first + 1)
                add(first..<end, .syntaxString)
                if end == line.count, end == first + 1 || line[end - 1] != line[first] { open = .quote(line[first]) }
                comment(line, from: end)
                return
            default: break
            }
        }
        let end = isPlain ? columns.upperBound : plainEnd(line, columns)
        if isCondition {
            condition(line, first..<end)
        } else {
            add(first..<end, ScalarKind.isNumber(line[first..<end]) ? .syntaxNumber : .syntaxString)
        }
        comment(line, from: end)
    }

    /// Where a value without quotes ends: before a comment and the blanks that part it.
    private func plainEnd(_ line: [Character], _ columns: Range<Int>) -> Int {
        var end = columns.upperBound
        for index in columns.dropFirst() where line[index] == "#" && line[index - 1] == " " {
            end = index
            break
        }
        while end > columns.lowerBound + 1, line[end - 1] == " " { end -= 1 }
        return end
    }

    private mutating func comment(_ line: [Character], from start: Int) {
        guard start < line.count, let hash = line[start...].firstIndex(of: "#") else { return }
        add(hash..<line.count, .syntaxComment)
    }

    /// Names of searches, and the words that join them.
    private mutating func condition(_ line: [Character], _ columns: Range<Int>) {
        var index = columns.lowerBound
        while index < columns.upperBound {
            let end = line[index..<columns.upperBound].firstIndex { " ()|".contains($0) } ?? columns.upperBound
            guard end > index else {
                if line[index] != " " { add(index..<index + 1, .accent) }
                index += 1
                continue
            }
            let word = String(line[index..<end])
            let isJoining = SigmaWords.conditionWords.contains { $0.text == word } || word.allSatisfy(\.isNumber)
            add(index..<end, isJoining || word == "of" ? .syntaxModifier : .syntaxString)
            index = end
        }
    }

    /// The column behind the quote that closes, or the line's end.
    private func closing(_ quote: Character, in line: [Character], from start: Int) -> Int {
        var index = start
        while index < line.count {
            if line[index] == "\\", quote == "\"" {
                index += 2
                continue
            }
            if line[index] == quote {
                guard quote == "'", index + 1 < line.count, line[index + 1] == "'" else { return index + 1 }
                index += 1
            }
            index += 1
        }
        return line.count
    }
}
