// SPDX-License-Identifier: Apache-2.0

package import Rules

/// The text of one document of a YAML stream.
package struct YAMLDocument {
    package var text: String
    /// The line of the file where the text begins, counted from 1.
    package var firstLine: Int

    package init(text: String, firstLine: Int) {
        self.text = text
        self.firstLine = firstLine
    }

    /// The documents of a stream, each on its own, so that one which is broken does not end the reading of the others.
    ///
    /// A line of `---` begins a document and one of `...` ends it wherever they stand, in a block of text too: YAML 1.2,
    /// 9.1.2. Lines of comments and directives belong to the document behind them.
    package static func split(_ text: String) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        var start = text.utf8.startIndex
        var (line, firstLine) = (1, 1)
        var isFilled = false
        var rest = text.utf8[...]
        func endDocument(at end: String.Index) {
            if isFilled { documents.append(YAMLDocument(text: String(text[start..<end]), firstLine: firstLine)) }
        }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { rest.index(after: $0) } ?? rest.endIndex
            let content = rest[..<end]
            if isMarker(content, "---") {
                endDocument(at: content.startIndex)
                if isFilled { (start, firstLine) = (content.startIndex, line) }
                isFilled = true
            } else if isMarker(content, "...") {
                endDocument(at: end)
                (start, firstLine, isFilled) = (end, line + 1, false)
            } else if !isFilled {
                isFilled = !isLead(content)
            }
            rest = rest[end...]
            line += 1
        }
        endDocument(at: text.endIndex)
        return documents
    }

    private static func isMarker(_ line: Substring.UTF8View, _ marker: String) -> Bool {
        guard line.starts(with: marker.utf8) else { return false }
        return line.dropFirst(3).first.map { [0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? true
    }

    /// Whether a line may stand before a document's first marker: blank, a comment or a directive.
    private static func isLead(_ line: Substring.UTF8View) -> Bool {
        if line.first == UInt8(ascii: "%") { return true }
        let first = line.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first == nil || first == UInt8(ascii: "#")
    }
}

extension YAMLDocument {
    /// Where the scalar at `offset` of `value` stands in the file; `value` is what YAML made of the scalar at `start`.
    ///
    /// Both texts are walked side by side: blanks of the value are any blanks of the source (a folded line break), and
    /// what only the source has (quotes, escapes, the head of a block) is passed over.
    package func position(of offset: Int, in value: String, at start: TextPosition) -> TextPosition {
        var walk = SourceWalk(text.unicodeScalars, line: firstLine)
        while walk.position < start, walk.advance() {}
        if walk.current == "|" || walk.current == ">" { walk.skipLine() }
        for (index, scalar) in value.unicodeScalars.enumerated() {
            if !scalar.properties.isWhitespace {
                while walk.current != scalar, walk.advance() {}
            }
            if index == offset { break }
            walk.advance()
        }
        return walk.position
    }
}

/// A place that walks over a text and counts lines and columns.
private struct SourceWalk {
    private let scalars: String.UnicodeScalarView
    private var index: String.UnicodeScalarView.Index
    private(set) var position: TextPosition

    init(_ scalars: String.UnicodeScalarView, line: Int) {
        self.scalars = scalars
        index = scalars.startIndex
        position = TextPosition(line: line, column: 1)
    }

    var current: Unicode.Scalar? { index < scalars.endIndex ? scalars[index] : nil }

    /// Goes on by one scalar; `false` at the end.
    @discardableResult
    mutating func advance() -> Bool {
        guard let current else { return false }
        index = scalars.index(after: index)
        if current == "\n" {
            position = TextPosition(line: position.line + 1, column: 1)
        } else {
            position.column += 1
        }
        return true
    }

    mutating func skipLine() {
        while let current, current != "\n" { advance() }
        advance()
    }
}
