// SPDX-License-Identifier: Apache-2.0

/// Why a text names no key.
package enum KeyNotationError: Error, Sendable, Hashable {
    case empty
    /// No such key; the text as far as it was not understood.
    case unknownKey(String)
    /// The same modifier twice, or not in the order C, A, S.
    case badModifiers(String)
    /// Shift with a character, which holds it already: `A`, not `S-a`.
    case shiftedCharacter(String)
    /// More keys in a row than a binding may have.
    case tooManyKeys(Int)

    /// One line for a person.
    package var message: String {
        switch self {
        case .empty: "a key is missing"
        case .unknownKey(let text): "\"\(text.prefix(24))\" is no key; write x, C-x, A-x, S-Tab, F5, Enter or Space"
        case .badModifiers(let text): "\"\(text.prefix(24))\": write modifiers once, in the order C- A- S-"
        case .shiftedCharacter(let text): "\"\(text.prefix(24))\": write the shifted character itself, A and not S-a"
        case .tooManyKeys(let count): "\(count) keys in a row; 4 are the most"
        }
    }
}

extension Key {
    /// The most keys of a sequence.
    package static let sequenceMost = 4

    /// Reads one key: `x`, `C-x`, `A-Enter`, `S-Tab`, `F5`, `Space`.
    ///
    /// Modifiers are `C-`, `A-`, `S-` in this order. `-` itself is a key: `C--`.
    ///
    /// - Throws: `KeyNotationError`.
    package init(notation text: String) throws(KeyNotationError) {
        guard !text.isEmpty else { throw .empty }
        var rest = text[...]
        var modifiers: Modifiers = []
        while rest.utf8.count > 2, rest.utf8.dropFirst().first == UInt8(ascii: "-") {
            let modifier: Modifiers
            switch rest.first {
            case "C": modifier = .control
            case "A": modifier = .alt
            case "S": modifier = .shift
            default: throw .unknownKey(text)
            }
            // Each has a greater value than those that come before it.
            guard modifiers.rawValue < modifier.rawValue else { throw .badModifiers(text) }
            modifiers.insert(modifier)
            rest = rest.dropFirst(2)
        }
        guard let code = Code(notation: rest) else { throw .unknownKey(text) }
        if case .character = code, modifiers.contains(.shift) { throw .shiftedCharacter(text) }
        self.init(code, modifiers)
    }

    /// The key as `init(notation:)` reads it.
    package var notation: String {
        var text = ""
        if modifiers.contains(.control) { text += "C-" }
        if modifiers.contains(.alt) { text += "A-" }
        if modifiers.contains(.shift) { text += "S-" }
        return text + code.notation
    }

    /// Reads keys pressed one after the other, parted by blanks: `g i`.
    ///
    /// - Throws: `KeyNotationError`.
    package static func sequence(_ text: String) throws(KeyNotationError) -> [Key] {
        let parts = text.split(separator: " ", maxSplits: sequenceMost + 8)
        guard !parts.isEmpty else { throw .empty }
        guard parts.count <= sequenceMost else { throw .tooManyKeys(parts.count) }
        var keys: [Key] = []
        for part in parts { keys.append(try Key(notation: String(part))) }
        return keys
    }

    /// A sequence as `sequence(_:)` reads it.
    package static func notation(of keys: [Key]) -> String { keys.map(\.notation).joined(separator: " ") }
}

extension Key.Code {
    private static let names: [(Key.Code, String)] = [
        (.enter, "Enter"), (.escape, "Esc"), (.tab, "Tab"), (.backspace, "Backspace"), (.delete, "Delete"),
        (.insert, "Insert"), (.up, "Up"), (.down, "Down"), (.left, "Left"), (.right, "Right"), (.home, "Home"),
        (.end, "End"), (.pageUp, "PageUp"), (.pageDown, "PageDown"), (.space, "Space"),
    ]

    fileprivate init?(notation: Substring) {
        if let name = Self.names.first(where: { $0.1 == notation }) {
            self = name.0
            return
        }
        if notation.utf8.count > 1, notation.utf8.count <= 3, notation.first == "F",
            notation.utf8.dropFirst().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(notation.dropFirst()),
            (1...24).contains(number), notation.utf8.dropFirst().first != 0x30
        {
            self = .function(number)
            return
        }
        guard let character = notation.first, notation.dropFirst().isEmpty, character != " ",
            character.unicodeScalars.count <= 4,
            let scalar = character.unicodeScalars.first
        else { return nil }
        let scalarClass = ScalarClass(of: scalar)
        guard scalarClass == .narrow || scalarClass == .wide else { return nil }
        self = .character(character)
    }

    fileprivate var notation: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .function(let number): "F\(number)"
        default: Self.names.first { $0.0 == self }?.1 ?? "?"
        }
    }
}
