// SPDX-License-Identifier: Apache-2.0

package import EVE

/// How often an expression of a rule was given up on a value, as it would have taken too many steps. Such a value did not match, so
/// the rule may have missed something.
package struct RuleLimitHits: Hashable, Sendable, Codable {
    /// The rule's id.
    package var rule: String
    /// The revision that was matched.
    package var revision: Int
    package var count: Int
    /// When the station met the first and the last of them.
    package var first: Instant
    package var last: Instant

    package init(rule: String, revision: Int, count: Int, first: Instant, last: Instant) {
        self.rule = rule
        self.revision = revision
        self.count = count
        self.first = first
        self.last = last
    }
}
