// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Sigma

struct CorrelationStateTests {
    private let pair = [CorrelationRule.Threshold(.greaterOrEqual, 2)]

    /// Rules of all kinds of state, and an engine that has taken some matches for them.
    private static func filled() -> (rules: [CorrelationRule], engine: CorrelationEngine) {
        let rules: [CorrelationRule] = [
            .over(["a", "b"], .eventCount, name: "count", [.init(.greaterOrEqual, 3)]),
            .over(["a", "b"], .valueCount, name: "values", [.init(.greaterOrEqual, 3)], field: ["value"]),
            .over(["a", "b"], .temporalOrdered, name: "order"),
            .over(["a", "b"], .valueSum, name: "sum", by: [], [.init(.less, 3)], field: ["value"]),
        ]
        var numbers = SeededNumbers(seed: 7)
        var engine = CorrelationEngine(rules: rules, baseRules: CorrelationScene.baseRules)
        for match in CorrelationOracleTests.stream(60, &numbers) { _ = engine.take(match) }
        return (rules, engine)
    }

    @Test("a changed correlation begins anew, and the others go on")
    func changed() throws {
        let kept = CorrelationRule.over(["a"], .eventCount, name: "kept", pair)
        var scene = CorrelationScene(.over(["a"], .eventCount, name: "changed", pair), kept)
        scene.take("a", at: 0)
        let bytes = scene.engine.encoded()
        var next = CorrelationScene(kept, .over(["a"], .eventCount, name: "changed", timespan: 61, pair))
        let anew = try next.engine.restore(bytes)
        #expect(anew == [1])
        next.take("a", at: 1, event: 9)
        #expect(next.found.map(\.correlation) == [0])
    }

    @Test("two correlations that are the same have their own states")
    func twins() throws {
        let rule = CorrelationRule.over(["a"], .eventCount, pair)
        var scene = CorrelationScene(rule, rule)
        scene.take("a", at: 0)
        let anew = try scene.engine.restore(scene.engine.encoded())
        #expect(anew.isEmpty)
        scene.take("a", at: 1)
        #expect(scene.found.map(\.correlation) == [0, 1])
    }

    @Test("bytes that are no state say what they are, and nothing changes")
    func refused() {
        var scene = CorrelationScene(.over(["a"], .eventCount, pair))
        scene.take("a", at: 0)
        let good = scene.engine.encoded()
        var flipped = good
        flipped[good.count / 2] ^= 1
        var newer = good
        newer[4] = 9
        let cases: [([UInt8], CorrelationStateError)] = [
            ([], .notAState), (Array("something else entirely".utf8), .notAState), (flipped, .wrongChecksum),
            (Array(good.dropLast()), .wrongChecksum), (newer, .unknownVersion(9)),
        ]
        for (bytes, expected) in cases {
            #expect(throws: expected) { try scene.engine.restore(bytes) }
        }
        scene.take("a", at: 1)
        #expect(scene.found.count == 1)
    }

    @Test("mutated states never trap, with a good checksum too", arguments: 0..<400 as Range<UInt64>)
    func mutated(_ seed: UInt64) {
        let (rules, filled) = Self.filled()
        var numbers = SeededNumbers(seed: seed + 1000)
        var bytes = Array(filled.encoded().dropLast(8))
        for _ in 0...numbers.below(4) {
            let place = numbers.below(bytes.count - 4) + 4
            switch numbers.below(4) {
            case 0: bytes[place] ^= 1 << UInt8(numbers.below(8))
            case 1: bytes[place] = UInt8(numbers.below(256))
            case 2: bytes.remove(at: place)
            default: bytes.insert([0, 0x7F, 0x80, 0xFF][numbers.below(4)], at: place)
            }
        }
        var writer = StateWriter()
        writer.word(Fingerprint.hash(bytes))
        var engine = CorrelationEngine(rules: rules, baseRules: CorrelationScene.baseRules)
        do {
            _ = try engine.restore(bytes + writer.bytes)
        } catch {
            #expect(!error.description.isEmpty)
        }
        // Whatever was taken up is worked with.
        for match in CorrelationOracleTests.stream(60, &numbers) {
            _ = engine.take(match)
        }
        _ = engine.advance(to: Instant(microseconds: .max))
        #expect(engine.encoded().count > 12)
    }

    @Test("times at the ends of their range do no harm", arguments: CorrelationRule.Kind.allCases)
    func extremes(_ kind: CorrelationRule.Kind) {
        for thresholds in [pair, [CorrelationRule.Threshold(.less, 2)]] {
            let rule = CorrelationRule.over(["a", "b"], kind, thresholds, field: ["value"], percentile: 50)
            var engine = CorrelationEngine(rules: [rule], baseRules: CorrelationScene.baseRules)
            for (event, time) in [Int64.min, .min + 1, -1, 0, .max - 1, .max, .min].enumerated() {
                _ = engine.take(
                    BaseMatch(
                        rule: event % 2, time: Instant(microseconds: time), event: 0,
                        fields: ["host": ["h"], "value": ["1"]]))
            }
            #expect(engine.losses(of: 0).tooLate > 0)
        }
    }
}
