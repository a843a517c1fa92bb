// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Sigma

/// Makes up rules and events that have a fair chance to meet; the same in every run.
struct MatchingMaker {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// What the names of rules stand for.
    static func resolve(_ name: String) -> [String] {
        switch name {
        case "Both": ["a", "b.c"]
        case "Nowhere": []
        default: [name]
        }
    }

    private static let names = ["a", "b", "c", "a.b", "b.c", "a.b.c", "e\u{e9}", "event_type", "Both", "Nowhere"]
    private static let keys = ["a", "b", "c", "a.b", "b.c", "e\u{e9}", "event_type", "", "."]
    private static let types = ["dns", "http", "tls"]
    private static let words = [
        "foo", "FOO", "foobar", "Barfoo.exe", "foo bar", "\u{c9}a", "\u{e9}A", "k", "\u{212a}", "10", "-3.5", "1e3",
        "007",
        "true", "null", "10.1.2.3", "10.200.0.1", "2001:db8::1", "2026-11-20T13:58:41.5+0100", "2027-01-01 00:30:00",
        "2026-11-20", "x*y", "ab?c", "\\cmd.exe", "C:\\Windows\\cmd.EXE", "\u{436}\u{416}\u{1f600}", "a\tb", "aab",
        "ba", "",
        "dns", "http", "\u{df}", "\u{3a3}",
    ]
    private static let regexes = [
        "^foo", "f.o", "(foo|bar)+", "b{1,2}a", "[0-9]+", "\\d{2}", "(?:cmd|exe)", "^$", "a?b", "o\\.e", "fo+b?",
        "\u{e9}a", "x\\*y",
        "(?:foo|ba)(?:r|b)", "^.a", "[a-c]{2}", "k", "(Foo) (bar)", "[^0-9]", "win.*cmd",
    ]

    mutating func rule() -> SigmaProgram.Rule {
        let types: Set<String>? = chance(4) ? Set([pick(Self.types), pick(Self.types)]) : nil
        return SigmaProgram.Rule(expression(depth: 0), types: types)
    }

    private mutating func expression(depth: Int) -> SigmaExpression {
        switch number(depth < 3 ? 9 : 4) {
        case 0..<4: .test(test())
        case 4, 5: .all((0..<number(4)).map { _ in expression(depth: depth + 1) })
        case 6, 7: .any((0..<number(6)).map { _ in expression(depth: depth + 1) })
        default: .not(expression(depth: depth + 1))
        }
    }

    private mutating func test() -> FieldTest {
        FieldTest(field: chance(12) ? nil : pick(Self.names), predicate())
    }

    private mutating func predicate() -> Predicate {
        switch number(14) {
        case 0: .regex(RegexPattern(text: pick(Self.regexes), ignoresCase: chance(2)))
        case 1: .compare(pick(Comparison.allCases), [10, -3.5, 1000, 0, 7][number(5)])
        case 2:
            .network(
                pick([IPNetwork("10.0.0.0/8"), IPNetwork("10.1.2.3"), IPNetwork("2001:db8::/32")].compactMap { $0 }))
        case 3: .null
        case 4: .exists(chance(2))
        case 5:
            .timePart(pick(TimePart.allCases), pick(Comparison.allCases), [12, 58, 20, 47, 11, 2026, 53, 1][number(8)])
        default: .text(pattern())
        }
    }

    /// A comparison of two fields, which keywords do not have.
    mutating func reference() -> SigmaProgram.Rule {
        let relations: [FieldReference.Relation] = [.equals, .startsWith, .endsWith, .contains]
        let other = FieldReference(field: pick(Self.names), relation: pick(relations), isCased: chance(2))
        let test = SigmaExpression.test(FieldTest(field: pick(Self.names), .field(other)))
        return SigmaProgram.Rule(chance(3) ? .not(test) : test)
    }

    /// A regular expression, often one that PCRE takes.
    mutating func regex() -> String {
        let atoms = [
            "a", "b", "ab", "K", "\u{e9}", ".", "\\.", "\\d", "\\x61", "[ab]", "[^b\\]]", "[]a]", "(?i)", "\\b", "^",
            "$", "{", "}", "-", "\\-",
            "\\1", "(?:", "(", "(?=", "(?!", "(?>", ")", ")", ")", "|",
        ]
        let quantifiers = ["?", "*", "+", "+?", "{2}", "{0,1}", "{1,}", "*+", "??"]
        var text = ""
        var depth = 0
        for _ in 0..<(2 + number(9)) {
            let atom = pick(atoms)
            if atom == ")" && depth == 0 { continue }
            depth += atom == ")" ? -1 : atom.hasPrefix("(") && atom != "(?i)" ? 1 : 0
            text += atom
            if chance(4) { text += pick(quantifiers) }
        }
        return text + String(repeating: ")", count: depth)
    }

    /// A text, as it stands in JSON, that such an expression may match.
    mutating func regexSubject() -> String {
        let parts = ["a", "b", "ab", "AB", "aab", "k", "\u{212a}", "\u{e9}", "\u{c9}", ".", "-", "1", "\\n", "{", "]"]
        return (0..<number(9)).map { _ in pick(parts) }.joined()
    }

    private mutating func pattern() -> TextPattern {
        var pieces: [TextPattern.Piece] = []
        for _ in 0..<(1 + number(3)) {
            let piece: TextPattern.Piece =
                switch number(6) {
                case 0, 1: .anyText
                case 2: .anyCharacter
                default: .literal(part(of: pick(Self.words)))
                }
            switch (pieces.last, piece) {
            case (.anyText, .anyText), (.literal, .literal), (_, .literal("")): continue
            default: pieces.append(piece)
            }
        }
        return TextPattern(pieces: pieces, isCased: chance(4))
    }

    private mutating func part(of word: String) -> String {
        let scalars = Array(word.unicodeScalars)
        guard chance(2), !scalars.isEmpty else { return word }
        let start = number(scalars.count)
        var part = String.UnicodeScalarView()
        part.append(contentsOf: scalars[start..<start + 1 + number(scalars.count - start)])
        return String(part)
    }

    mutating func event() -> String {
        object(depth: 0)
    }

    private mutating func object(depth: Int) -> String {
        let members = (0..<(1 + number(6))).map { _ in "\(quoted(pick(Self.keys))): \(value(depth: depth + 1))" }
        return "{" + members.joined(separator: ",") + "}"
    }

    private mutating func value(depth: Int) -> String {
        switch number(depth < 4 ? 12 : 9) {
        case 0: ["null", "true", "false"][number(3)]
        case 1: ["10", "-3.5", "1e3", "7", "1E+400", "18446744073709551616", "0.1"][number(7)]
        case 2..<9: quoted(pick(Self.words))
        case 9: "[" + (0..<number(4)).map { _ in value(depth: depth + 1) }.joined(separator: " , ") + "]"
        default: object(depth: depth)
        }
    }

    private mutating func quoted(_ text: String) -> String {
        var quoted = "\""
        for unit in text.utf16 {
            let isPlain = unit >= 0x20 && unit < 0x7F && unit != 0x22 && unit != 0x5C
            let digits = String(unit, radix: 16)
            quoted +=
                isPlain && !chance(20)
                ? String(UnicodeScalar(UInt8(unit))) : "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return text.unicodeScalars.allSatisfy { $0.value >= 0x80 } && chance(2) ? "\"\(text)\"" : quoted + "\""
    }

    private mutating func number(_ bound: Int) -> Int { bound < 1 ? 0 : Int.random(in: 0..<bound, using: &generator) }
    private mutating func chance(_ bound: Int) -> Bool { number(bound) == 0 }
    private mutating func pick<Item>(_ items: [Item]) -> Item { items[number(items.count)] }
}

/// The values of a field in the last event of a matcher, which is given again.
func texts(of name: String, in line: [UInt8], _ matcher: borrowing SigmaMatcher) -> [String] {
    var texts: [String] = []
    if let number = matcher.program.number(ofField: name) {
        matcher.addTexts(ofField: number, in: line.span, to: &texts)
    }
    return texts
}
