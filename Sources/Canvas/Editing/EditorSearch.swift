// SPDX-License-Identifier: Apache-2.0

/// What is searched for in a text under edit.
///
/// Bytes are compared, without regard to the case of ASCII letters unless the pattern has a capital one. A match lies within a line.
package struct EditorSearch: Sendable, Hashable {
    /// Matches are counted no further.
    package static let countMost = 9999

    private let pattern: [UInt8]
    private let isCased: Bool

    /// A search for nothing finds nothing.
    package init(_ text: String) {
        isCased = text.utf8.contains { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }
        pattern = Array(text.utf8.prefix(4096))
    }

    /// Where the pattern stands in a line, in characters, from left to right and not overlapping.
    package func matches(in line: String, most: Int = countMost) -> [Range<Int>] {
        bytes(in: line, most: most).map { start in
            let lower = TextBuffer.column(ofByte: start, in: line)
            return lower..<max(lower, TextBuffer.column(ofByte: start + pattern.count, in: line))
        }
    }

    /// How often the pattern stands in a text, counted to `countMost`.
    package func count(in buffer: TextBuffer) -> Int {
        var count = 0
        for line in buffer.lines where count < Self.countMost {
            count += bytes(in: line.text, most: Self.countMost - count).count
        }
        return count
    }

    private func bytes(in line: String, most: Int) -> [Int] {
        guard let first = pattern.first, line.utf8.count >= pattern.count else { return [] }
        let text = Array(line.utf8)
        var found: [Int] = []
        var start = 0
        while start <= text.count - pattern.count, found.count < most {
            if equal(text[start], first), pattern.indices.allSatisfy({ equal(text[start + $0], pattern[$0]) }) {
                found.append(start)
                start += pattern.count
            } else {
                start += 1
            }
        }
        return found
    }

    private func equal(_ left: UInt8, _ right: UInt8) -> Bool {
        left == right || !isCased && lowered(left) == lowered(right)
    }

    private func lowered(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}

extension EditorState {
    /// Selects the next match from `place` on, or before it going backward, round the end of the text; `false` if there is none.
    package mutating func find(_ search: EditorSearch, from place: EditPosition, backward: Bool = false) -> Bool {
        let start = buffer.clamped(place)
        for offset in 0...buffer.lineCount {
            let step = backward ? buffer.lineCount - offset : offset
            let index = (start.line + step) % buffer.lineCount
            let found = search.matches(in: buffer.line(index)).filter { match in
                // The line of the start is looked at twice: its one part first, the other last.
                if offset == 0 { return backward ? match.lowerBound < start.column : match.lowerBound >= start.column }
                return true
            }
            guard let match = backward ? found.last : found.first else { continue }
            if index < top || index >= top + rows { top = max(0, index - rows / 2) }
            select(
                EditPosition(
                    line: index, column: match.lowerBound)..<EditPosition(line: index, column: match.upperBound))
            return true
        }
        return false
    }
}
