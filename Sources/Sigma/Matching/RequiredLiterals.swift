// SPDX-License-Identifier: Apache-2.0

/// Finds texts without which a regular expression cannot match, so that most values need not be held against it.
///
/// It knows a part of PCRE's syntax and gives up at the rest. Source: pcre2pattern(3).
struct RequiredLiterals {
    /// How many texts a set has at most.
    private static let countLimit = 32
    /// The shortest text that is worth looking for.
    private static let shortest = 2
    private static let depthLimit = 40

    private let text: [Unicode.Scalar]
    private var at = 0

    /// Texts, folded, at least one of which is in every folded value that `pattern` matches; `nil` if none are known.
    static func find(_ pattern: String) -> [[UInt8]]? {
        var parser = RequiredLiterals(text: Array(pattern.unicodeScalars))
        guard case .known(let set) = parser.alternatives(depth: 0), parser.at == parser.text.count else { return nil }
        return set
    }

    private init(text: [Unicode.Scalar]) {
        self.text = text
    }

    /// What a part of an expression requires.
    private enum Requirement {
        /// One of these texts.
        case known([[UInt8]])
        case unknown
        /// The syntax is not understood, nor what follows.
        case lost
    }

    /// What one alternative requires: the best of the texts seen in it.
    private struct Sequence {
        var run: [UInt8] = []
        var best: [[UInt8]] = []

        /// Takes `set` if its shortest text is longer than that of the best one.
        mutating func offer(_ set: [[UInt8]]) {
            func rank(_ set: [[UInt8]]) -> Int { set.map(\.count).min() ?? 0 }
            if rank(set) > rank(best), set.count <= RequiredLiterals.countLimit { best = set }
        }

        mutating func endRun() {
            if run.count >= RequiredLiterals.shortest { offer([run]) }
            run = []
        }
    }

    /// Reads alternatives up to a closing parenthesis, which stays, or the end.
    private mutating func alternatives(depth: Int) -> Requirement {
        guard depth <= Self.depthLimit else { return .lost }
        var sets: [[UInt8]] = []
        var isKnown = true
        while true {
            guard let sequence = sequence(depth: depth) else { return .lost }
            if sequence.best.isEmpty { isKnown = false }
            sets += sequence.best
            guard at < text.count, text[at] == "|" else { break }
            at += 1
        }
        return isKnown && sets.count <= Self.countLimit ? .known(sets) : .unknown
    }

    /// Reads one alternative; `nil` if it is lost.
    private mutating func sequence(depth: Int) -> Sequence? {
        var sequence = Sequence()
        while at < text.count, text[at] != "|", text[at] != ")" {
            let character = text[at]
            at += 1
            var literal: UInt8?
            var group: [[UInt8]]?
            switch character {
            case "(":
                switch self.group(depth: depth) {
                case .lost: return nil
                case .unknown: break
                case .known(let set): group = set
                }
            case "[":
                guard skipClass() else { return nil }
            case "\\":
                switch escape() {
                case .lost: return nil
                case .other: break
                case .character(let byte): literal = byte
                }
            case "^", "$", ".": break
            default:
                literal = character.isASCII ? CaseFolding.foldASCII(UInt8(character.value)) : nil
            }
            take(literal, group, into: &sequence)
        }
        sequence.endRun()
        return sequence
    }

    /// Adds one atom, whose quantifier is under the cursor if it has one, to a sequence.
    private mutating func take(_ literal: UInt8?, _ group: [[UInt8]]?, into sequence: inout Sequence) {
        let quantifier = quantifier()
        let isRequired = quantifier != .optional
        if let literal, isRequired {
            sequence.run.append(literal)
        } else {
            sequence.endRun()
            if let group, isRequired { sequence.offer(group) }
        }
        if quantifier != .none { sequence.endRun() }
    }

    private enum Quantifier { case none, optional, required }

    /// Reads a quantifier, if there is one.
    private mutating func quantifier() -> Quantifier {
        guard at < text.count else { return .none }
        var found: Quantifier
        switch text[at] {
        case "*", "?": found = .optional
        case "+": found = .required
        case "{":
            guard let end = text[at...].firstIndex(of: "}") else { return .none }
            let inside = text[at + 1..<end]
            guard inside.allSatisfy({ $0 == "," || $0 == " " || "0"..."9" ~= $0 }) else { return .none }
            found = inside.first.map { "1"..."9" ~= $0 } ?? false ? .required : .optional
            at = end
        default: return .none
        }
        at += 1
        if at < text.count, text[at] == "?" || text[at] == "+" { at += 1 }
        return found
    }

    /// Reads a group behind its opening parenthesis.
    private mutating func group(depth: Int) -> Requirement {
        var isPlain = true
        if at < text.count, text[at] == "*" { return .lost }
        if at < text.count, text[at] == "?" {
            at += 1
            guard at < text.count, text[at] != "#" else { return .lost }
            let flags = text[at...].prefix { "a"..."z" ~= $0 || "A"..."Z" ~= $0 || $0 == "-" || $0 == "^" }
            let end = at + flags.count
            // With x, white space and comments are no part of the expression; C may bring parentheses in quotes.
            if flags.contains("x") || flags.contains("C") { return .lost }
            isPlain = end < text.count && text[end] == ":"
            at = isPlain ? end + 1 : at
        }
        let inside = alternatives(depth: depth + 1)
        guard at < text.count, text[at] == ")" else { return .lost }
        at += 1
        if case .known = inside, !isPlain { return .unknown }
        return inside
    }

    /// Reads a class behind its opening bracket; false if it does not end.
    private mutating func skipClass() -> Bool {
        if at < text.count, text[at] == "^" { at += 1 }
        var isFirst = true
        while at < text.count {
            let character = text[at]
            at += 1
            if character == "]", !isFirst { return true }
            isFirst = false
            if character == "\\" {
                if at < text.count, text[at] == "Q" || text[at] == "E" { return false }
                at += 1
            } else if character == "[", at < text.count, text[at] == ":" || text[at] == "." || text[at] == "=" {
                return false
            }
        }
        return false
    }

    /// What an escape stands for.
    private enum Escape {
        /// One ASCII character, itself.
        case character(UInt8)
        case other
        case lost
    }

    /// Reads an escape behind its backslash.
    private mutating func escape() -> Escape {
        guard at < text.count else { return .lost }
        let character = text[at]
        at += 1
        switch character {
        case "d", "D", "w", "W", "s", "S", "h", "H", "v", "V", "b", "B", "A", "z", "Z", "R", "X", "t", "n", "r", "f",
            "e", "a", "K", "G":
            return .other
        case "0"..."9":
            while at < text.count, "0"..."9" ~= text[at] { at += 1 }
            return .other
        case "x":
            return skipHexadecimal() ? .other : .lost
        case "a"..."z", "A"..."Z":
            return .lost
        default:
            return character.isASCII ? .character(UInt8(character.value)) : .other
        }
    }

    private mutating func skipHexadecimal() -> Bool {
        if at < text.count, text[at] == "{" {
            guard let end = text[at...].firstIndex(of: "}") else { return false }
            at = end + 1
            return true
        }
        var digits = 0
        while at < text.count, digits < 2, text[at].properties.isASCIIHexDigit {
            at += 1
            digits += 1
        }
        return true
    }
}
