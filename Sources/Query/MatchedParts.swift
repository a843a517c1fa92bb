// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Rules

/// By what of an event rules matched it.
package struct MatchedParts: Sendable, Hashable, Codable {
    /// EVE paths, each with the titles of the rules that it made match.
    package var fields: [String: [String]]
    /// The indicators that the event has, of lists and honeypots that matched it, in the order of its fields.
    package var indicators: [MatchedIndicator]

    package init(fields: [String: [String]] = [:], indicators: [MatchedIndicator] = []) {
        self.fields = fields
        self.indicators = indicators
    }
}

/// An indicator that an event has. All texts are foreign.
package struct MatchedIndicator: Sendable, Hashable, Codable {
    /// The list or honeypot that matched.
    package var rule: RuleReference
    /// What it is: `domain`, `network`.
    package var kind: String
    /// In its normal form.
    package var value: String
    /// The EVE path of the field that has it.
    package var field: String
    /// Where the list says that it comes from.
    package var source: String
    /// The first instant at which it holds no longer; `nil` if it holds for ever.
    package var expiry: Instant?
    package var note: String

    package init(
        rule: RuleReference, kind: String, value: String, field: String, source: String = "", expiry: Instant? = nil,
        note: String = ""
    ) {
        self.rule = rule
        self.kind = kind
        self.value = value
        self.field = field
        self.source = source
        self.expiry = expiry
        self.note = note
    }
}
