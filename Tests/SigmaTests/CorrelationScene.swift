// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules

@testable import Sigma

/// Rules `a`, `b` and `c`, one correlation or several over them, and matches at whole seconds.
struct CorrelationScene {
    static let baseRules = ["a", "b", "c"].map { (name: String) in
        SigmaHeader(title: "Rule \(name)", id: "ID-\(name)", name: name)
    }

    var engine: CorrelationEngine
    var found: [CorrelationMatch] = []
    private var events: UInt64 = 0

    init(_ rules: CorrelationRule..., limits: CorrelationLimits = CorrelationLimits()) {
        engine = CorrelationEngine(rules: rules, baseRules: Self.baseRules, limits: limits)
    }

    /// A match of the rule `name` at `time`, of a new event unless `event` says which.
    mutating func take(
        _ name: String, at time: Double, event: UInt64? = nil, _ fields: [String: String] = ["host": "h"]
    ) {
        take(name, at: time, event: event, lists: fields.mapValues { [$0] })
    }

    mutating func take(_ name: String, at time: Double, event: UInt64? = nil, lists: [String: [String]]) {
        events += 1
        let rule = Self.baseRules.firstIndex { $0.name == name } ?? 0
        found += engine.take(
            BaseMatch(rule: rule, time: Self.instant(time), event: event ?? events, fields: lists))
    }

    mutating func pass(to time: Double) {
        found += engine.advance(to: Self.instant(time))
    }

    /// What was found, as `second: group: total`.
    var lines: [String] {
        found.map { "\(Self.second($0.time)): \($0.group.map(\.text).joined(separator: ",")): \($0.total)" }
    }

    static func instant(_ seconds: Double) -> Instant {
        Instant(microseconds: Int64(seconds * 1_000_000))
    }

    static func second(_ instant: Instant) -> Int64 { instant.microseconds / 1_000_000 }
}

extension CorrelationRule {
    /// A correlation over 60 seconds, by host.
    static func over(
        _ rules: [String], _ kind: Kind, name: String = "correlation", by groupBy: [String] = ["host"],
        timespan: Int = 60,
        _ thresholds: [Threshold] = [], field: [String] = [], percentile: Double? = nil,
        condition: SigmaRuleCondition? = nil, aliases: [Alias] = [], generates: Bool = false
    ) -> CorrelationRule {
        CorrelationRule(
            header: SigmaHeader(title: name, name: name), kind: kind, rules: rules, groupBy: groupBy,
            timespan: timespan,
            aliases: aliases, thresholds: thresholds, field: field, percentile: percentile, ruleCondition: condition,
            generatesBaseMatches: generates)
    }
}

/// Numbers that look random and are the same in every run.
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    /// A number below `bound`, which must be positive.
    mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(truncatingIfNeeded: state >> 33) % bound
    }
}
