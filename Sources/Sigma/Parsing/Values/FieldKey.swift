// SPDX-License-Identifier: Apache-2.0

/// A key of a search: a field's name and the modifiers behind it, read and found to go together.
struct FieldKey {
    /// Why a key is none.
    struct Failure: Error {
        /// Where in the key, in Unicode scalars from 0.
        var offset: Int
        var message: String
        var help: String
    }

    /// What the values of the field are.
    enum Target: Equatable {
        case text
        case regex
        case network
        case compare(Comparison)
        case timePart(TimePart, Comparison)
        case exists
        case reference(FieldReference.Relation)
    }

    /// The field; `nil` for keywords.
    private(set) var field: String?
    private(set) var target = Target.text
    /// What changes the values, in order.
    private(set) var changes: [Modifier] = []
    /// All that are given.
    private(set) var modifiers: Set<Modifier> = []

    /// The key that `text` is.
    init(_ text: String) throws(Failure) {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        field = parts[0].isEmpty ? nil : String(parts[0])
        var offset = parts[0].unicodeScalars.count
        var typing: (modifier: Modifier, offset: Int)?
        for part in parts.dropFirst() {
            offset += 1
            let modifier = try Self.modifier(part, offset)
            guard modifiers.insert(modifier).inserted else {
                throw Failure(offset: offset, message: "the modifier `\(part)` is given twice", help: "")
            }
            try add(modifier, offset, &typing)
            offset += part.unicodeScalars.count
        }
        try check(typing)
    }

    /// The key of keywords.
    static let keyword = FieldKey()

    private init() {}

    /// Whether upper and lower case of text differ.
    var isCased: Bool { modifiers.contains(.cased) }

    private static func modifier(_ part: Substring, _ offset: Int) throws(Failure) -> Modifier {
        if let modifier = Modifier(rawValue: String(part)) { return modifier }
        let name = String(part.prefix(40))
        if name.isEmpty {
            throw Failure(offset: offset, message: "a modifier is missing behind `|`", help: "Take the `|` away.")
        }
        throw Failure(offset: offset, message: "unknown modifier `\(name)`", help: Modifier.help(for: name))
    }

    private mutating func add(
        _ modifier: Modifier, _ offset: Int, _ typing: inout (modifier: Modifier, offset: Int)?
    ) throws(Failure) {
        switch modifier.kind {
        case .joining: break
        case .placing, .encoding: try addChange(modifier, offset)
        case .flag:
            guard typing?.modifier == .re else {
                throw Failure(
                    offset: offset, message: "`\(modifier)` belongs behind `re`", help: "Write `re|\(modifier)`.")
            }
        case .typing:
            try setTarget(modifier, offset, after: typing?.modifier)
            typing = typing ?? (modifier, offset)
        }
    }

    private mutating func addChange(_ modifier: Modifier, _ offset: Int) throws(Failure) {
        let placing = changes.first { $0.kind == .placing }
        if let placing, modifier.kind == .placing {
            throw Failure(
                offset: offset, message: "`\(placing)` and `\(modifier)` do not go together", help: "Keep one of them.")
        }
        if let placing, modifier != .windash {
            throw Failure(
                offset: offset, message: "`\(modifier)` stands behind `\(placing)`, whose wildcards cannot be encoded",
                help: "Write `\(modifier)|\(placing)`.")
        }
        let encoding = changes.first { $0 == .base64 || $0 == .base64offset }
        if let encoding, modifier.kind == .encoding {
            throw Failure(
                offset: offset, message: "`\(modifier)` stands behind `\(encoding)`",
                help: "Write `\(modifier)|\(encoding)`: modifiers are applied from left to right.")
        }
        changes.append(modifier)
    }

    private mutating func setTarget(_ modifier: Modifier, _ offset: Int, after other: Modifier?) throws(Failure) {
        switch (target, modifier.comparison, modifier.timePart) {
        case (.text, let comparison?, _): target = .compare(comparison)
        case (.text, _, let part?): target = .timePart(part, .equal)
        case (.timePart(let part, .equal), let comparison?, _): target = .timePart(part, comparison)
        case (.text, nil, nil):
            switch modifier {
            case .re: target = .regex
            case .cidr: target = .network
            case .exists: target = .exists
            default: target = .reference(.equals)
            }
        default:
            throw Failure(
                offset: offset, message: "`\(other?.rawValue ?? "")` and `\(modifier)` do not go together",
                help: "Keep one of them, or use two searches.")
        }
    }
}

extension FieldKey {
    /// Checks what only the whole key tells.
    private mutating func check(_ typing: (modifier: Modifier, offset: Int)?) throws(Failure) {
        guard let typing else { return }
        if let change = changes.first {
            guard case .reference = target, changes.count == 1, let relation = Self.relation(change) else {
                throw Failure(
                    offset: typing.offset, message: "`\(typing.modifier)` and `\(change)` do not go together",
                    help: Self.help(typing.modifier, change))
            }
            target = .reference(relation)
            changes = []
        }
        if isCased, typing.modifier != .fieldref {
            throw Failure(
                offset: typing.offset, message: "`\(typing.modifier)` and `cased` do not go together",
                help: typing.modifier == .re
                    ? "Leave `cased` out: `re` always tells upper from lower case." : "Leave `cased` out.")
        }
        if target == .exists, let other = modifiers.subtracting([.exists]).map(\.rawValue).min() {
            throw Failure(
                offset: typing.offset, message: "`exists` and `\(other)` do not go together",
                help: "Write `exists` alone, with true or false as its value.")
        }
        if field == nil, target != .regex, target != .network {
            throw Failure(
                offset: typing.offset, message: "`\(typing.modifier)` needs a field",
                help: "Write the field's name before it: keywords can only be text, `re` or `cidr`.")
        }
    }

    private static func relation(_ modifier: Modifier) -> FieldReference.Relation? {
        switch modifier {
        case .startswith: .startsWith
        case .endswith: .endsWith
        case .contains: .contains
        default: nil
        }
    }

    private static func help(_ typing: Modifier, _ change: Modifier) -> String {
        switch (typing, change) {
        case (.re, .contains): "Leave `contains` out: `re` matches anywhere in the value."
        case (.re, .startswith): "Leave `startswith` out and begin the expression with ^."
        case (.re, .endswith): "Leave `endswith` out and end the expression with $."
        default: "`\(change)` is for text only."
        }
    }
}
