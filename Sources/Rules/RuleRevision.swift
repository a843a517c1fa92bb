// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Who changed something, when, and why.
package struct Authorship: Hashable, Sendable {
    /// A person, or the part of the program that did it: one line, cut at `RuleLimit.author` bytes.
    package let author: String
    /// By the clock of the author's machine.
    package var time: Instant
    /// May be empty and have several lines; at most `RuleLimit.comment` bytes.
    package var comment: String

    package init(author: String, time: Instant, comment: String = "") {
        self.author = RuleLimit.line(author, RuleLimit.author)
        self.time = time
        self.comment = comment
    }
}

/// One state of a rule's text. Revisions are never changed and never removed.
package struct RuleRevision: Hashable, Sendable {
    /// The rule's id.
    package var rule: String
    /// Counted from 1, without gaps.
    package var number: Int
    package var content: RuleContent
    package var authorship: Authorship

    package init(rule: String, number: Int, content: RuleContent, authorship: Authorship) {
        self.rule = rule
        self.number = number
        self.content = content
        self.authorship = authorship
    }
}

/// One entry of a rule's history.
package struct RuleChange: Hashable, Sendable {
    /// What was done.
    package enum Deed: Hashable, Sendable {
        /// The first revision came. A rule that begins disabled has a `disabled` of the same author behind it.
        case added
        /// A new text came.
        case saved
        /// The text of an earlier revision came again, as a new one.
        case reverted(to: Int)
        case enabled
        case disabled
        /// It was put away.
        case retired
        /// It was brought back from retirement.
        case restored
    }

    /// Ascends through all changes of a store; see `RuleShelf.changeToken`.
    package var number: Int64
    package var deed: Deed
    /// The rule's current revision once this was done.
    package var revision: Int
    package var authorship: Authorship

    package init(number: Int64, deed: Deed, revision: Int, authorship: Authorship) {
        self.number = number
        self.deed = deed
        self.revision = revision
        self.authorship = authorship
    }
}
