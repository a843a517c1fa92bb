// SPDX-License-Identifier: Apache-2.0

import Rules
import Sigma
import Testing

@Suite("Faults in the searches of Sigma rules")
struct ParsingFaultTests {
    @Test(
        "a key or value that cannot be meant is an error at its place, and says how to mend it",
        arguments: [
            ("f|contans: x", "5:7 error: unknown modifier `contans` | Did you mean `contains`?"),
            ("'f|contains|Al': x", "5:17 error: unknown modifier `Al` | Did you mean `all`?"),
            ("f|ALL: [x, y]", "5:7 error: unknown modifier `ALL` | Write it in small letters."),
            ("f|in: [a]", "5:7 error: unknown modifier `in` | Leave it out: a list already means any of its values."),
            ("f|whatever: a", "5:7 error: unknown modifier `whatever`"),
            ("f|: a", "5:7 error: a modifier is missing behind `|` | Take the `|` away."),
            ("f|contains|contains: a", "5:16 error: the modifier `contains` is given twice"),
            (
                "f|re|contains: a",
                "5:7 error: `re` and `contains` do not go together | Leave `contains` out: `re` matches anywhere in the value."
            ),
            (
                "f|startswith|re: a",
                "5:18 error: `re` and `startswith` do not go together | Leave `startswith` out and begin the expression with ^."
            ),
            (
                "f|endswith|re: a",
                "5:16 error: `re` and `endswith` do not go together | Leave `endswith` out and end the expression with $."
            ),
            ("f|re|base64: a", "5:7 error: `re` and `base64` do not go together | `base64` is for text only."),
            (
                "f|re|cased: a",
                "5:7 error: `re` and `cased` do not go together | Leave `cased` out: `re` always tells upper from lower case."
            ),
            ("f|cidr|cased: 10.0.0.0/8", "5:7 error: `cidr` and `cased` do not go together | Leave `cased` out."),
            ("f|re|cidr: a", "5:10 error: `re` and `cidr` do not go together | Keep one of them, or use two searches."),
            ("f|gt|lt: 1", "5:10 error: `gt` and `lt` do not go together | Keep one of them, or use two searches."),
            ("f|gt|hour: 1", "5:10 error: `gt` and `hour` do not go together | Keep one of them, or use two searches."),
            ("f|i: a", "5:7 error: `i` belongs behind `re` | Write `re|i`."),
            ("f|contains|i: a", "5:16 error: `i` belongs behind `re` | Write `re|i`."),
            (
                "f|startswith|endswith: a",
                "5:18 error: `startswith` and `endswith` do not go together | Keep one of them."
            ),
            (
                "f|contains|base64: a",
                "5:16 error: `base64` stands behind `contains`, whose wildcards cannot be encoded | Write `base64|contains`."
            ),
            (
                "f|base64|wide: a",
                "5:14 error: `wide` stands behind `base64` | Write `wide|base64`: modifiers are applied from left to right."
            ),
            (
                "f|exists|neq: true",
                "5:7 error: `exists` and `neq` do not go together | Write `exists` alone, with true or false as its value."
            ),
            (
                "'|exists': true",
                "5:7 error: `exists` needs a field | Write the field's name before it: keywords can only be text, `re` or `cidr`."
            ),
            ("f|exists: maybe", "5:15 error: `exists` needs true or false | Write one of them, without quotes."),
            ("f|exists: 'true'", "5:15 error: `exists` needs true or false | Write one of them, without quotes."),
            ("f|contains: null", "5:17 error: `contains` has no value | Quote the value if it is text."),
            (
                "f|cidr: 10.0.0.0/33",
                "5:13 error: `10.0.0.0/33` is no network | Write it as 10.0.0.0/8 or 2001:db8::/32."
            ),
            ("f|cidr: [10.0.0.0/8, x]", "5:26 error: `x` is no network | Write it as 10.0.0.0/8 or 2001:db8::/32."),
            ("f|gte: high", "5:12 error: `high` is no number | Write a decimal number."),
            ("f|gte: 0x10", "5:12 error: `0x10` is no number | Write a decimal number."),
            ("f|gte: 1e999", "5:12 error: `1e999` is no number | Write a decimal number."),
            ("f|hour: 24", "5:13 error: `24` is no hour | Write a whole number from 0 to 23."),
            ("f|month: 0", "5:14 error: `0` is no month | Write a whole number from 1 to 12."),
            ("f|re: ''", "5:11 error: the regular expression is empty | Write one, or use `exists`."),
            (
                "f|base64: 'a*'",
                "5:15 error: `base64` cannot encode wildcards | Write \\* and \\? for the signs themselves."
            ),
            (
                "f|windash: '-a -b -c -d -e'",
                "5:16 error: `windash` finds more than 4 dashes | Cut the value into several, joined by `all`."
            ),
            ("f: []", "5:8 error: the list of values is empty | Write values, or take the field away."),
            (
                "f: {a: b}",
                "5:8 error: the value of a field is a map | Write one value or a list; a field inside another is named with a dot."
            ),
            ("f: [a, [b]]", "5:12 error: a list stands among the values | Write single values."),
            ("f: [a, {b: c}]", "5:12 error: a map stands among the values | Write single values."),
            ("'|all': [a, null]", "5:17 error: null is no keyword | Quote it to find the word."),
        ])
    func errors(entry: String, expected: String) {
        let file = Parsed.rule("s:\n  \(entry)\ncondition: s")
        #expect(Parsed.problems(file) == [expected])
        #expect(file.documents.isEmpty)
    }

    @Test(
        "what works but is hardly meant is a warning, and the rule is kept",
        arguments: [
            ("f|all: x", "5:5 warning: `all` has a single value to join | Take `all` away, or write a list of values."),
            (
                "f|contains|all: [x]",
                "5:5 warning: `all` has a single value to join | Take `all` away, or write more values."
            ),
            (
                "f|contains: ''",
                "5:17 warning: `contains` with an empty value fits every value | Write a value, or use `exists`."
            ),
            (
                "f|base64offset: abc",
                "5:21 warning: `base64offset` fits whole values only | Write `base64offset|contains` to find it inside a value."
            ),
            (
                "f|expand: abc",
                "5:15 warning: `expand` finds no placeholder here | Write it as %name%, or take `expand` away."
            ),
        ])
    func warnings(entry: String, expected: String) {
        let file = Parsed.rule("s:\n  \(entry)\ncondition: s")
        #expect(Parsed.problems(file) == [expected])
        #expect(file.documents.count == 1)
    }

    @Test(
        "a search that says nothing is an error",
        arguments: [
            ("s: {}", "4:6 error: the search is empty | Write fields and their values under it."),
            ("s: []", "4:6 error: the search is empty | Write keywords or maps of fields into it."),
            ("s:", "4:3 error: the search is empty | Write fields and their values under it."),
            ("s: [a, null]", "4:10 error: the search is empty | Write fields and their values under it."),
            (
                "s: {f: a}\ntimeframe: 5m",
                "5:3 error: `timeframe` is no longer part of Sigma | Write a correlation rule that names this rule."
            ),
        ])
    func empty(search: String, expected: String) {
        #expect(Parsed.problems(Parsed.rule(search + "\ncondition: s")) == [expected])
    }

    @Test("a value that is missing at the end of a file is told at its key")
    func missingAtEnd() {
        let file = SigmaFile.parse(
            "title: T\nlogsource: {category: c}\ndetection:\n  condition: s\n  s:\n    ? f|cidr\n")
        #expect(Parsed.problems(file) == ["6:7 error: `cidr` has no value | Quote the value if it is text."])
    }

    @Test("every fault of a rule is told, in the order of the lines")
    func several() {
        let file = Parsed.rule("a:\n  f|cidr: x\n  g|gt: y\nb:\n  h|foo: 1\ncondition: a and c")
        #expect(
            Parsed.problems(file) == [
                "5:13 error: `x` is no network | Write it as 10.0.0.0/8 or 2001:db8::/32.",
                "6:11 error: `y` is no number | Write a decimal number.", "8:7 error: unknown modifier `foo`",
                "9:20 error: no search is named `c` | The searches are: `a`, `b`.",
            ])
    }

    @Test("placeholders with too many values together are an error")
    func manyPlaceholders() {
        let values = (0..<200).map { "\($0)" }
        let file = Parsed.rule(
            "s:\n  f|expand: '%a%%a%'\ncondition: s", options: SigmaOptions(placeholders: ["a": values]))
        #expect(
            Parsed.problems(file) == [
                "5:15 error: the placeholders make more than 10000 values | Use fewer in one value."
            ])
    }
}
