// SPDX-License-Identifier: Apache-2.0

/// The pieces of a pattern while it is built; keeps the promises of `TextPattern.pieces`.
struct PatternText {
    private(set) var pieces: [TextPattern.Piece] = []

    /// The pattern that a rule's text means: `*` and `?` are wildcards, and a backslash before one of these or before
    /// another backslash takes the next sign as it is. Any other backslash is itself.
    init(sigma text: String) {
        var literal = ""
        var escapes = false
        for scalar in text.unicodeScalars {
            switch (scalar, escapes) {
            case ("\\", false):
                escapes = true
                continue
            case ("*", false), ("?", false):
                append(literal: literal)
                literal = ""
                append(wildcard: scalar == "*" ? .anyText : .anyCharacter)
            case ("*", true), ("?", true), ("\\", true), (_, false):
                literal.unicodeScalars.append(scalar)
            case (_, true):
                literal.unicodeScalars.append("\\")
                literal.unicodeScalars.append(scalar)
            }
            escapes = false
        }
        if escapes { literal.append("\\") }
        append(literal: literal)
    }

    /// The pattern that only fits `text`.
    init(plain text: String) {
        append(literal: text)
    }

    /// `pieces` with each literal changed.
    init(_ pieces: [TextPattern.Piece], changing change: (String) -> String) {
        for piece in pieces {
            if case .literal(let text) = piece { append(literal: change(text)) } else { append(wildcard: piece) }
        }
    }

    /// The text, if it has no wildcards.
    var plain: String? {
        switch (pieces.count, pieces.first) {
        case (0, _): ""
        case (1, .literal(let text)): text
        default: nil
        }
    }

    mutating func append(literal text: String) {
        guard !text.isEmpty else { return }
        if case .literal(let before) = pieces.last {
            pieces[pieces.count - 1] = .literal(before + text)
        } else {
            pieces.append(.literal(text))
        }
    }

    mutating func append(wildcard: TextPattern.Piece) {
        if wildcard == .anyText, pieces.last == .anyText { return }
        pieces.append(wildcard)
    }

    /// Lets any text stand before the pattern.
    mutating func openStart() {
        if pieces.first != .anyText { pieces.insert(.anyText, at: 0) }
    }

    /// Lets any text stand behind the pattern.
    mutating func openEnd() {
        append(wildcard: .anyText)
    }
}
