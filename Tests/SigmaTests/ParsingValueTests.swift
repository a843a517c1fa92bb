// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Sigma
import Testing

@Suite("Values of Sigma rules")
struct ParsingValueTests {
    /// The meaning of a rule whose only search has this entry.
    private func meaning(_ entry: String, options: SigmaOptions = SigmaOptions()) -> String {
        Parsed.meaning(Parsed.rule("s:\n  \(entry)\ncondition: s", options: options))
    }

    @Test(
        "a value is the text that its author wrote",
        arguments: [
            ("f: abc", "f=[abc]"), ("f: 'a b'", "f=[a b]"), ("f: ''", "f="), ("f: null", "f null"), ("f: ~", "f null"),
            ("f:", "f null"), ("f: 'null'", "f=[null]"), ("f: '~'", "f=[~]"), ("f: 4688", "f=[4688]"),
            ("f: '4688'", "f=[4688]"), ("f: 0x10", "f=[0x10]"), ("f: 1e3", "f=[1e3]"), ("f: 1.0", "f=[1.0]"),
            ("f: 010", "f=[010]"), ("f: -5", "f=[-5]"), ("f: on", "f=[on]"), ("f: yes", "f=[yes]"),
            ("f: 2026-01-02", "f=[2026-01-02]"), ("f: true", "f=[true]"), ("f: True", "f=[true]"),
            ("f|cased: FALSE", "f==[false]"), ("f|cased: 'FALSE'", "f==[FALSE]"), ("f: !!str null", "f=[null]"),
            ("f: <<", "f=[<<]"), ("f: é😀", "f=[é😀]"), ("a.b.c: x", "a.b.c=[x]"), ("'a b': x", "a b=[x]"),
            ("f: |-\n    two\n    lines", "f=[two\nlines]"), ("1: x", "1=[x]"),
        ])
    func written(entry: String, expected: String) {
        #expect(meaning(entry) == expected)
    }

    @Test(
        "wildcards are signs where a backslash stands before them",
        arguments: [
            (#"a*b"#, "[a]*[b]"), (#"*"#, "*"), (#"**"#, "*"), (#"a?"#, "[a]?"), (#"??"#, "??"), (#"*?*"#, "*?*"),
            (#"a\*b"#, "[a*b]"), (#"a\?"#, "[a?]"), (#"C:\Windows"#, #"[C:\Windows]"#),
            (#"C:\\Windows"#, #"[C:\Windows]"#),
            (#"\\*"#, #"[\]*"#), (#"\\\*"#, #"[\*]"#), (#"\\\\"#, #"[\\]"#), (#"\\\x"#, #"[\\x]"#), (#"a\"#, #"[a\]"#),
            (#"\\srv\c$\*.exe"#, #"[\srv\c$*.exe]"#), (#"\\\\srv\\*.exe"#, #"[\\srv\]*[.exe]"#), (#"\%"#, #"[\%]"#),
        ])
    func wildcards(text: String, expected: String) {
        #expect(meaning("f: '\(text)'") == "f=" + expected)
    }

    @Test(
        "modifiers say where the value stands, or what it is",
        arguments: [
            ("f|contains: x", "f=*[x]*"), ("f|startswith: x", "f=[x]*"), ("f|endswith: x", "f=*[x]"),
            ("f|contains: '*x'", "f=*[x]*"), ("f|contains: 'a*b'", "f=*[a]*[b]*"), ("f|endswith: '\\x'", "f=*[\\x]"),
            ("f|cased: X", "f==[X]"), ("f|contains|cased: X", "f==*[X]*"), ("f|cased|contains: X", "f==*[X]*"),
            ("f|contains: 12", "f=*[12]*"), ("f|neq: x", "not f=[x]"), ("f|neq: null", "not f null"),
            ("f|neq: [x, y]", "not (f=[x] or f=[y])"), ("f|contains|neq: x", "not f=*[x]*"),
            ("f: [x, y]", "(f=[x] or f=[y])"), ("f: [x, null, 3]", "(f=[x] or f null or f=[3])"),
            ("f|all: [x, y]", "(f=[x] and f=[y])"), ("f|contains|all: [x, y]", "(f=*[x]* and f=*[y]*)"),
            ("f|re: 'a.*\\.b'", "f~a.*\\.b~"), ("f|re|i: a", "f~a~i"), ("f|re|i|m|s: a", "f~a~ims"),
            ("f|re|neq: a", "not f~a~"), ("f|re|all: [a, b]", "(f~a~ and f~b~)"), ("f|re: 1*", "f~1*~"),
            ("f|cidr: 10.0.0.0/8", "f in 10.0.0.0/8"), ("f|cidr: '2001:db8::/32'", "f in 2001:db8::/32"),
            ("f|exists: true", "f exists"), ("f|exists: False", "f absent"), ("f|lt: 5", "f lt 5.0"),
            ("f|lte: -1.5", "f lte -1.5"), ("f|gt: '7'", "f gt 7.0"), ("f|gte: 1e3", "f gte 1000.0"),
            ("f|gte|neq: 1", "not f gte 1.0"), ("f|minute: 0", "f.minute eq 0"), ("f|hour|gte: 22", "f.hour gte 22"),
            ("f|day|lt: 2", "f.day lt 2"), ("f|week: 53", "f.week eq 53"),
            ("f|month: [1, 2]", "(f.month eq 1 or f.month eq 2)"),
            ("f|year|neq: 2026", "not f.year eq 2026"), ("f|fieldref: g", "f equals $g"),
            ("f|fieldref|neq: g", "not f equals $g"), ("f|fieldref|startswith: g", "f startsWith $g"),
            ("f|endswith|fieldref: g", "f endsWith $g"), ("f|fieldref|contains|cased: g", "f contains cased $g"),
        ])
    func modifiers(entry: String, expected: String) {
        #expect(meaning(entry) == expected)
    }

    @Test(
        "values are encoded by RFC 4648 and in UTF-16",
        arguments: [
            ("f|base64: foobar", "f=[Zm9vYmFy]"), ("f|base64: foob", "f=[Zm9vYg==]"), ("f|base64: fo", "f=[Zm8=]"),
            ("f|base64: ''", "f="), ("f|base64: é", "f=[w6k=]"), ("f|base64: 'a\\*'", "f=[YSo=]"),
            ("f|base64offset|contains: http://", "(f=*[aHR0cDovL]* or f=*[h0dHA6Ly]* or f=*[odHRwOi8v]*)"),
            ("f|base64offset|contains: ab", "(f=*[YW]* or f=*[Fi]* or f=*[hY]*)"),
            ("f|utf16le|base64: cmd", "f=[YwBtAGQA]"), ("f|wide|base64: cmd", "f=[YwBtAGQA]"),
            ("f|utf16be|base64: cmd", "f=[AGMAbQBk]"), ("f|utf16|base64: cmd", "f=[//5jAG0AZAA=]"),
            ("f|wide|base64offset|contains: ab", "(f=*[YQBiA]* or f=*[EAYg]* or f=*[hAGIA]*)"),
            ("f|wide: ab", "f=[a\0b\0]"), ("f|utf16be|contains: ab", "f=*[\0a\0b]*"),
            ("f|wide: 'a*b'", "f=[a\0]*[b\0]"),
            ("f|utf16: a", "f=[\u{ff}\u{fe}a\0]"), ("f|wide: 😀", "f=[=\u{d8}\0\u{de}]"),
        ])
    func encodings(entry: String, expected: String) {
        #expect(meaning(entry) == expected)
    }

    @Test(
        "windash writes an option with every dash, and leaves those that begin none",
        arguments: [
            ("-a", "[", "-", "a]"), ("x /a", "[x ", "/", "a]"), ("*-a", "*[", "-", "a]"),
            ("a -b-c -", "[a ", "-", "b-c -]"),
            ("x \u{2014}a", "[x ", "\u{2014}", "a]"),
        ])
    func windowsDash(text: String, before: String, dash: String, behind: String) {
        let others = ["-", "/", "\u{2013}", "\u{2014}", "\u{2015}"].filter { $0 != dash }
        let variants = ([dash] + others).map { "f=\(before)\($0)\(behind)" }
        #expect(meaning("f|windash: '\(text)'") == "(\(variants.joined(separator: " or ")))")
        #expect(meaning("f|windash: 'a-b -'") == "f=[a-b -]")
    }

    @Test("two dashes make five times five values, each in its place, and every value of `all` keeps its own")
    func dashes() {
        let pairs = meaning("f|contains|windash: ' -a /b'").split(separator: " or ")
        #expect(pairs.count == 25 && Set(pairs).count == 25)
        #expect(meaning("f|all|windash: [-a, b]").hasSuffix(") and f=[b])"))
    }

    @Test(
        "a placeholder becomes each of its values",
        arguments: [
            ("f|expand: '%one%'", "f=[1]"), ("f|expand: '%two%'", "(f=[a] or f=[b]*)"),
            ("f|expand: 'x%two%y%one%'", "(f=[xay1] or f=[xb]*[y1])"), ("f|contains|expand: '%one%'", "f=*[1]*"),
            ("f|expand|contains: '%one%'", "f=*[1]*"), ("f: '%one%'", "f=[%one%]"),
            (#"f|expand: '\%one%one%'"#, "f=[%one1]"), ("f|expand: '5% %one%'", "f=[5% 1]"),
            ("f|expand|all: ['%one%', '%two%']", "(f=[1] and (f=[a] or f=[b]*))"), ("f|gt|expand: '%one%'", "f gt 1.0"),
            ("f|re|expand: '^%one%$'", "f~^1$~"),
        ])
    func placeholders(entry: String, expected: String) {
        let options = SigmaOptions(placeholders: ["one": ["1"], "two": ["a", "b*"]])
        #expect(meaning(entry, options: options) == expected)
    }

    @Test("a placeholder without values is an error, or a warning and a value that fits nothing")
    func unknownPlaceholder() {
        let detection = "s:\n  f|expand:\n    - '%none%'\n    - x %one%\ncondition: s"
        let strict = Parsed.rule(detection, options: SigmaOptions(placeholders: ["one": ["1"], "none": []]))
        #expect(
            Parsed.problems(strict) == [
                "6:9 error: no values for placeholder %none% | Set them in the configuration."
            ])
        let lenient = Parsed.rule(
            detection, options: SigmaOptions(placeholders: ["one": ["1"]], unknownPlaceholder: .neverMatches))
        #expect(Parsed.meaning(lenient) == "(() or f=[x 1])")
        #expect(
            Parsed.problems(lenient) == [
                "6:9 warning: no values for placeholder %none%: this value fits no event | Set them in the configuration."
            ])
    }

    @Test(
        "keywords are looked for inside of values",
        arguments: [
            ("s: abc", "?=*[abc]*"), ("s: [a, 7]", "(?=*[a]* or ?=*[7]*)"),
            ("s: ['a*b', '*c']", "(?=*[a]*[b]* or ?=*[c]*)"),
            ("s:\n  '|all': [a, b]", "(?=*[a]* and ?=*[b]*)"),
            ("s:\n  '|contains|all': [a, b]", "(?=*[a]* and ?=*[b]*)"),
            ("s:\n  '|re': a.b", "?~a.b~"), ("s:\n  '|cidr': 10.0.0.0/8", "? in 10.0.0.0/8"),
            ("s:\n  '': x", "?=*[x]*"),
            ("s: [a, {f: b, g: c}]", "(?=*[a]* or (f=[b] and g=[c]))"),
            ("s:\n  f: a\n  '|all': [b, c]", "(f=[a] and (?=*[b]* and ?=*[c]*))"),
        ])
    func keywords(search: String, expected: String) {
        #expect(Parsed.meaning(Parsed.rule(search + "\ncondition: s")) == expected)
    }

    @Test(
        "maps are joined by and, lists by or, however they nest",
        arguments: [
            ("s: {f: a, g: b}", "(f=[a] and g=[b])"), ("s: [{f: a}, {g: b}]", "(f=[a] or g=[b])"),
            ("s:\n  - f: [a, b]\n    g: c\n  - h|all: [d, e]", "(((f=[a] or f=[b]) and g=[c]) or (h=[d] and h=[e]))"),
            ("s: [[{f: a}, b], {g: c}]", "((f=[a] or ?=*[b]*) or g=[c])"),
        ])
    func structure(search: String, expected: String) {
        #expect(Parsed.meaning(Parsed.rule(search + "\ncondition: s")) == expected)
    }
}
