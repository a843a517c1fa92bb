// SPDX-License-Identifier: Apache-2.0

package import Rules

/// Something that the console wishes to be done to a rule.
package enum RuleDeed: Sendable, Hashable, Codable {
    /// Add a rule of this text.
    case add(RuleKind, text: String, comment: String)
    /// Make a new revision of the text, if `basedOn` is still the current one.
    case save(Rule, text: String, basedOn: Int, comment: String)
    /// Make the text of the revision before the current one the newest.
    case revert(Rule)
    case enable(Rule)
    case disable(Rule)
}

/// What became of it.
package enum RuleOutcome: Sendable, Codable {
    case done(Rule)
    /// Why it was not done, in one line with a way out.
    case refused(String)
    /// Somebody saved meanwhile: the text that now stands, its revision and its author.
    case conflict(text: String, revision: Int, author: String)
}
