// SPDX-License-Identifier: Apache-2.0

/// What a rule costs, measured here and now: another machine, or another hour's events, give another number.
package struct RuleCost: Sendable, Hashable, Codable {
    /// The rule's id.
    package var rule: String
    /// The revision that was measured.
    package var revision: Int
    /// What the rule by itself adds to the reading of an event that it looks at, in nanoseconds of one processor; never negative.
    /// `nil` where nothing could be measured: no such event is stored, or the rule is not matched by itself.
    package var nanoseconds: Int?
    /// How many events it was measured on.
    package var events: Int

    package init(rule: String, revision: Int, nanoseconds: Int? = nil, events: Int = 0) {
        self.rule = rule
        self.revision = revision
        self.nanoseconds = nanoseconds
        self.events = events
    }
}
