// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// One rule's text: a line, or several that backslashes join.
///
/// It knows where each of its bytes came from, so that problems have exact places and edits touch only what they mean.
struct LogicalLine {
    /// A run of bytes that stood together in one physical line.
    private struct Piece {
        /// Where it begins in `text`.
        var offset: Int
        /// Where it begins in the file.
        var source: Int
        /// Where it begins for a person.
        var position: TextPosition
    }

    /// The bytes that Suricata would join, without the joining backslashes.
    private(set) var text: [UInt8] = []
    /// Whether there were more bytes than `limit`; the rest is left out.
    private(set) var isTooLong = false
    private var pieces: [Piece] = []

    /// Suricata reads a rule into a buffer of 8192 bytes; what is longer falls apart into two broken rules.
    ///
    /// Measured with Suricata 7.0.10 and 8.0.7.
    static let limit = 8191

    /// Adds what `line` holds from `start` on.
    mutating func append(_ line: PhysicalLine, of bytes: [UInt8], from start: Int, to end: Int) {
        var column = 1
        for index in line.range.lowerBound..<start where bytes[index].beginsScalar {
            column += 1
        }
        pieces.append(
            Piece(offset: text.count, source: start, position: TextPosition(line: line.number, column: column)))
        let room = Self.limit - text.count
        if end - start > room { isTooLong = true }
        text.append(contentsOf: bytes[start..<min(end, start + room)])
    }

    /// A byte of the text whose place is known; counting on from it is quicker than from the start.
    struct Mark {
        var offset: Int
        var position: TextPosition
    }

    /// Where the byte at `offset` of `text` stands in the file.
    func source(_ offset: Int) -> Int {
        let piece = piece(of: offset)
        return piece.source + offset - piece.offset
    }

    /// Where the byte at `offset` of `text` stands for a person; the end of the text is a place, too.
    func position(_ offset: Int, after mark: Mark? = nil) -> TextPosition {
        let piece = piece(of: offset)
        var from = Mark(offset: piece.offset, position: piece.position)
        if let mark, piece.offset...max(piece.offset, offset) ~= mark.offset { from = mark }
        for index in from.offset..<min(max(offset, from.offset), text.count) where text[index].beginsScalar {
            from.position.column += 1
        }
        return from.position
    }

    /// The last piece that begins at or before `offset`.
    private func piece(of offset: Int) -> Piece {
        var low = 0
        var high = pieces.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if pieces[middle].offset <= offset { low = middle } else { high = middle }
        }
        return pieces.isEmpty ? Piece(offset: 0, source: 0, position: .start) : pieces[low]
    }
}
