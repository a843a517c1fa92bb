// SPDX-License-Identifier: Apache-2.0

import EVE
import Sigma
import Testing

@Suite("Many rules at once")
struct MatchingProgramTests {
    private func test(_ field: String?, _ text: String) -> SigmaExpression {
        .test(FieldTest(field: field, .text(TextPattern(pieces: [.literal(text)]))))
    }

    private func contains(_ field: String, _ text: String) -> SigmaExpression {
        .test(FieldTest(field: field, .text(TextPattern(pieces: [.anyText, .literal(text), .anyText]))))
    }

    private func matches(_ rules: [SigmaProgram.Rule], _ event: String) throws -> [Int] {
        var matcher = SigmaMatcher(SigmaProgram(rules) { _, name in [name] })
        try matcher.match(Array(event.utf8).span)
        return matcher.matches
    }

    @Test("all, any and not join tests; all of none is true, any of none is false")
    func logic() throws {
        let yes = test("a", "1")
        let no = test("a", "2")
        let rules: [SigmaExpression] = [
            .all([yes, .not(no)]), .any([no, yes]), .not(.all([yes, no])), .all([]), .any([]), .not(.any([])),
            .all([.any([no, .not(yes)]), yes]), .not(.not(yes)),
            .all([.any([yes, no]), .any([no, contains("b", "x")])]),
        ]
        let found = try matches(rules.map { SigmaProgram.Rule($0) }, #"{"a":1,"b":"axb"}"#)
        #expect(found == [0, 1, 2, 3, 5, 7, 8])
    }

    @Test("an accented letter and its parts are two texts and two names")
    func compositions() throws {
        let rules = ["\u{e9}", "e\u{301}"].flatMap {
            [test("a", $0), test($0, "1"), .test(FieldTest(field: "a", .regex(RegexPattern(text: $0))))]
        }
        let whole = try matches(rules.map { SigmaProgram.Rule($0) }, "{\"a\":\"\u{e9}\",\"e\u{301}\":1}")
        let parts = try matches(rules.map { SigmaProgram.Rule($0) }, "{\"a\":\"e\u{301}\",\"\u{e9}\":1}")
        #expect((whole, parts) == ([0, 2, 4], [1, 3, 5]))
    }

    @Test("a not over a field with several values asks that none of them passes")
    func negatedList() throws {
        let rules = [SigmaProgram.Rule(.not(test("a", "x"))), SigmaProgram.Rule(test("a", "y"))]
        let both = try matches(rules, #"{"a":["x","y"]}"#)
        let other = try matches(rules, #"{"a":["y","z"]}"#)
        #expect((both, other) == ([1], [0, 1]))
    }

    @Test("a rule with types is considered for events of these types only")
    func types() throws {
        let rules = [["dns"], ["dns", "tls"], [], ["DNS"]].map {
            SigmaProgram.Rule(.not(test("a", "x")), types: Set($0))
        }
        let dns = try matches(rules, #"{"event_type":"dns"}"#)
        let tls = try matches(rules, #"{"event_type":"tls"}"#)
        let none = try matches(rules, "{}")
        #expect((dns, tls, none) == ([0, 1], [1], []))
    }

    @Test("a field of a rule stands for any of several event fields, or for none")
    func mapping() throws {
        let rules: [SigmaExpression] = [
            test("Name", "x"), .test(FieldTest(field: "Name", .null)), .test(FieldTest(field: "Name", .exists(true))),
            test("Nothing", "x"), .test(FieldTest(field: "Nothing", .null)),
            .test(FieldTest(field: "Nothing", .exists(false))),
        ]
        let program = SigmaProgram(rules.map { SigmaProgram.Rule($0) }) { _, name in name == "Name" ? ["a", "b.c"] : []
        }
        var matcher = SigmaMatcher(program)
        let found = try [#"{"a":"y","b":{"c":"x"}}"#, #"{"a":null}"#, "{}", #"{"a":"x"}"#].map { event in
            try matcher.match(Array(event.utf8).span)
            return matcher.matches
        }
        #expect(found == [[0, 2, 4, 5], [1, 2, 4, 5], [1, 4, 5], [0, 2, 4, 5]])
    }

    @Test("each rule may have a mapping of its own")
    func mappingByRule() throws {
        let rules = [SigmaProgram.Rule(test("Name", "x")), SigmaProgram.Rule(test("Name", "x"))]
        var matcher = SigmaMatcher(SigmaProgram(rules) { rule, _ in rule == 0 ? ["a"] : ["b"] })
        try matcher.match(Array(#"{"b":"x"}"#.utf8).span)
        let found = matcher.matches
        #expect(found == [1])
    }

    @Test("a rule that cannot be compiled is reported and the others match")
    func problems() throws {
        var deep = test("a", "x")
        for _ in 0..<500 { deep = .all([.not(deep), .all([])]) }
        let rules: [SigmaExpression] = [
            .not(.test(FieldTest(field: "a", .regex(RegexPattern(text: "("))))), deep, test("a", "x"),
            .test(FieldTest(field: nil, .field(FieldReference(field: "a")))),
        ]
        let program = SigmaProgram(rules.map { SigmaProgram.Rule($0) }) { _, name in [name] }
        #expect(program.problems.map(\.rule) == [0, 1, 3])
        #expect(program.problems.first?.message == "no regular expression: missing closing parenthesis, at byte 1")
        var matcher = SigmaMatcher(program)
        try matcher.match(Array(#"{"a":"x"}"#.utf8).span)
        let found = matcher.matches
        #expect(found == [2])
    }

    @Test("an expression that runs away is given up, counted for its rule, and keeps nothing else from matching")
    func limits() throws {
        let rules = [
            SigmaProgram.Rule(.test(FieldTest(field: "a", .regex(RegexPattern(text: "^(a+)+[bc]$"))))),
            SigmaProgram.Rule(test("b", "x")),
        ]
        var matcher = SigmaMatcher(SigmaProgram(rules) { _, name in [name] })
        let value = String(repeating: "a", count: 3000) + "!"
        try matcher.match(Array("{\"a\":[\"\(value)\",\"\(value)!\"],\"b\":\"x\"}".utf8).span)
        let found = (matcher.matches, matcher.limitHits(ofRule: 0), matcher.limitHits(ofRule: 1))
        #expect(found == ([1], 1, 0))
    }

    @Test("an explanation names the fields that made the rule true")
    func explanation() throws {
        let rule = SigmaProgram.Rule(
            .all([
                .any([test("a", "1"), test("b", "1"), .all([test("c", "1"), test("d", "2")])]), .not(test("e", "1")),
                .any([contains("f", "x"), .test(FieldTest(field: "g", .field(FieldReference(field: "h"))))]),
            ]))
        var matcher = SigmaMatcher(SigmaProgram([rule]) { _, name in [name] })
        let event = Array(#"{"a":0,"b":1,"c":1,"d":1,"f":"axb","g":"y","h":"Y"}"#.utf8)
        let fields = try matcher.explain(0, event.span)
        let none = try matcher.explain(0, Array(#"{"a":1,"e":1,"f":"x"}"#.utf8).span)
        #expect(fields.sorted() == ["b", "f", "g", "h"] && none == [])
    }

    @Test("the values of the last event can be read, and nothing of the one before")
    func values() throws {
        let program = SigmaProgram([SigmaProgram.Rule(test("a", "x"))], alsoRead: ["src_ip", "n"]) { _, name in [name] }
        var matcher = SigmaMatcher(program)
        try matcher.match(Array(#"{"a":"x","src_ip":"10.0.0.1"}"#.utf8).span)
        let event = Array(#"{"src_ip":["10.0.0.2",null],"n":1.50,"z":1}"#.utf8)
        try matcher.match(event.span)
        let values = ["src_ip", "n"].map { texts(of: $0, in: event, matcher) }
        #expect(values == [["10.0.0.2"], ["1.50"]])
        #expect(throws: EveTreeError.self) { try matcher.match(Array("{".utf8).span) }
        let after = (matcher.matches, texts(of: "n", in: event, matcher))
        #expect(after == ([], []))
    }

    @Test("only rules with a chance to match are worked out, and that is counted")
    func costs() throws {
        let rules = (0..<500).map { SigmaProgram.Rule(.all([contains("a", "word\($0)x"), .not(test("b", "\($0)"))])) }
        var matcher = SigmaMatcher(SigmaProgram(rules) { _, name in [name] })
        try matcher.match(Array(#"{"a":"some word7x and WORD77X","b":"77"}"#.utf8).span)
        let found = matcher.matches
        let costs = matcher.costs
        #expect(found == [7])
        #expect(costs.reduce(0) { $0 + $1.evaluations } == 2)
        #expect(costs[7].matches == 1 && costs[77].matches == 0)
    }

    @Test("many threads may match one program")
    func threads() async throws {
        let rules = (0..<50).map { SigmaProgram.Rule(contains("a", "word\($0)x")) }
        let program = SigmaProgram(rules) { _, name in [name] }
        let found = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var matcher = SigmaMatcher(program)
                    var found = 0
                    for index in 0..<500 {
                        try? matcher.match(Array("{\"a\":\"word\(index % 50)x\"}".utf8).span)
                        found += matcher.matches == [index % 50] ? 1 : 0
                    }
                    return found
                }
            }
            return await group.reduce(0, +)
        }
        #expect(found == 2000)
    }

    @Test("expressions match the same sieved and by themselves", arguments: 0..<6 as Range<UInt64>)
    func sievedRegexes(seed: UInt64) throws {
        var maker = MatchingMaker(seed: seed)
        let texts = (0..<80).map { _ in maker.regex() }
        let rules = texts.map {
            SigmaProgram.Rule(.test(FieldTest(field: "a", .regex(RegexPattern(text: $0, ignoresCase: seed % 2 == 0)))))
        }
        let program = SigmaProgram(rules) { _, name in [name] }
        var all = SigmaMatcher(program)
        let events = (0..<40).map { _ in Array("{\"a\":\"\(maker.regexSubject())\"}".utf8) }
        let found = try events.map { event in
            try all.match(event.span)
            return all.matches
        }
        let refused = Set(program.problems.map(\.rule))
        for (index, rule) in rules.enumerated() where !refused.contains(index) {
            var one = SigmaMatcher(SigmaProgram([rule]) { _, name in [name] })
            for (event, matches) in zip(events, found) {
                try one.match(event.span)
                let alone = one.matches == [0]
                #expect(
                    alone == matches.contains(index), "\(texts[index]) on \(String(decoding: event, as: UTF8.self))")
            }
        }
    }
}
