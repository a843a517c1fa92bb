// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Sigma
import Testing

@Suite("Matching against plain code")
struct MatchingOracleTests {
    /// `make soak` sets SOAK.
    private static let rounds: UInt64 = ProcessInfo.processInfo.environment["SOAK"] == nil ? 6 : 200

    @Test("all rules at once match just the events that each matches by itself", arguments: 0..<rounds)
    func agreement(seed: UInt64) throws {
        var maker = MatchingMaker(seed: seed)
        let rules = (0..<300).map { $0 % 12 == 0 ? maker.reference() : maker.rule() }
        let program = SigmaProgram(rules) { _, name in MatchingMaker.resolve(name) }
        #expect(program.problems == [])
        var matcher = SigmaMatcher(program)
        var matches = 0
        for _ in 0..<150 {
            let event = maker.event()
            let line = Array(event.utf8)
            let oracle = try MatchingOracle(line, resolve: MatchingMaker.resolve)
            try matcher.match(line.span)
            let found = matcher.matches
            let expected = rules.indices.filter { oracle.matches(rules[$0]) }
            for rule in Set(found).symmetricDifference(expected) {
                let part = try smallest(rules[rule].expression, oracle, line)
                Issue.record("\(expected.contains(rule) ? "missed" : "invented"): \(part) on \(event)")
                return
            }
            #expect(found == expected)
            matches += found.count
        }
        #expect(matches > 1000)
    }

    /// The smallest part of an expression that is matched otherwise than by plain code.
    private func smallest(
        _ expression: SigmaExpression, _ oracle: MatchingOracle, _ line: [UInt8]
    ) throws -> SigmaExpression {
        let parts: [SigmaExpression] =
            switch expression {
            case .all(let parts), .any(let parts): parts
            case .not(let part): [part]
            case .test: []
            }
        for part in parts {
            let rule = SigmaProgram.Rule(part)
            var matcher = SigmaMatcher(SigmaProgram([rule]) { _, name in MatchingMaker.resolve(name) })
            try matcher.match(line.span)
            if (matcher.matches == [0]) != oracle.matches(rule) { return try smallest(part, oracle, line) }
        }
        return expression
    }

    @Test("damaged lines never trap, and match nothing if they are no JSON", arguments: 0..<rounds)
    func damage(seed: UInt64) throws {
        var maker = MatchingMaker(seed: seed)
        let program = SigmaProgram((0..<60).map { _ in maker.rule() }) { _, name in MatchingMaker.resolve(name) }
        var matcher = SigmaMatcher(program)
        for round in 0..<400 {
            var line = Array(maker.event().utf8)
            let at = Int(seed) * 31 + round * 7
            line[at % line.count] = UInt8(truncatingIfNeeded: at * 13)
            let isJSON = (try? EveTree.parse(line)) != nil
            var isRead = true
            do { try matcher.match(line.span) } catch { isRead = false }
            let found = matcher.matches
            #expect(isRead == isJSON)
            #expect(isRead || found.isEmpty)
        }
    }
}
