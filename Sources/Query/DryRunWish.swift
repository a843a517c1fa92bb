// SPDX-License-Identifier: Apache-2.0

/// A wish to know what a Sigma rule under edit would have found.
package struct DryRunWish: Sendable, Hashable, Codable {
    /// The rule's id in the rule store; `nil` for one that was never saved.
    package var rule: String?
    /// The text that is saved; `nil` for a rule that was never saved.
    package var saved: String?
    package var edited: String
    package var range: TimeRange
    /// In how many equal parts the matches are counted.
    package var buckets: Int

    package init(rule: String?, saved: String?, edited: String, range: TimeRange, buckets: Int) {
        self.rule = rule
        self.saved = saved
        self.edited = edited
        self.range = range
        self.buckets = buckets
    }
}
