// SPDX-License-Identifier: Apache-2.0

/// Cuts a file into rules, comments and blank lines, as Suricata does it.
struct RuleLineReader {
    /// What a line or a run of joined lines is.
    enum Kind {
        case blank
        case comment
        /// A rule, or what should be one.
        case rule(LogicalLine)
        /// A rule that a `#` before each of its lines puts out of use, or a comment that looks like one.
        case disabled(LogicalLine)
    }

    /// One entry of the file.
    struct Entry {
        var kind: Kind
        /// Its bytes, with all line feeds.
        var range: Range<Int>
        /// The number of its first line, counted from 1.
        var number: Int
        /// Whether white space stands before it.
        var isIndented = false
        /// Whether the file ends behind a backslash that should join another line.
        var isCutOff = false
    }

    private let bytes: [UInt8]
    /// The words that a commented-out rule can begin with.
    private let firstWords: Set<String>
    private var offset: Int
    private var number = 1

    /// Reads `bytes` from `start` on, where line 1 begins.
    init(_ bytes: [UInt8], from start: Int = 0, firstWords: Set<String>) {
        self.bytes = bytes
        self.firstWords = firstWords
        offset = start
    }

    /// The next entry, `nil` at the end.
    mutating func next() -> Entry? {
        guard offset < bytes.count else { return nil }
        let line = take()
        let first = line.firstByte(bytes)
        if first == line.textEnd {
            return Entry(kind: .blank, range: line.range, number: line.number)
        }
        if bytes[first] == UInt8(ascii: "#") {
            return comment(line, first)
        }
        return rule(line, first)
    }

    private mutating func take() -> PhysicalLine {
        let line = PhysicalLine(bytes, from: offset, number: number)
        offset = line.range.upperBound
        number += 1
        return line
    }

    private mutating func rule(_ line: PhysicalLine, _ first: Int) -> Entry {
        var joined = LogicalLine()
        var line = line
        let start = line.range.lowerBound
        let number = line.number
        var from = first
        var isCutOff = false
        while line.isContinued(bytes) {
            joined.append(line, of: bytes, from: from, to: line.textEnd - 1)
            guard offset < bytes.count else {
                isCutOff = true
                break
            }
            line = take()
            from = line.range.lowerBound
        }
        if !isCutOff { joined.append(line, of: bytes, from: from, to: max(from, line.textEnd)) }
        return Entry(
            kind: .rule(joined), range: start..<line.range.upperBound, number: number, isIndented: first > start,
            isCutOff: isCutOff)
    }

    /// A comment ends with its line; a rule that was put out of use line by line is joined again.
    private mutating func comment(_ line: PhysicalLine, _ first: Int) -> Entry {
        let start = line.range.lowerBound
        var from = behindMarks(line, first)
        guard firstWords.contains(word(line, from)) else {
            return Entry(kind: .comment, range: line.range, number: line.number)
        }
        var joined = LogicalLine()
        var line = line
        let number = line.number
        while line.isContinued(bytes), offset < bytes.count {
            let next = PhysicalLine(bytes, from: offset, number: self.number)
            let mark = next.firstByte(bytes)
            guard mark < next.textEnd, bytes[mark] == UInt8(ascii: "#") else { break }
            joined.append(line, of: bytes, from: from, to: line.textEnd - 1)
            line = take()
            from = behindMarks(line, mark)
        }
        joined.append(line, of: bytes, from: from, to: max(from, line.textEnd))
        return Entry(kind: .disabled(joined), range: start..<line.range.upperBound, number: number)
    }

    /// Where the text behind `#` and blanks begins.
    private func behindMarks(_ line: PhysicalLine, _ first: Int) -> Int {
        var at = first
        while at < line.textEnd, bytes[at] == UInt8(ascii: "#") || bytes[at].isBlank {
            at += 1
        }
        return at
    }

    private func word(_ line: PhysicalLine, _ start: Int) -> String {
        var end = start
        // No first word is longer than this.
        while end < min(line.textEnd, start + 16), !bytes[end].isBlank {
            end += 1
        }
        return String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
    }
}
