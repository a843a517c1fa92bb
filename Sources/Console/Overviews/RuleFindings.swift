// SPDX-License-Identifier: Apache-2.0

package import Query
package import Rules

/// What the rules found in the period of an overview.
package struct RuleFindings: Sendable {
    package var overview: RuleOverview
    /// ATT&CK tactics of the rules that matched, with their matches, the most frequent first. A match counts for each tactic of its
    /// rule.
    package var tactics: [(name: String, count: Int)]

    /// What `overview` tells, with the tactics that the rules have now; those of rules that are gone are not known.
    package init(_ overview: RuleOverview, rules: [Rule]) {
        self.overview = overview
        let known = Dictionary(rules.map { ($0.id, $0.heading.tactics) }, uniquingKeysWith: { first, _ in first })
        var counts: [String: Int] = [:]
        for found in overview.rules {
            for tactic in known[found.rule.id] ?? [] { counts[tactic, default: 0] += found.count }
        }
        tactics = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }
}
