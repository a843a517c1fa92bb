// SPDX-License-Identifier: Apache-2.0

extension EditorState {
    /// Does what a key means in a text and says whether it meant something.
    ///
    /// Characters, Enter, Tab and the arrows as everywhere; Shift with a move selects, Control with Left and Right goes by words.
    /// C-a C-e line ends, C-w A-Backspace and A-d words, C-k to the line's end, A-k the line, C-Space the mark,
    /// A-a all, C-x C-c C-v cut, copy and paste, A-u undo, A-r redo, A-/ comment.
    package mutating func handle(_ key: Key) -> Bool {
        if let motion = Self.motions[Key(key.code, key.modifiers.subtracting(.shift))] {
            move(motion, selecting: key.modifiers.contains(.shift))
            return true
        }
        return handleText(key) || handleCommand(key)
    }

    private static let motions: [Key: EditMotion] = [
        Key(.left): .left, Key(.right): .right, Key(.up): .up, Key(.down): .down,
        Key(.left, .control): .wordLeft, Key(.right, .control): .wordRight,
        Key(.left, .alt): .wordLeft, Key(.right, .alt): .wordRight,
        Key(.character("b"), .alt): .wordLeft, Key(.character("f"), .alt): .wordRight,
        Key(.home): .lineStart, Key(.end): .lineEnd, Key(.character("a"), .control): .lineStart,
        Key(.character("e"), .control): .lineEnd, Key(.pageUp): .pageUp, Key(.pageDown): .pageDown,
        Key(.home, .control): .top, Key(.end, .control): .bottom,
        Key(.home, .alt): .top, Key(.end, .alt): .bottom,
    ]

    private mutating func handleText(_ key: Key) -> Bool {
        switch (key.code, key.modifiers) {
        case (.character(let character), []), (.character(let character), .shift): insert(String(character))
        case (.space, []), (.space, .shift): insert(" ")
        case (.enter, []): newLine()
        case (.tab, []): indent()
        case (.tab, .shift): outdent()
        case (.backspace, []), (.backspace, .shift), (.character("h"), .control): deleteBackward()
        case (.delete, []): delete(.right)
        case (.backspace, .alt), (.backspace, .control), (.character("w"), .control): delete(.wordLeft)
        case (.delete, .alt), (.delete, .control), (.character("d"), .alt): delete(.wordRight)
        case (.character("k"), .control): deleteToLineEnd()
        case (.character("k"), .alt): deleteLines()
        default: return false
        }
        return true
    }

    private mutating func handleCommand(_ key: Key) -> Bool {
        switch (key.code, key.modifiers) {
        case (.space, .control): toggleMark()
        case (.character("a"), .alt): selectAll()
        case (.character("x"), .control): cut()
        case (.character("c"), .control): copy()
        case (.character("v"), .control): paste(clipboard)
        case (.character("u"), .alt): undo()
        case (.character("r"), .alt): redo()
        case (.character("/"), .alt): toggleComment()
        default: return false
        }
        return true
    }
}
