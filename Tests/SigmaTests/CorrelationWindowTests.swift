// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Testing

@testable import Sigma

struct CorrelationWindowTests {
    typealias Scene = CorrelationScene
    private let pair = [CorrelationRule.Threshold(.greaterOrEqual, 2)]

    @Test("a burst matches once, and again when a timespan has passed since")
    func bursts() {
        var scene = Scene(.over(["a"], .eventCount, pair))
        for time in stride(from: 0.0, through: 130, by: 10) { scene.take("a", at: time) }
        #expect(scene.lines == ["10: h: 2", "80: h: 7"])
    }

    @Test("a late event counts in the windows that hold it")
    func late() {
        var scene = Scene(.over(["a"], .eventCount, [.init(.greaterOrEqual, 3)]))
        for time in [100.0, 150, 400, 120] { scene.take("a", at: time) }
        #expect(scene.lines == ["150: h: 3"])
    }

    @Test("an event that is too late is counted and does nothing")
    func tooLate() {
        var scene = Scene(.over(["a"], .eventCount, pair), limits: CorrelationLimits(lateness: 10))
        for time in [0.0, 100, 29.999999, 30] { scene.take("a", at: time) }
        #expect(scene.found.isEmpty)
        #expect(scene.engine.losses(of: 0).tooLate == 1)
    }

    @Test("a time after the ceiling is not believed")
    func ceiling() {
        var scene = Scene(.over(["a"], .eventCount, pair))
        scene.engine.ceiling = Scene.instant(1000)
        scene.take("a", at: 1)
        scene.take("a", at: 1e9)
        scene.pass(to: 1e9)
        scene.take("a", at: 2)
        #expect(scene.lines == ["2: h: 2"])
        #expect(scene.engine.ahead == 1)
    }

    @Test("the same event counts once, whichever of the rules it matched")
    func sameEvent() {
        var scene = Scene(.over(["a", "b"], .eventCount, pair))
        scene.take("a", at: 1, event: 7)
        scene.take("a", at: 1, event: 7)
        scene.take("b", at: 1, event: 7)
        #expect(scene.found.isEmpty)
        scene.take("b", at: 1, event: 8)
        #expect(scene.lines == ["1: h: 2"])
    }

    @Test("groups are apart; an event with two values is in both; one without is in none")
    func groups() {
        var scene = Scene(.over(["a"], .eventCount, by: ["host", "user"], pair))
        scene.take("a", at: 0, ["host": "h", "user": "u"])
        scene.take("a", at: 1, ["host": "h", "user": "v"])
        scene.take("a", at: 2, ["host": "h"])
        scene.take("a", at: 3, lists: ["host": ["g", "h"], "user": ["v", "v", "u"]])
        #expect(scene.lines == ["3: h,v: 2", "3: h,u: 2"])
        #expect(scene.engine.losses(of: 0).ungrouped == 1)
        #expect(scene.engine.size(of: 0).groups == 4)
    }

    @Test("without group-by all are one group")
    func oneGroup() {
        var scene = Scene(.over(["a"], .eventCount, by: [], pair))
        scene.take("a", at: 0, [:])
        scene.take("a", at: 1, [:])
        #expect(scene.lines == ["1: : 2"])
    }

    @Test("an alias is another field in each rule")
    func aliases() {
        let alias = CorrelationRule.Alias(name: "address", fields: ["a": "src_ip", "id-b": "dest_ip"])
        var scene = Scene(.over(["a", "b"], .temporal, by: ["address"], aliases: [alias]))
        #expect(scene.engine.neededFields(ofRule: 1) == ["dest_ip"])
        scene.take("a", at: 0, ["src_ip": "1", "dest_ip": "2"])
        scene.take("b", at: 1, ["src_ip": "1", "dest_ip": "2"])
        #expect(scene.found.isEmpty)
        scene.take("b", at: 2, ["src_ip": "2", "dest_ip": "1"])
        #expect(scene.lines == ["2: 1: 2"])
        #expect(scene.found.first?.group.first?.name == "address")
    }

    @Test("a correlation counts the matches of another, by its group and the fields of the event")
    func chain() {
        let many = CorrelationRule.over(["a"], .eventCount, name: "many", by: ["host"], pair)
        let then = CorrelationRule.over(["many", "b"], .temporalOrdered, name: "then", by: ["user"])
        var scene = Scene(then, many)
        #expect(scene.engine.neededFields(ofRule: 0) == ["host", "user"])
        #expect(scene.engine.neededFields(ofRule: 1) == ["user"])
        #expect(scene.engine.hiddenRules == [0, 1])
        #expect(scene.engine.hiddenCorrelations == [1])
        scene.take("a", at: 0, ["host": "h", "user": "u"])
        scene.take("b", at: 1, ["user": "u"])
        scene.take("a", at: 2, ["host": "h", "user": "u"])
        scene.take("b", at: 3, ["user": "u"])
        #expect(scene.lines == ["2: h: 2", "3: u: 3"])
        #expect(scene.found.last?.events == [2, 3, 4])
    }

    @Test("fewer than a number is known when the window has passed", arguments: [(1, ["60: h: 1"]), (2, [])])
    func fewer(_ count: Int, _ lines: [String]) {
        var scene = Scene(.over(["a"], .eventCount, [.init(.less, 2)]), limits: CorrelationLimits(lateness: 5))
        for time in 0..<count { scene.take("a", at: Double(time)) }
        scene.pass(to: 65)
        #expect(scene.found.isEmpty)
        scene.pass(to: 65.000001)
        #expect(scene.lines == lines)
        scene.pass(to: 10_000)
        #expect(scene.lines == lines)
    }

    @Test("a range waits for the end of the window, and late events are in it")
    func range() {
        var scene = Scene(
            .over(["a"], .eventCount, [.init(.greater, 1), .init(.lessOrEqual, 3)]),
            limits: CorrelationLimits(lateness: 5))
        for time in [10.0, 60, 64, 12, 90, 140, 151, 200] { scene.take("a", at: time) }
        scene.pass(to: 1000)
        // 10...70 has four; 90...150 has two; 151...211 has two.
        #expect(scene.lines == ["150: h: 2", "211: h: 2"])
    }

    @Test("a settled window is closed for events that come later still")
    func closed() {
        var scene = Scene(.over(["a"], .eventCount, [.init(.equal, 1)]), limits: CorrelationLimits(lateness: 5))
        for time in [0.0, 66, 60] { scene.take("a", at: time) }
        #expect(scene.lines == ["60: h: 1"])
        #expect(scene.engine.losses(of: 0).tooLate == 1)
    }

    @Test("what settles inside is counted outside, however long it was silent")
    func settledChain() {
        let few = CorrelationRule.over(["a"], .eventCount, name: "few", [.init(.less, 2)])
        let outer = CorrelationRule.over(["few"], .eventCount, name: "outer", timespan: 200, pair)
        var scene = Scene(outer, few)
        scene.take("a", at: 0)
        scene.take("a", at: 100)
        scene.pass(to: 1_000_000)
        #expect(scene.found.map(\.correlation) == [1, 1, 0])
        #expect(scene.lines == ["60: h: 1", "160: h: 1", "160: h: 2"])
    }

    @Test("a copy taken before a batch gives the same once more")
    func again() {
        var scene = Scene(.over(["a"], .eventCount, pair))
        scene.take("a", at: 0)
        var copy = scene
        scene.take("a", at: 1)
        copy.take("a", at: 1)
        #expect(copy.found == scene.found)
        #expect(scene.found.count == 1)
    }

    @Test("what cannot be used says so, and the others work")
    func problems() {
        let scene = Scene(
            .over(["a"], .eventCount), .over(["nobody"], .temporal), .over(["second"], .temporal, name: "first"),
            .over(["first"], .temporal, name: "second"), .over(["a"], .valueCount, pair),
            .over(["a"], .valuePercentile, pair, field: ["n"]), .over(["a"], .temporal, condition: .rule("b")),
            .over(["a"], .eventCount, pair), .over(["a"], .eventCount, [.init(.greater, 1e9)]))
        #expect(scene.engine.problems.map(\.correlation) == [0, 1, 2, 3, 4, 5, 6, 8])
        #expect(scene.engine.problems.allSatisfy { !$0.problem.help.isEmpty })
        #expect(scene.engine.correlates(rule: 0))
        #expect(!scene.engine.correlates(rule: 1))
    }
}
