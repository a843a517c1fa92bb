// SPDX-License-Identifier: Apache-2.0

/// Something to be done to one rule.
package struct RuleEdit: Hashable, Sendable {
    /// What to do. What is so already is no change, and leaves no trace in the history.
    package enum Act: Hashable, Sendable {
        /// Add a rule, whose id nobody may have yet, not even a retired one.
        case add(RuleKind, RuleContent, isEnabled: Bool)
        /// Make a new revision, if `basedOn` is still the current one.
        case save(RuleContent, basedOn: Int)
        /// Make a new revision of what an earlier one held, if `basedOn` is still the current one.
        case revert(to: Int, basedOn: Int)
        case enable
        case disable
        case retire
        /// Bring a rule back from retirement, enabled or not as it was.
        case restore
    }

    /// The rule's id.
    package var rule: String
    package var act: Act
    package var authorship: Authorship

    package init(_ rule: String, _ act: Act, by authorship: Authorship) {
        self.rule = rule
        self.act = act
        self.authorship = authorship
    }
}

extension RuleEdit {
    /// What forbids the edit, whatever the store holds; `nil` where nothing does.
    package var fault: RuleShelfError? {
        guard RuleLimit.allows(id: rule) else { return .badID(rule) }
        if authorship.comment.utf8.count > RuleLimit.comment {
            return .tooLong(part: "comment", bytes: authorship.comment.utf8.count, limit: RuleLimit.comment)
        }
        switch act {
        case .add(_, let content, _), .save(let content, _):
            return content.text.count <= RuleLimit.text
                ? nil : .tooLong(part: "text", bytes: content.text.count, limit: RuleLimit.text)
        case .revert, .enable, .disable, .retire, .restore: return nil
        }
    }
}
