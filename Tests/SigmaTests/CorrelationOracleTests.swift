// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Sigma

/// The engine against the definition, on streams of events that come late, twice, or without fields.
struct CorrelationOracleTests {
    /// A rule of any kind, with one comparison or two.
    static func rule(_ numbers: inout SeededNumbers) -> CorrelationRule {
        let kind = CorrelationRule.Kind.allCases[numbers.below(CorrelationRule.Kind.allCases.count)]
        let isTemporal = kind == .temporal || kind == .temporalOrdered
        var thresholds: [CorrelationRule.Threshold] = []
        if !isTemporal || numbers.below(2) == 0 {
            let comparison = numbers.below(2) == 0 ? .greaterOrEqual : Comparison.allCases[numbers.below(6)]
            thresholds.append(.init(comparison, Double(numbers.below(6) + 1)))
            if numbers.below(4) == 0 { thresholds.append(.init(.lessOrEqual, Double(numbers.below(6) + 1))) }
        }
        return .over(
            ["a", "b", "c"], kind, timespan: numbers.below(30) + 1, thresholds, field: ["value"],
            percentile: Double(numbers.below(101)))
    }

    /// A stream that mostly goes forward, half a second at a time.
    static func stream(_ count: Int, _ numbers: inout SeededNumbers) -> [BaseMatch] {
        var now = 0
        var matches: [BaseMatch] = []
        for event in 0..<count {
            if event > 0, numbers.below(20) == 0 {
                matches.append(matches[numbers.below(matches.count)])
                continue
            }
            now += numbers.below(50) == 0 ? numbers.below(200) : numbers.below(5)
            let time = numbers.below(4) == 0 ? now - numbers.below(100) : now
            var fields = ["host": ["h\(numbers.below(3))"], "value": ["\(numbers.below(6))"]]
            switch numbers.below(20) {
            case 0: fields["host"] = nil
            case 1: fields["value"] = nil
            case 2: fields["host"] = ["h0", "h1"]
            case 3: fields["value"] = ["1", "4"]
            default: break
            }
            matches.append(
                BaseMatch(
                    rule: numbers.below(3), time: Instant(microseconds: Int64(time) * 500_000), event: UInt64(event),
                    fields: fields))
        }
        return matches
    }

    static func findings(_ matches: [CorrelationMatch]) -> [CorrelationOracle.Finding] {
        matches.map {
            CorrelationOracle.Finding(
                time: $0.time.microseconds, group: $0.group.map(\.text), total: $0.total, value: $0.value)
        }
    }

    @Test("every window is found as the definition says", arguments: 0..<400 as Range<UInt64>)
    func definition(_ seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let rule = Self.rule(&numbers)
        let lateness = numbers.below(20)
        var engine = CorrelationEngine(
            rules: [rule], baseRules: CorrelationScene.baseRules, limits: CorrelationLimits(lateness: lateness))
        var oracle = CorrelationOracle(rule, lateness: lateness)
        for match in Self.stream(250, &numbers) {
            let found = Self.findings(engine.take(match))
            let expected = oracle.take(match)
            #expect(found == expected, "\(rule) at \(match)")
            guard found == expected else { return }
        }
        #expect(engine.losses(of: 0).tooLate == oracle.tooLate)
    }

    @Test("a window that is long is counted on as the definition says", arguments: 0..<21 as Range<UInt64>)
    func longWindows(_ seed: UInt64) {
        var numbers = SeededNumbers(seed: seed + 5000)
        let kind = CorrelationRule.Kind.allCases[Int(seed) % CorrelationRule.Kind.allCases.count]
        let high: [CorrelationRule.Kind: Double] = [
            .eventCount: 120, .valueCount: 6, .temporal: 3, .temporalOrdered: 3, .valueSum: 300, .valueAverage: 2.8,
            .valuePercentile: 4,
        ]
        let rule = CorrelationRule.over(
            ["a", "b", "c"], kind, timespan: 120, [.init(.greater, high[kind, default: 1])], field: ["value"],
            percentile: 60)
        var engine = CorrelationEngine(rules: [rule], baseRules: CorrelationScene.baseRules)
        var oracle = CorrelationOracle(rule, lateness: 600)
        for var match in Self.stream(500, &numbers) {
            match.fields["host"] = ["h"]
            if numbers.below(40) > 0, match.fields["value"] == ["5"] { match.fields["value"] = ["0"] }
            #expect(Self.findings(engine.take(match)) == oracle.take(match))
        }
    }

    @Test("the streams find something with every kind")
    func streamsFind() {
        var kinds: Set<CorrelationRule.Kind> = []
        for seed in 0..<200 as Range<UInt64> {
            var numbers = SeededNumbers(seed: seed)
            let rule = Self.rule(&numbers)
            var engine = CorrelationEngine(rules: [rule], baseRules: CorrelationScene.baseRules)
            let found = Self.stream(250, &numbers).flatMap { engine.take($0) }
            if found.count > 2 { kinds.insert(rule.kind) }
        }
        #expect(kinds.count == CorrelationRule.Kind.allCases.count)
    }

    @Test("a restart at any place, or a batch taken back, changes nothing", arguments: 0..<60 as Range<UInt64>)
    func restart(_ seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let rules = [
            Self.rule(&numbers), Self.rule(&numbers),
            .over(["correlation", "b"], .eventCount, name: "outer", [.init(.greaterOrEqual, 3)]),
        ]
        let limits = CorrelationLimits(lateness: 5, groups: 2, entries: 40, entriesPerGroup: 12)
        let empty = CorrelationEngine(rules: rules, baseRules: CorrelationScene.baseRules, limits: limits)
        var (straight, broken) = (empty, empty)
        for match in Self.stream(250, &numbers) {
            let expected = straight.take(match)
            let before = broken
            var found = broken.take(match)
            if numbers.below(10) == 0 {
                broken = before
                found = broken.take(match)
            }
            #expect(found == expected)
            guard numbers.below(10) == 0 else { continue }
            let bytes = broken.encoded()
            broken = empty
            let anew = try broken.restore(bytes)
            #expect(anew.isEmpty)
        }
    }
}
