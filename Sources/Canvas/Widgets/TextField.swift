// SPDX-License-Identifier: Apache-2.0

/// A line of text under edit, as a value.
package struct TextField: Sendable, Hashable {
    /// No more characters are taken.
    package static let charactersMost = 4096

    private var characters: [Character]
    /// Where the next character goes, from 0 to the count of characters.
    package private(set) var cursor: Int

    package init(_ text: String = "") {
        characters = []
        cursor = 0
        insert(text)
    }

    /// The text as it is, not neutralised.
    package var text: String {
        get { String(characters) }
        set { self = TextField(newValue) }
    }

    /// The text before the cursor.
    package var textBeforeCursor: String { String(characters[..<cursor]) }

    package var isEmpty: Bool { characters.isEmpty }

    // MARK: Editing

    /// Puts text in at the cursor: a typed character or a paste.
    ///
    /// Line ends and tabs become blanks and other controls are left out; what is too much is left out as well.
    package mutating func insert(_ text: String) {
        // A character may be of any length, so the scalars are bounded, too.
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(Self.charactersMost * 4) {
            if scalar == "\n" || scalar == "\t" {
                view.append(" ")
            } else if scalar.properties.generalCategory != .control {
                view.append(scalar)
            }
        }
        let room = Self.charactersMost - characters.count
        let more = Array(String(view).prefix(room))
        characters.insert(contentsOf: more, at: cursor)
        cursor += more.count
    }

    package mutating func deleteBackward() {
        guard cursor > 0 else { return }
        cursor -= 1
        characters.remove(at: cursor)
    }

    package mutating func deleteForward() {
        guard cursor < characters.count else { return }
        characters.remove(at: cursor)
    }

    package mutating func deleteWordBackward() {
        let start = wordStart()
        characters.removeSubrange(start..<cursor)
        cursor = start
    }

    package mutating func deleteToStart() {
        characters.removeSubrange(..<cursor)
        cursor = 0
    }

    package mutating func deleteToEnd() {
        characters.removeSubrange(cursor...)
    }

    /// Takes a suggestion: replaces `count` characters before the cursor by `text`.
    package mutating func replaceBackward(_ count: Int, with text: String) {
        let count = min(max(0, count), cursor)
        characters.removeSubrange(cursor - count..<cursor)
        cursor -= count
        insert(text)
    }

    // MARK: Moving

    package mutating func moveLeft() { cursor = max(0, cursor - 1) }
    package mutating func moveRight() { cursor = min(characters.count, cursor + 1) }
    package mutating func moveToStart() { cursor = 0 }
    package mutating func moveToEnd() { cursor = characters.count }
    package mutating func moveWordLeft() { cursor = wordStart() }

    package mutating func moveWordRight() {
        while cursor < characters.count, !Self.isWord(characters[cursor]) { cursor += 1 }
        while cursor < characters.count, Self.isWord(characters[cursor]) { cursor += 1 }
    }

    private func wordStart() -> Int {
        var start = cursor
        while start > 0, !Self.isWord(characters[start - 1]) { start -= 1 }
        while start > 0, Self.isWord(characters[start - 1]) { start -= 1 }
        return start
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    // MARK: Keys

    /// Does what an editing key means and says whether it was one.
    ///
    /// The keys are those of a shell's line: arrows, Home, End, C-a, C-e, C-b, C-f, C-d, C-h, C-w, C-u, C-k, A-b, A-f.
    package mutating func handle(_ key: Key) -> Bool {
        switch (key.code, key.modifiers) {
        case (.character(let character), []), (.character(let character), .shift): insert(String(character))
        case (.space, []), (.space, .shift): insert(" ")
        case (.backspace, []), (.character("h"), .control): deleteBackward()
        case (.delete, []), (.character("d"), .control): deleteForward()
        case (.character("w"), .control), (.backspace, .alt), (.backspace, .control): deleteWordBackward()
        case (.character("u"), .control): deleteToStart()
        case (.character("k"), .control): deleteToEnd()
        case (.left, []), (.character("b"), .control): moveLeft()
        case (.right, []), (.character("f"), .control): moveRight()
        case (.left, .control), (.left, .alt), (.character("b"), .alt): moveWordLeft()
        case (.right, .control), (.right, .alt), (.character("f"), .alt): moveWordRight()
        case (.home, []), (.character("a"), .control): moveToStart()
        case (.end, []), (.character("e"), .control): moveToEnd()
        default: return false
        }
        return true
    }
}

extension TextField {
    /// Draws the part around the cursor in the first row of `rect`.
    ///
    /// With `isFocused` the surface's cursor is put there. `error` is a range of characters to be underlined.
    package func draw(
        on surface: inout Surface, in rect: Rect, style: Style = Style(), isFocused: Bool = true,
        error: Range<Int>? = nil
    ) {
        guard !rect.isEmpty else { return }
        let glyphs = surface.look.glyphs
        // From the cursor back as far as there is room, one cell kept for the cursor itself.
        var first = cursor
        var before = 0
        while first > 0 {
            let width = CellText.columns(String(characters[first - 1]), atMost: rect.columns, glyphs: glyphs)
            guard before + width <= rect.columns - 1 else { break }
            before += width
            first -= 1
        }
        surface.fill(Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: 1), style: style)
        var x = rect.x
        var index = first
        while index < characters.count, x < rect.right {
            var style = style
            if let error, error.contains(index) { style = Style(.stateBad, on: style.background, .underline) }
            x += surface.write(
                String(characters[index]), x: x, y: rect.y, width: rect.right - x, style: style, cut: .plain)
            index += 1
            // A wide glyph that does not fit leaves its cell blank.
            if index < characters.count, x == rect.right - 1,
                CellText.columns(String(characters[index]), atMost: 2, glyphs: glyphs) > 1
            {
                break
            }
        }
        if isFocused { surface.cursor = (rect.x + before, rect.y) }
    }
}
