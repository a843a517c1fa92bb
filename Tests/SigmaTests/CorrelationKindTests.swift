// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Testing

@testable import Sigma

struct CorrelationKindTests {
    typealias Scene = CorrelationScene

    @Test("event_count matches with the event that reaches the threshold")
    func eventCount() {
        var scene = Scene(.over(["a"], .eventCount, [.init(.greaterOrEqual, 3)]))
        for time in [0.0, 59, 62, 119] { scene.take("a", at: time) }
        #expect(scene.lines == ["119: h: 3"])
        #expect(scene.found.first?.span == Scene.instant(59)...Scene.instant(119))
        #expect(scene.found.first?.events == [2, 3, 4])
        #expect(scene.found.first?.group == [.init(name: "host", text: "h")])
    }

    @Test("a window holds events exactly a timespan apart and no more", arguments: [(60.0, 1), (60.000001, 0)])
    func bounds(_ last: Double, _ matches: Int) {
        var scene = Scene(.over(["a"], .eventCount, [.init(.greaterOrEqual, 2)]))
        scene.take("a", at: 0)
        scene.take("a", at: last)
        #expect(scene.found.count == matches)
    }

    @Test("value_count counts different values once")
    func valueCount() {
        var scene = Scene(.over(["a"], .valueCount, [.init(.greater, 2)], field: ["user"]))
        for (time, user) in [(0.0, "x"), (1, "y"), (2, "x"), (3, "x"), (4, "Z")] {
            scene.take("a", at: time, ["host": "h", "user": user])
        }
        #expect(scene.lines == ["4: h: 5"])
        #expect(scene.found.first?.value == 3)
    }

    @Test("value_count over two fields counts pairs")
    func valuePairs() {
        var scene = Scene(.over(["a"], .valueCount, [.init(.greaterOrEqual, 3)], field: ["x", "y"]))
        for (time, pair) in [("1", "11"), ("11", "1"), ("1", "11"), ("1", "1")].enumerated() {
            scene.take("a", at: Double(time), ["host": "h", "x": pair.0, "y": pair.1])
        }
        scene.take("a", at: 5, ["host": "h", "x": "only"])
        #expect(scene.lines == ["3: h: 4"])
        #expect(scene.engine.losses(of: 0).withoutValue == 1)
    }

    @Test(
        "sums, averages and percentiles are compared",
        arguments: [
            (CorrelationRule.Kind.valueSum, 60.0, nil, 1, 60.0), (.valueSum, 61, nil, 3, 90),
            (.valueAverage, 25, nil, 1, 30), (.valuePercentile, 11, 100, 1, 50), (.valuePercentile, 20, 70, 1, 50),
            (.valuePercentile, 10, 0, 0, 10),
        ] as [(CorrelationRule.Kind, Double, Double?, Int64, Double)])
    func numbers(_ kind: CorrelationRule.Kind, _ least: Double, _ percentile: Double?, _ time: Int64, _ value: Double) {
        // Second by second: sums 10, 60, 60, 90; averages 10, 30, 20, 22.5.
        var scene = Scene(
            .over(["a"], kind, [.init(.greaterOrEqual, least)], field: ["bytes"], percentile: percentile))
        for (second, bytes) in [10, 50, 0, 30].enumerated() {
            scene.take("a", at: Double(second), ["host": "h", "bytes": "\(bytes)"])
        }
        #expect(scene.found.map(\.time) == [Scene.instant(Double(time))])
        #expect(scene.found.map(\.value) == [value])
    }

    @Test(
        "a percentile is the number of the nearest rank",
        arguments: [(0.0, 1.0), (20, 1), (20.1, 2), (50, 3), (100, 5)])
    func percentile(_ percentile: Double, _ value: Double) {
        let rule = CorrelationRule.over(
            ["a"], .valuePercentile, [.init(.equal, value)], field: ["n"], percentile: percentile)
        var scene = Scene(rule)
        for number in [4, 2, 5, 1, 3] { scene.take("a", at: Double(number), ["host": "h", "n": "\(number)"]) }
        scene.pass(to: 1000)
        #expect(scene.found.map(\.value) == [value])
    }

    @Test(
        "sums of whole numbers are exact, and those of fractions to a billionth", arguments: [(1e12 + 1, 3), (0.1, 10)])
    func exactSums(_ number: Double, _ count: Int) {
        let least = (number * Double(count) * 1e3).rounded() / 1e3
        var scene = Scene(.over(["a"], .valueSum, [.init(.greaterOrEqual, least)], field: ["n"]))
        for time in 0..<count { scene.take("a", at: Double(time), ["host": "h", "n": "\(number)"]) }
        #expect(scene.found.map(\.value) == [least])
    }

    @Test(
        "text that is no number, and numbers out of bounds, have no value", arguments: ["", "x", "nan", "inf", "1e300"])
    func noNumber(_ text: String) {
        var scene = Scene(.over(["a"], .valueSum, [.init(.greaterOrEqual, 0)], field: ["bytes"]))
        scene.take("a", at: 0, ["host": "h", "bytes": text])
        #expect(scene.found.isEmpty)
        #expect(scene.engine.losses(of: 0).withoutValue == 1)
    }

    @Test("temporal wants every rule, in any order")
    func temporal() {
        var scene = Scene(.over(["a", "b", "c"], .temporal))
        for (time, rule) in [(0.0, "c"), (10, "c"), (50, "a"), (65, "b")] { scene.take(rule, at: time) }
        #expect(scene.lines == ["65: h: 3"])
        #expect(scene.found.first?.events == [2, 3, 4])
    }

    @Test("temporal with a number wants so many different rules")
    func temporalNumber() {
        var scene = Scene(.over(["a", "b", "c"], .temporal, [.init(.greaterOrEqual, 2)]))
        for (time, rule) in [(0.0, "c"), (10, "c"), (50, "a")] { scene.take(rule, at: time) }
        #expect(scene.lines == ["50: h: 3"])
    }

    @Test(
        "temporal_ordered wants the rules in their order",
        arguments: [("abc", true), ("acb", false), ("bca", false), ("cbabac", true), ("aabbc", true), ("cba", false)])
    func ordered(_ sequence: String, _ matches: Bool) {
        var scene = Scene(.over(["a", "b", "c"], .temporalOrdered))
        for (time, rule) in sequence.enumerated() { scene.take(String(rule), at: Double(time)) }
        #expect(scene.found.count == (matches ? 1 : 0))
    }

    @Test("temporal_ordered forgets a beginning that is too old")
    func orderedSlides() {
        var scene = Scene(.over(["a", "b"], .temporalOrdered))
        for (time, rule) in [(0.0, "a"), (61, "b"), (62, "a"), (63, "b")] { scene.take(rule, at: time) }
        #expect(scene.lines == ["63: h: 3"])
    }

    @Test("events of one instant are in whatever order the rules are")
    func sameInstant() {
        var scene = Scene(.over(["a", "b"], .temporalOrdered))
        scene.take("b", at: 5)
        scene.take("a", at: 5)
        #expect(scene.found.count == 1)
    }

    @Test(
        "a condition over rules decides",
        arguments: [("ab", false), ("c", true), ("ba", false), ("bc", true), ("a", false)])
    func condition(_ sequence: String, _ matches: Bool) {
        let condition = SigmaRuleCondition.any([.all([.rule("a"), .rule("b"), .rule("c")]), .rule("ID-C")])
        var scene = Scene(.over(["a", "b", "c"], .temporal, condition: condition))
        for (time, rule) in sequence.enumerated() { scene.take(String(rule), at: Double(time)) }
        #expect(scene.found.count == (matches ? 1 : 0))
    }

    @Test(
        "a temporal order with a condition wants the rules of the condition in order",
        arguments: [("cab", 1), ("cba", 0)])
    func orderedCondition(_ sequence: String, _ matches: Int) {
        let condition = SigmaRuleCondition.all([.rule("a"), .rule("b")])
        var scene = Scene(.over(["a", "b", "c"], .temporalOrdered, condition: condition))
        for (time, rule) in sequence.enumerated() { scene.take(String(rule), at: Double(time)) }
        #expect(scene.found.count == matches)
    }

    @Test("a condition with 'not' is judged when the window has passed", arguments: [("a", 1), ("ab", 0)])
    func negation(_ sequence: String, _ matches: Int) {
        let condition = SigmaRuleCondition.all([.rule("a"), .not(.rule("b"))])
        var scene = Scene(.over(["a", "b"], .temporal, condition: condition))
        for (time, rule) in sequence.enumerated() { scene.take(String(rule), at: Double(time)) }
        #expect(scene.found.isEmpty)
        scene.pass(to: 60 + 601)
        #expect(scene.found.count == matches)
    }
}
