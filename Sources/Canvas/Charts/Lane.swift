// SPDX-License-Identifier: Apache-2.0

/// A row of marks under the buckets of a histogram.
package struct Lane: Sendable {
    /// What one bucket shows.
    package struct Mark: Sendable, Hashable {
        var scalar: Unicode.Scalar?
        var glyph: Glyph?
        var style: Style

        /// One printable ASCII letter, such as `v` for drops; anything else shows as `?`.
        package init(_ letter: Character, _ role: Role, _ attributes: Style.Attributes = []) {
            let scalar = letter.unicodeScalars.first ?? "?"
            self.scalar = scalar.value >= 0x20 && scalar.value < 0x7F && letter.unicodeScalars.count == 1 ? scalar : "?"
            style = Style(role, on: .background, attributes)
        }

        package init(_ glyph: Glyph, _ role: Role) {
            self.glyph = glyph
            style = Style(role)
        }
    }

    /// Words that stand left of the mark in `bucket`.
    package struct Word: Sendable, Hashable {
        package var bucket: Int
        package var text: String
        package var role: Role

        package init(_ text: String, before bucket: Int, _ role: Role) {
            self.text = text
            self.bucket = bucket
            self.role = role
        }
    }

    package var name: String
    /// One for each bucket, `nil` where there is nothing to say.
    package var marks: [Mark?]
    package var words: [Word]

    package init(_ name: String, marks: [Mark?], words: [Word] = []) {
        self.name = name
        self.marks = marks
        self.words = words
    }

    /// A lane of counts: a digit each, `+` above 9, nothing for 0.
    package static func digits(_ name: String, counts: [Int], role: Role) -> Lane {
        Lane(
            name,
            marks: counts.map { count in
                guard count > 0 else { return nil }
                return Mark(count > 9 ? "+" : Character(String(count)), role, .bold)
            })
    }

    /// Draws under a histogram drawn in a rectangle with the same `x` and `columns`.
    package func draw(on surface: inout Surface, in rect: Rect, labelColumns: Int = 5) {
        guard !rect.isEmpty else { return }
        let left = rect.x + labelColumns + 1
        surface.write(name, x: rect.x + 1, y: rect.y, width: labelColumns, style: Style(.textDim))
        var taken: [Range<Int>] = []
        for (bucket, mark) in marks.prefix(max(0, rect.right - left)).enumerated() {
            guard let mark else { continue }
            taken.append(left + bucket..<left + bucket + 1)
            let scalar = mark.glyph.map { surface.look.glyphs[$0] } ?? mark.scalar ?? "?"
            surface.put(Cell(scalar, style: mark.style), x: left + bucket, y: rect.y)
        }
        for word in words where word.bucket >= 0 && word.bucket < rect.columns {
            let width = CellText.columns(word.text, atMost: 80, glyphs: surface.look.glyphs)
            let start = left + word.bucket - 1 - width
            let room = start - 1..<start + width
            // A word that would hide a mark or another word is left out: the mark still stands.
            guard start >= left, !taken.contains(where: { $0.overlaps(room) }) else { continue }
            surface.write(word.text, x: start, y: rect.y, width: width, style: Style(word.role))
            taken.append(room)
        }
    }
}
