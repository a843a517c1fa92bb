// SPDX-License-Identifier: Apache-2.0

/// One press of a key, as the terminal told it.
package struct Key: Hashable, Sendable {
    /// Which key.
    package enum Code: Hashable, Sendable {
        /// A printable character; for letters with Shift the capital one.
        case character(Character)
        case enter, escape, tab, backspace, delete, insert
        case up, down, left, right, home, end, pageUp, pageDown
        /// F1 to F24.
        case function(Int)
        case space
    }

    /// Modifiers beside the key. Shift is in the character itself, but named for keys that have none (`Shift-Tab`).
    package struct Modifiers: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let control = Modifiers(rawValue: 1)
        package static let alt = Modifiers(rawValue: 2)
        package static let shift = Modifiers(rawValue: 4)
    }

    package var code: Code
    package var modifiers: Modifiers

    package init(_ code: Code, _ modifiers: Modifiers = []) {
        self.code = code
        self.modifiers = modifiers
    }
}

/// What comes in from the terminal.
package enum TerminalInput: Hashable, Sendable {
    case key(Key)
    /// Text pasted in bracketed-paste mode: data, never keys. At most 64 KiB; more is cut.
    case paste(String)
    /// A wheel turn or click, only where the mouse was switched on. Column and row count from 0.
    case mouse(button: MouseButton, column: Int, row: Int)
    /// The terminal has a new size.
    case resized(Size)
}

/// What the mouse did.
package enum MouseButton: Hashable, Sendable {
    case left, middle, right, wheelUp, wheelDown
}
