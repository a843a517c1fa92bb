// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Sigma

struct CorrelationBoundsTests {
    private let many = [CorrelationRule.Threshold(.greaterOrEqual, 3)]

    @Test("ever new groups stay within their limit, and the quietest go first", arguments: [false, true])
    func groups(_ settles: Bool) {
        let thresholds = settles ? [CorrelationRule.Threshold(.less, 3)] : many
        var scene = CorrelationScene(
            .over(["a"], .eventCount, timespan: 86_400, thresholds),
            limits: CorrelationLimits(groups: 100, entries: 1000))
        for index in 0..<5000 {
            scene.take("a", at: Double(index), ["host": "h\(index)"])
            #expect(scene.engine.size(of: 0).groups <= 100)
        }
        let losses = scene.engine.losses(of: 0)
        #expect(losses.evictedGroups == 5000 - scene.engine.size(of: 0).groups)
        #expect(losses.evictedEntries == losses.evictedGroups)
        guard !settles else { return }
        scene.take("a", at: 5000, ["host": "h4999"])
        scene.take("a", at: 5001, ["host": "h4999"])
        #expect(scene.lines == ["5001: h4999: 3"])
    }

    @Test("ever more entries stay within their limits", arguments: CorrelationRule.Kind.allCases)
    func entries(_ kind: CorrelationRule.Kind) {
        let rule = CorrelationRule.over(
            ["a"], kind, timespan: 86_400, [.init(.greaterOrEqual, 12)], field: ["value"], percentile: 95)
        var scene = CorrelationScene(rule, limits: CorrelationLimits(entries: 64, entriesPerGroup: 16))
        for index in 0..<3000 {
            scene.take("a", at: Double(index), ["host": "h\(index % 7)", "value": "\(index % 5)"])
            #expect(scene.engine.size(of: 0).entries <= 64)
        }
        #expect(scene.engine.losses(of: 0).evictedEntries >= 3000 - 64)
    }

    @Test("what has passed is forgotten without being evicted")
    func expiry() {
        var scene = CorrelationScene(
            .over(["a"], .valueCount, many, field: ["value"]), .over(["a"], .eventCount, [.init(.less, 2)]))
        for index in 0..<100 { scene.take("a", at: 0, ["host": "h\(index)", "value": "v\(index)"]) }
        #expect(scene.engine.size(of: 0) == (100, 100))
        scene.pass(to: 1000)
        scene.pass(to: 2000)
        #expect(scene.engine.size(of: 0) == (0, 0))
        #expect(scene.engine.size(of: 1) == (0, 0))
        #expect(scene.found.count == 100)
        #expect(scene.engine.losses(of: 0) == CorrelationLosses())
    }

    @Test("many values of one event count in some groups, and it is said")
    func manyValues() {
        var scene = CorrelationScene(
            .over(["a"], .eventCount, by: ["host", "user"], many), limits: CorrelationLimits(groupsPerMatch: 6))
        let values = (0..<1000).map { "v\($0)" }
        scene.take("a", at: 0, lists: ["host": ["h", "i"], "user": values])
        #expect(scene.engine.size(of: 0).groups == 6)
        #expect(scene.engine.losses(of: 0).tooManyGroups == 1)
    }

    @Test("long values are shortened, and stay different")
    func longValues() {
        let start = String(repeating: "ä", count: 5000)
        var scene = CorrelationScene(.over(["a"], .eventCount, [.init(.greaterOrEqual, 2)]))
        scene.take("a", at: 0, ["host": start + "x"])
        scene.take("a", at: 1, ["host": start + "y"])
        #expect(scene.found.isEmpty)
        scene.take("a", at: 2, ["host": start + "x"])
        let text = scene.found.first?.group.first?.text ?? ""
        #expect(text.hasPrefix("ää"))
        #expect(text.utf8.count < 300)
    }

    @Test("a match names so many events and counts them all")
    func events() {
        var scene = CorrelationScene(
            .over(["a", "b"], .temporal, [.init(.greaterOrEqual, 2)]), limits: CorrelationLimits(eventsPerMatch: 3))
        for time in 0..<20 { scene.take("a", at: Double(time)) }
        scene.take("b", at: 20)
        #expect(scene.found.first?.events == [19, 20, 21])
        #expect(scene.found.first?.total == 21)
    }
}
