// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A text pattern made ready to be held against the bytes of a value: folded ones, unless it is cased.
struct BytePattern: Sendable {
    private enum Piece: Sendable {
        case literal([UInt8])
        case anyText, anyCharacter
    }

    /// The ways of fitting that need no walk over pieces.
    private enum Shape: Sendable {
        case whole([UInt8])
        case prefix([UInt8])
        case suffix([UInt8])
        case inside([UInt8])
        case pieces([Piece])
    }

    private let shape: Shape

    init(_ pattern: TextPattern) {
        let pieces = pattern.pieces.map { piece -> Piece in
            switch piece {
            case .literal(let text): .literal(pattern.isCased ? Array(text.utf8) : CaseFolding.fold(text))
            case .anyText: .anyText
            case .anyCharacter: .anyCharacter
            }
        }
        shape =
            switch (pieces.first, pieces.dropFirst().first, pieces.dropFirst(2).first, pieces.count) {
            case (nil, _, _, _): .whole([])
            case (.literal(let text), _, _, 1): .whole(text)
            case (.literal(let text), .anyText, _, 2): .prefix(text)
            case (.anyText, .literal(let text), _, 2): .suffix(text)
            case (.anyText, .literal(let text), .anyText, 3): .inside(text)
            default: .pieces(pieces)
            }
    }

    /// The bytes that a value must be, if there is but one such value.
    var whole: [UInt8]? {
        if case .whole(let text) = shape { text } else { nil }
    }

    /// The bytes that are all it asks for, wherever in a value they are.
    var inside: [UInt8]? {
        if case .inside(let text) = shape { text } else { nil }
    }

    /// Whether the whole of `text` fits.
    func fits(_ text: Span<UInt8>) -> Bool {
        switch shape {
        case .whole(let wanted): text.count == wanted.count && text.has(wanted, at: 0)
        case .prefix(let wanted): text.has(wanted, at: 0)
        case .suffix(let wanted): text.has(wanted, at: text.count - wanted.count)
        case .inside(let wanted): text.firstIndex(of: wanted, from: 0) != nil
        case .pieces(let pieces): Self.fit(pieces, text)
        }
    }

    /// Goes forward through pieces and text; where they part, the last `*` takes some more and all is tried again from
    /// there. Earlier ones need not change.
    private static func fit(_ pieces: [Piece], _ text: Span<UInt8>) -> Bool {
        var piece = 0
        var at = 0
        var resume: (piece: Int, at: Int)?
        while true {
            if piece == pieces.count {
                if at == text.count { return true }
            } else if case .anyText = pieces[piece] {
                piece += 1
                if piece == pieces.count { return true }
                resume = (piece, at)
                continue
            } else if let next = step(pieces[piece], text, at) {
                piece += 1
                at = next
                continue
            }
            guard let last = resume, last.at < text.count,
                let next = reach(pieces[last.piece], text, text.characterEnd(last.at))
            else { return false }
            resume = (last.piece, next)
            piece = last.piece
            at = next
        }
    }

    /// Behind the piece, if it is at `at`.
    private static func step(_ piece: Piece, _ text: Span<UInt8>, _ at: Int) -> Int? {
        if case .literal(let wanted) = piece { return text.has(wanted, at: at) ? at + wanted.count : nil }
        return at < text.count ? text.characterEnd(at) : nil
    }

    /// The first place from `at` on where the piece can be.
    private static func reach(_ piece: Piece, _ text: Span<UInt8>, _ at: Int) -> Int? {
        if case .literal(let wanted) = piece { return text.firstIndex(of: wanted, from: at) }
        return at < text.count ? at : nil
    }
}

extension TextPattern {
    /// The longest of its literals, folded; `nil` if it has none.
    var longestLiteral: [UInt8]? {
        pieces.compactMap { piece in
            if case .literal(let text) = piece { CaseFolding.fold(text) } else { nil }
        }.max { $0.count < $1.count }
    }
}

extension Span<UInt8> {
    /// Whether these bytes are at `start`, which may be anywhere.
    func has(_ wanted: [UInt8], at start: Int) -> Bool {
        guard start >= 0, wanted.count <= count - start else { return false }
        return unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return true }
            return unsafe memcmp(base + start, wanted, wanted.count) == 0
        }
    }

    /// Where these bytes first are, at or behind `start`; `nil` if nowhere.
    ///
    /// The first byte is sought and the rest compared, both many bytes at a time: the worst text takes as many compares
    /// as it has bytes.
    func firstIndex(of wanted: [UInt8], from start: Int) -> Int? {
        guard start >= 0, wanted.count <= count - start else { return nil }
        guard let first = wanted.first else { return start }
        return unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            let end = bytes.count - wanted.count + 1
            var at = start
            while at < end {
                guard let found = unsafe memchr(base + at, Int32(first), end - at) else { return nil }
                at = unsafe UnsafeRawPointer(found) - base
                if unsafe memcmp(base + at, wanted, wanted.count) == 0 { return at }
                at += 1
            }
            return nil
        }
    }

    /// Behind the character of UTF-8 that begins at `start`, which is below `count`.
    func characterEnd(_ start: Int) -> Int {
        var end = start + 1
        while end < count, self[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
