// SPDX-License-Identifier: Apache-2.0

import EVE
import Sigma
import Testing

/// Whether a rule of one test of the field `a` matches an event.
private func matches(_ predicate: Predicate, _ event: String, field: String? = "a") throws -> Bool {
    let rule = SigmaProgram.Rule(.test(FieldTest(field: field, predicate)))
    var matcher = SigmaMatcher(SigmaProgram([rule]) { _, name in [name] })
    try matcher.match(Array(event.utf8).span)
    return matcher.matches == [0]
}

/// A pattern from text in which `*` and `?` are wildcards.
private func pattern(_ text: String, isCased: Bool = false) -> TextPattern {
    var pieces: [TextPattern.Piece] = []
    for character in text {
        switch (character, pieces.last) {
        case ("*", _): pieces.append(.anyText)
        case ("?", _): pieces.append(.anyCharacter)
        case (_, .literal(let before)?):
            pieces.removeLast()
            pieces.append(.literal(before + String(character)))
        default: pieces.append(.literal(String(character)))
        }
    }
    return TextPattern(pieces: pieces, isCased: isCased)
}

@Suite("Tests of values")
struct MatchingTests {
    @Test(
        "a text is compared as a whole, upper and lower case being the same",
        arguments: [
            ("foo", "\"FOO\"", true), ("foo", "\"foob\"", false), ("", "\"\"", true), ("", "\"a\"", false),
            ("", "null", false), ("10", "10", true), ("1", "1.0", false), ("1E3", "1e3", true), ("true", "true", true),
            ("false", "\"false\"", true), ("null", "null", false), ("*", "null", false), ("*", "\"\"", true),
            ("*", "{}", false), ("*", "[]", false), ("*", "[0]", true), ("f?o", "\"f\u{e9}o\"", true),
            ("f?o", "\"fo\"", false), ("?", "\"\u{1f600}\"", true), ("f*", "\"Foo\"", true), ("*o", "\"FOO\"", true),
            ("*oo*", "\"Foob\"", true), ("*oo*", "\"fob\"", false), ("a*b*c", "\"a-b-b-c\"", true),
            ("a*b*c", "\"a-c-b\"", false), ("*a?c*e", "\"abcabce\"", true), ("*a?c*e", "\"acde\"", false),
            ("\u{c9}T\u{c9}", "\"\u{e9}t\u{e9}\"", true), ("\u{3a3}", "\"\u{3c2}\"", true), ("k", "\"\u{212a}\"", true),
            ("*\u{436}*", "\"x\u{416}x\"", true), ("i", "\"\u{130}\"", false), ("a\\b", #""a\\b""#, true),
            ("a\"b", #""a\u0022b""#, true), ("x", #"["y",["X"]]"#, true), ("x", #"{"a":"x"}"#, false),
        ])
    func texts(text: String, value: String, isMatch: Bool) throws {
        let found = try matches(.text(pattern(text)), "{\"a\":\(value)}")
        #expect(found == isMatch)
    }

    @Test(
        "a cased text is compared as it is written",
        arguments: [
            ("Foo", "Foo", true), ("Foo", "foo", false), ("*Oo*", "fOob", true), ("*Oo*", "foob", false),
            ("\u{e9}?", "\u{c9}a", false),
        ])
    func cased(text: String, value: String, isMatch: Bool) throws {
        let found = try matches(.text(pattern(text, isCased: true)), "{\"a\":\"\(value)\"}")
        #expect(found == isMatch)
    }

    @Test(
        "numbers and texts that are numbers are compared as numbers",
        arguments: [
            (Comparison.greater, 9.5, "10", true), (.greater, 10, "10", false), (.less, 0, "\"-0.5e1\"", true),
            (.equal, 1000, "1e3", true), (.equal, 7, "\"007\"", true), (.notEqual, 7, "8", true),
            (.notEqual, 7, "\"x\"", false),
            (.greaterOrEqual, 1e19, "18446744073709551616", true), (.less, 1, "1e999", false),
            (.greater, 1, "\"0x10\"", false),
            (.greater, 1, "\"nan\"", false), (.greater, 1, "true", false), (.less, 1, "null", false),
            (.less, 1, "\"\"", false),
            (.lessOrEqual, 0.1, "0.1", true), (.equal, 10, "\" 10\"", false),
        ])
    func numbers(comparison: Comparison, number: Double, value: String, isMatch: Bool) throws {
        let found = try matches(.compare(comparison, number), "{\"a\":\(value)}")
        #expect(found == isMatch)
    }

    @Test(
        "an address lies in a network or not",
        arguments: [
            ("10.0.0.0/8", "10.1.2.3", true), ("10.0.0.0/8", "11.1.2.3", false),
            ("2001:db8::/32", "2001:0DB8::1", true),
            ("0.0.0.0/0", "::1", false), ("0.0.0.0/0", "no address", false), ("10.1.2.3", "10.1.2.3", true),
        ])
    func networks(network: String, address: String, isMatch: Bool) throws {
        let found = try matches(.network(try #require(IPNetwork(network))), "{\"a\":\"\(address)\"}")
        #expect(found == isMatch)
    }

    @Test(
        "a part of a time is that of UTC, and weeks are those of ISO 8601",
        arguments: [
            (TimePart.hour, 23, "2026-11-21T00:30:00.1+0100"), (.minute, 58, "2026-11-20 13:58:41Z"),
            (.day, 20, "2026-11-20"),
            (.week, 53, "2027-01-03T12:00:00Z"), (.week, 1, "2027-01-04T12:00:00Z"), (.week, 53, "2026-12-31"),
            (.week, 1, "2024-12-30"), (.week, 52, "2023-01-01"), (.month, 11, "2026-11-20"),
            (.year, 2026, "2026-11-20"),
        ])
    func times(part: TimePart, number: Int, value: String) throws {
        let equal = try matches(.timePart(part, .equal, number), "{\"a\":\"\(value)\"}")
        let other = try matches(.timePart(part, .notEqual, number), "{\"a\":\"\(value)\"}")
        #expect(equal && !other)
    }

    @Test("what is no time has no parts", arguments: ["\"\"", "1767225600", "\"12:30\"", "\"2026-13-01\"", "null"])
    func noTimes(value: String) throws {
        let found = try matches(.timePart(.year, .greater, 0), "{\"a\":\(value)}")
        #expect(!found)
    }

    @Test(
        "a field is null where it has no value, and exists where it is there",
        arguments: [
            ("{}", true, false), (#"{"a":null}"#, true, true), (#"{"a":[]}"#, true, true), (#"{"a":{}}"#, true, true),
            (#"{"a":""}"#, false, true), (#"{"a":[null,0]}"#, false, true), (#"{"a":{"b":1}}"#, true, true),
        ])
    func presence(event: String, isNull: Bool, exists: Bool) throws {
        let found = try [matches(.null, event), matches(.exists(true), event), matches(.exists(false), event)]
        #expect(found == [isNull, exists, !exists])
    }

    @Test(
        "an expression matches somewhere in a value, by itself and among many",
        arguments: [
            (#"^foo\d+$"#, "foo12", true), (#"^foo\d+$"#, "xfoo12", false), (#"(\w)\1"#, "hello", true),
            (#"foo(?!bar)"#, "foobar", false),
            ("b.r", "foo\\nbar", true), ("", "", true), ("x?", "y", true), ("\u{e9}+", "caf\u{e9}", true),
            ("[^a]", "\u{e9}", true),
        ])
    func regexes(text: String, value: String, isMatch: Bool) throws {
        let one = try matches(.regex(RegexPattern(text: text)), "{\"a\":\"\(value)\"}")
        let others = ["ab", "b[cd]", "(?:x|y){2}", "^.$", "q+"].map { RegexPattern(text: $0) }
        let rules = ([RegexPattern(text: text)] + others).map {
            SigmaProgram.Rule(.test(FieldTest(field: "a", .regex($0))))
        }
        var matcher = SigmaMatcher(SigmaProgram(rules) { _, name in [name] })
        try matcher.match(Array("{\"a\":\"\(value)\"}".utf8).span)
        let many = matcher.matches.contains(0)
        #expect(one == isMatch && many == isMatch)
    }

    @Test("a keyword looks at every value, but at no key")
    func keywords() throws {
        let event = #"{"one":{"two":[1,{"three":"needle in hay"}]}}"#
        let found = try ["*needle*", "1", "*three*", "needle"].map {
            try matches(.text(pattern($0)), event, field: nil)
        }
        #expect(found == [true, true, false, false])
    }

    @Test(
        "fields are compared with each other, any value with any",
        arguments: [
            (FieldReference.Relation.equals, #"{"a":["x","Y"],"b":"y"}"#, true, false),
            (.startsWith, #"{"a":"foobar","b":"foo"}"#, true, true),
            (.endsWith, #"{"a":"fooBAR","b":"bar"}"#, true, false), (.contains, #"{"a":12345,"b":234}"#, true, true),
            (.contains, #"{"a":"x","b":""}"#, true, true), (.equals, #"{"a":null,"b":null}"#, false, false),
            (.equals, #"{"a":1}"#, false, false),
            (.startsWith, #"{"a":"fo","b":"foo"}"#, false, false),
        ])
    func references(relation: FieldReference.Relation, event: String, folded: Bool, cased: Bool) throws {
        let found = try [false, true].map { isCased in
            try matches(.field(FieldReference(field: "b", relation: relation, isCased: isCased)), event)
        }
        #expect(found == [folded, cased])
    }

    @Test("long texts are compared to their end", arguments: [8, 9, 64, 65, 300])
    func longTexts(length: Int) throws {
        let text = String((0..<length).map { Character(UnicodeScalar(UInt8(0x61 + $0 % 26))) })
        // Enough patterns that they are sieved, and a crowd that begins alike.
        let patterns =
            ["*\(text)*", "\(text)*", "*\(text)", "*\(text)x*"] + (0..<40).map { "*\(text.prefix(20))\($0)*" }
        let rules = patterns.map { SigmaProgram.Rule(.test(FieldTest(field: "a", .text(pattern($0))))) }
        var matcher = SigmaMatcher(SigmaProgram(rules) { _, name in [name] })
        try matcher.match(Array("{\"a\":\"\(text)\"}".utf8).span)
        let whole = matcher.matches
        #expect(whole == [0, 1, 2])
        try matcher.match(Array("{\"a\":\"\(text.dropLast())\"}".utf8).span)
        let cut = matcher.matches
        #expect(cut.isEmpty)
    }
}
