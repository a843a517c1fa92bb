// SPDX-License-Identifier: Apache-2.0

import EVE
import Sigma
import Testing

@Suite("Matching by event type")
struct MatchingRouteTests {
    private func test(_ field: String?, _ text: String) -> SigmaExpression {
        .test(FieldTest(field: field, .text(TextPattern(pieces: [.literal(text)]))))
    }

    @Test("an event matches on the route of its type what it matches among all rules", arguments: 0..<UInt64(4))
    func agreement(seed: UInt64) throws {
        var maker = MatchingMaker(seed: seed)
        let rules = (0..<300).map { $0 % 12 == 0 ? maker.reference() : maker.rule() }
        let program = SigmaProgram(rules, alsoRead: ["c"]) { _, name in MatchingMaker.resolve(name) }
        var whole = SigmaMatcher(program)
        var routed = SigmaMatcher(program)
        var types = FieldReader(WantedFields(["event_type"]))
        var compared = 0
        for _ in 0..<200 {
            let line = Array(maker.event().utf8)
            try types.read(line.span)
            // What else may stand there is no type.
            guard types.count <= 1, types.count == 0 || types[0].kind == .string else { continue }
            let type = types.count == 0 ? nil : types.scalar(types[0], in: line.span)?.text
            try whole.match(line.span)
            try routed.match(line.span, on: program.route(ofType: type))
            #expect(routed.matches == whole.matches)
            #expect(texts(of: "c", in: line, routed) == texts(of: "c", in: line, whole))
            compared += 1
        }
        #expect(compared > 50)
    }

    @Test("a type that no rule is for is idle, and one without a name sees the rules for all")
    func idle() throws {
        let expression = test("a", "1")
        let typed = SigmaProgram([SigmaProgram.Rule(expression, types: ["dns"]), SigmaProgram.Rule(.any([]))]) { [$1] }
        #expect(typed.route(ofType: "flow").isIdle)
        #expect(typed.route(ofType: nil).isIdle)
        #expect(!typed.route(ofType: "dns").isIdle)
        let untyped = SigmaProgram([SigmaProgram.Rule(expression)]) { [$1] }
        #expect(!untyped.route(ofType: "flow").isIdle)
        #expect(!untyped.route(ofType: nil).isIdle)
    }

    @Test("keywords of rules for one type look at no other")
    func keywords() throws {
        let rules = [
            SigmaProgram.Rule(test(nil, "evil"), types: ["dns"]), SigmaProgram.Rule(test("a", "evil"), types: ["http"]),
        ]
        let program = SigmaProgram(rules) { [$1] }
        var matcher = SigmaMatcher(program)
        for (type, expected) in [("dns", [0]), ("http", [1]), ("dns", [0])] {
            let line = Array(#"{"event_type":"\#(type)","a":"evil"}"#.utf8)
            try matcher.match(line.span, on: program.route(ofType: type))
            #expect(matcher.matches == expected)
        }
    }

    @Test("a program made after another finds what it finds by itself")
    func after() throws {
        var maker = MatchingMaker(seed: 9)
        let rules = (0..<300).map { _ in maker.rule() }
        let changed = Array(rules.dropFirst(7)) + [maker.rule()]
        let old = SigmaProgram(rules) { _, name in MatchingMaker.resolve(name) }
        let new = SigmaProgram(changed, after: old) { _, name in MatchingMaker.resolve(name) }
        var matcher = SigmaMatcher(new)
        var alone = SigmaMatcher(SigmaProgram(changed) { _, name in MatchingMaker.resolve(name) })
        var matches = 0
        for _ in 0..<200 {
            let line = Array(maker.event().utf8)
            try matcher.match(line.span)
            try alone.match(line.span)
            #expect(matcher.matches == alone.matches)
            matches += matcher.matches.count
        }
        #expect(matches > 1000)
    }
}
