// SPDX-License-Identifier: Apache-2.0

internal import Query
internal import Sigma

/// Which events a dry run must look at, so that no match is missed.
struct DryRunNeeds: Sendable {
    /// The types of events, sorted; `nil` for all.
    private(set) var types: [String]? = []
    /// Holds at least for every event that some rule matches.
    private(set) var opened = Filter.nothing
    /// Those of all rules that may match.
    private(set) var expressions: [SigmaExpression] = []
    /// How long before a window its events begin to matter, in microseconds: correlations look back.
    private(set) var lead: Int64 = 0

    /// How late a window is settled at the most, as correlations are made here; see `CorrelationLimits`.
    private static let lateness = CorrelationLimits().lateness

    init(_ documents: [SigmaDocument], _ mapping: MappingSet) {
        var seconds = 0
        var settles = false
        for document in documents {
            switch document {
            case .rule(let rule): add(rule, mapping)
            case .correlation(let rule):
                seconds = seconds.addingReportingOverflow(rule.timespan).partialValue
                settles = settles || rule.settles
            case .filter: continue
            }
        }
        if settles {
            // Any event's time may bring a window to its end, and is the event that the match is told with.
            types = nil
            opened = .everything
            seconds += Self.lateness
        }
        lead = Int64(min(max(0, seconds), 10 * 366 * 86_400)) * 1_000_000
    }

    private mutating func add(_ rule: DetectionRule, _ mapping: MappingSet) {
        guard case .mapped(let routed, let names) = mapping.resolve(rule.logSource) else { return }
        expressions.append(rule.expression)
        if let routed, let known = types {
            types = Set(known + routed).sorted()
        } else {
            types = nil
        }
        opened =
            .any([opened, .all([Self.isOfType(routed), DryRunConditions.filter(rule.expression, names)])])
            .simplified
    }

    /// The events that are looked at.
    var filter: Filter { Self.isOfType(types) }

    private static func isOfType(_ types: [String]?) -> Filter {
        guard let types else { return .everything }
        return Filter.any(types.map { .test(.eventType, .equals(.text($0))) }).simplified
    }
}

extension CorrelationRule {
    /// Whether it may come true by something that did not happen.
    fileprivate var settles: Bool {
        thresholds.contains { ![.greater, .greaterOrEqual].contains($0.comparison) }
            || ruleCondition?.hasNegation == true
    }
}

extension SigmaRuleCondition {
    fileprivate var hasNegation: Bool {
        switch self {
        case .rule: false
        case .all(let parts), .any(let parts): parts.contains(where: \.hasNegation)
        case .not: true
        }
    }
}
