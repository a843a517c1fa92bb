// SPDX-License-Identifier: Apache-2.0

/// What language a rule of the rule store is written in.
package enum RuleKind: String, CaseIterable, Sendable, Codable {
    /// A Sigma rule, correlation or filter, in YAML.
    case sigma
    /// A Suricata signature.
    case signature
    /// A line of Suricata's `threshold.config`.
    case threshold
    /// A list of indicators.
    case indicators
}
