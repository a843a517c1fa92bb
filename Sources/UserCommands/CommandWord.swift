// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// One word of a command: text, with `{field}` for values of the event, `{pcap}` for a file with its packet, `{{` and `}}` for braces.
package struct CommandWord: Sendable, Hashable {
    /// A part of the word.
    enum Part: Sendable, Hashable {
        case text(String)
        case field(FieldPath)
        case packetFile
    }

    let parts: [Part]

    /// A longer value is not handed to a program.
    static let valueMost = 4096

    /// The word of a text.
    ///
    /// - Throws: what is wrong with it, in words.
    package init(_ text: String) throws(CommandWordError) {
        var parts: [Part] = []
        var plain = ""
        var rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix("{{") || rest.hasPrefix("}}") {
                plain.append(character)
                rest = rest.dropFirst(2)
            } else if character == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw .open }
                let name = String(rest[rest.index(after: rest.startIndex)..<end])
                guard let field = name == "pcap" ? .packetFile : FieldPath(name).map(Part.field) else {
                    throw .noField(name)
                }
                if !plain.isEmpty { parts.append(.text(plain)) }
                plain = ""
                parts.append(field)
                rest = rest[rest.index(after: end)...]
            } else {
                plain.append(character)
                rest = rest.dropFirst()
            }
        }
        if !plain.isEmpty || parts.isEmpty { parts.append(.text(plain)) }
        self.parts = parts
    }

    /// The text, where it is the same for all events.
    package var literal: String? {
        if parts.count == 1, case .text(let text)? = parts.first, !text.isEmpty { text } else { nil }
    }

    /// The pieces for an event; of a field with several values, the first.
    func filled(
        from tree: EveTree, title: String
    ) throws(UserCommandFailure) -> [FilledCommand.Piece] {
        var pieces: [FilledCommand.Piece] = []
        for part in parts {
            switch part {
            case .text(let text): pieces.append(.text(text))
            case .packetFile: pieces.append(.packetFile)
            case .field(let path):
                let name = path.description
                guard let value = tree.values(of: path).first(where: { $0 != .null })?.text, !value.isEmpty else {
                    throw .noField(title: title, path: name)
                }
                if pieces.isEmpty, value.hasPrefix("-") { throw .dash(title: title, path: name) }
                let isFit = value.utf8.count <= Self.valueMost && value.unicodeScalars.allSatisfy { $0.value >= 0x20 }
                guard isFit else { throw .unfit(title: title, path: name) }
                pieces.append(.text(value))
            }
        }
        return pieces
    }
}

/// What is wrong with the text of a word.
package enum CommandWordError: Error, Sendable, Hashable {
    /// A brace is not closed.
    case open
    case noField(String)

    /// In words.
    package var message: String {
        switch self {
        case .open: "a '{' has no '}'; '{{' stands for the brace itself"
        case .noField(let name): "'{\(name)}' names no field"
        }
    }
}
