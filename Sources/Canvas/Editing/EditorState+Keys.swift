// SPDX-License-Identifier: Apache-2.0

extension EditorState {
    /// Does what a key means in a text and says whether it meant something.
    ///
    /// Characters, Enter, Tab and the arrows as everywhere; Shift with a move selects, Control with Left and Right goes by words.
    /// C-a C-e line ends, C-w A-Backspace and A-d words, C-k to the line's end.
    package mutating func handle(_ key: Key) -> Bool {
        if let motion = Self.motions[Key(key.code, key.modifiers.subtracting(.shift))] {
            move(motion, selecting: key.modifiers.contains(.shift))
            return true
        }
        return handleText(key)
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
        default: return false
        }
        return true
    }

    /// Does what has no key here: whoever has the keys says which.
    package mutating func perform(_ command: EditCommand) {
        switch command {
        case .mark: toggleMark()
        case .selectAll: selectAll()
        case .cut: cut()
        case .copy: copy()
        case .paste: paste(clipboard)
        case .undo: undo()
        case .redo: redo()
        case .comment: toggleComment()
        case .deleteLines: deleteLines()
        }
    }
}

/// What can be done to a text besides typing and moving.
package enum EditCommand: Sendable, Hashable, CaseIterable {
    /// Begins a selection at the cursor, or forgets it.
    case mark
    case selectAll
    case cut, copy, paste
    case undo, redo
    /// Makes the selected lines comments, or no longer.
    case comment
    case deleteLines
}
