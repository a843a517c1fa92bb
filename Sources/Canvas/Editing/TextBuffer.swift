// SPDX-License-Identifier: Apache-2.0

/// A text as lines, for editing. It gives back exactly the text that went in: CRLF, stray controls, a missing last
/// line feed and all.
///
/// A change costs as much as the lines that it touches, beside moving the array of lines behind them.
package struct TextBuffer: Sendable {
    /// One line without its line feed.
    struct Line: Sendable {
        var text: String
        /// Whether a carriage return stands before the line feed; without meaning in the last line.
        var hasReturn = false

        var bytes: Int { text.utf8.count + (hasReturn ? 2 : 1) }
    }

    /// No text is made longer than so many bytes by editing; one that came in longer stays as it is.
    package static let bytesMost = 16 << 20

    /// Never empty.
    private(set) var lines: [Line]
    /// How many bytes the text has, give or take the last line's end.
    private(set) var bytes: Int

    package init(_ text: String = "") {
        lines = Self.split(text)
        bytes = lines.reduce(0) { $0 + $1.bytes }
    }

    /// The text, byte for byte.
    package var text: String {
        var text = ""
        text.reserveCapacity(bytes)
        for index in lines.indices {
            text += lines[index].text
            if index < lines.count - 1 { text += lines[index].hasReturn ? "\r\n" : "\n" }
        }
        return text
    }

    /// Whether two texts have the same bytes.
    package func isSame(as other: TextBuffer) -> Bool {
        guard lines.count == other.lines.count, bytes == other.bytes else { return false }
        return zip(lines, other.lines).allSatisfy {
            $0.hasReturn == $1.hasReturn && $0.text.utf8.elementsEqual($1.text.utf8)
        }
    }

    /// How many lines there are; a text that ends in a line feed has an empty one behind it.
    package var lineCount: Int { lines.count }

    /// A line without its end; empty outside.
    package func line(_ index: Int) -> String { lines.indices.contains(index) ? lines[index].text : "" }

    /// How many characters a line has.
    package func length(of index: Int) -> Int {
        let line = line(index)
        return Self.isPlain(line) ? line.utf8.count : line.count
    }

    /// The place behind the last character.
    package var end: EditPosition { EditPosition(line: lines.count - 1, column: length(of: lines.count - 1)) }

    /// The nearest place that there is.
    package func clamped(_ position: EditPosition) -> EditPosition {
        let line = min(max(0, position.line), lines.count - 1)
        return EditPosition(line: line, column: min(max(0, position.column), length(of: line)))
    }

    /// The text between two places.
    package func text(in range: Range<EditPosition>) -> String {
        let (start, end) = (clamped(range.lowerBound), clamped(range.upperBound))
        guard start.line < end.line else {
            return String(Self.head(of: line(start.line), end.column).dropFirst(start.column))
        }
        var text = Self.tail(of: line(start.line), start.column)
        for index in start.line..<end.line {
            text += lines[index].hasReturn ? "\r\n" : "\n"
            text += index + 1 < end.line ? lines[index + 1].text : Self.head(of: line(end.line), end.column)
        }
        return text
    }
}

extension TextBuffer {
    /// The lines that stand in place of those that `range` touches once it is replaced, and where the new text ends.
    func replacement(of range: Range<EditPosition>, by text: String) -> (lines: [Line], end: EditPosition) {
        let (start, end) = (clamped(range.lowerBound), clamped(range.upperBound))
        var new = Self.split(text)
        let last = new.count - 1
        new[0].text = Self.head(of: line(start.line), start.column) + new[0].text
        let endBytes = new[last].text.utf8.count
        new[last].text += Self.tail(of: line(end.line), end.column)
        new[last].hasReturn = lines[end.line].hasReturn
        // Marks may join with what now stands before or behind them, so the column is counted anew.
        let column = Self.column(ofByte: endBytes, in: new[last].text)
        return (new, EditPosition(line: start.line + last, column: column))
    }

    /// Puts lines in the place of others and returns those; `range` must lie within the lines.
    mutating func replaceLines(_ range: Range<Int>, with new: [Line]) -> [Line] {
        let old = Array(lines[range])
        bytes += new.reduce(0) { $0 + $1.bytes } - old.reduce(0) { $0 + $1.bytes }
        lines.replaceSubrange(range, with: new)
        return old
    }

    /// Whether each character of a line is one byte and one cell, so that no character need be looked at to count them.
    static func isPlain(_ line: String) -> Bool { line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

    /// The first characters of a line.
    private static func head(of line: String, _ columns: Int) -> String {
        String(isPlain(line) ? Substring(line.utf8.prefix(columns)) : line.prefix(columns))
    }

    /// A line without its first characters.
    private static func tail(of line: String, _ columns: Int) -> String {
        String(isPlain(line) ? Substring(line.utf8.dropFirst(columns)) : line.dropFirst(columns))
    }

    /// The first column that is not before a byte of `line`.
    static func column(ofByte byte: Int, in line: String) -> Int {
        if isPlain(line) { return min(byte, line.utf8.count) }
        var column = 0
        var bytes = 0
        for character in line {
            guard bytes < byte else { break }
            bytes += character.utf8.count
            column += 1
        }
        return column
    }

    /// The lines of a text, at least one.
    static func split(_ text: String) -> [Line] {
        var text = text
        text.makeContiguousUTF8()
        let parts = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var lines: [Line] = []
        lines.reserveCapacity(parts.count)
        for (index, part) in parts.enumerated() {
            let hasReturn = index < parts.count - 1 && part.last == UInt8(ascii: "\r")
            lines.append(Line(text: String(Substring(hasReturn ? part.dropLast() : part)), hasReturn: hasReturn))
        }
        return lines
    }
}
