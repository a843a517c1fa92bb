// SPDX-License-Identifier: Apache-2.0

/// A rule over the matches of other rules.
///
/// Source: Sigma specification 2.1.0, `sigma-correlation-rules-specification.md`.
package struct CorrelationRule: Hashable, Sendable {
    /// `type`.
    package enum Kind: String, CaseIterable, Sendable {
        case eventCount = "event_count"
        case valueCount = "value_count"
        case temporal
        case temporalOrdered = "temporal_ordered"
        case valueSum = "value_sum"
        case valueAverage = "value_avg"
        case valuePercentile = "value_percentile"
    }

    /// One comparison of `condition`: `gte: 10`.
    package struct Threshold: Hashable, Sendable {
        package var comparison: Comparison
        package var value: Double

        package init(_ comparison: Comparison, _ value: Double) {
            self.comparison = comparison
            self.value = value
        }
    }

    /// `aliases`: a name for fields that are called otherwise in each rule.
    package struct Alias: Hashable, Sendable {
        package var name: String
        /// The field's name by the rule's name or id.
        package var fields: [String: String]

        package init(name: String, fields: [String: String]) {
            self.name = name
            self.fields = fields
        }
    }

    package var header: SigmaHeader
    package var kind: Kind
    /// `rules`: names or ids of rules and of other correlations, in order.
    package var rules: [String]
    /// `group-by`: field names or names of aliases. Empty: all matches are one group.
    package var groupBy: [String]
    /// `timespan`, in seconds, at least 1.
    package var timespan: Int
    package var aliases: [Alias]
    /// `condition`'s comparisons, all of which must hold. Empty for temporal kinds that give none: every rule once.
    package var thresholds: [Threshold]
    /// `condition: field`: whose values are counted, summed, averaged or ranked.
    package var field: [String]
    /// `condition: percentile`, 0...100.
    package var percentile: Double?
    /// `condition` as a boolean expression over rule names, which the temporal kinds allow; `nil` where not given.
    package var ruleCondition: SigmaRuleCondition?
    /// `generate`: whether the rules that it names report their own matches too.
    package var generatesBaseMatches: Bool

    package init(
        header: SigmaHeader, kind: Kind, rules: [String], groupBy: [String], timespan: Int, aliases: [Alias] = [],
        thresholds: [Threshold] = [], field: [String] = [], percentile: Double? = nil,
        ruleCondition: SigmaRuleCondition? = nil, generatesBaseMatches: Bool = false
    ) {
        self.header = header
        self.kind = kind
        self.rules = rules
        self.groupBy = groupBy
        self.timespan = timespan
        self.aliases = aliases
        self.thresholds = thresholds
        self.field = field
        self.percentile = percentile
        self.ruleCondition = ruleCondition
        self.generatesBaseMatches = generatesBaseMatches
    }
}

/// A boolean expression over the rules of a temporal correlation.
package indirect enum SigmaRuleCondition: Hashable, Sendable {
    case rule(String)
    case all([SigmaRuleCondition])
    case any([SigmaRuleCondition])
    case not(SigmaRuleCondition)
}

/// A document that takes matches away from rules: events that fit its expression are no match.
///
/// Source: Sigma specification 2.1.0, `sigma-filters-specification.md`.
package struct FilterRule: Hashable, Sendable {
    package var header: SigmaHeader
    package var logSource: LogSource
    /// `filter.rules`: names or ids; `nil` for `any`.
    package var rules: [String]?
    /// What is added to each rule's condition with `and`, that is, with its own `not` in it as the filter writes it.
    package var expression: SigmaExpression

    package init(header: SigmaHeader, logSource: LogSource, rules: [String]?, expression: SigmaExpression) {
        self.header = header
        self.logSource = logSource
        self.rules = rules
        self.expression = expression
    }
}
