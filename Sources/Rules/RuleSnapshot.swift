// SPDX-License-Identifier: Apache-2.0

/// Rules with their texts, all of one moment.
package struct RuleSnapshot: Sendable {
    /// One rule with the text of its current revision.
    package struct Entry: Hashable, Sendable {
        package var rule: Rule
        package var text: [UInt8]

        package init(rule: Rule, text: [UInt8]) {
            self.rule = rule
            self.text = text
        }
    }

    /// The change token of the moment.
    package var token: Int64
    /// By id.
    package var entries: [Entry]

    package init(token: Int64, entries: [Entry]) {
        self.token = token
        self.entries = entries
    }
}

/// All rules, retired ones too, with what an export tells of them, all of one moment.
package struct RuleArchive: Sendable {
    /// One rule.
    package struct Entry: Hashable, Sendable {
        package var rule: Rule
        package var text: [UInt8]
        /// Of the current revision.
        package var authorship: Authorship
        /// `Fingerprint`s of the texts of all revisions, oldest first; the last is that of `text`.
        package var lineage: [UInt64]

        package init(rule: Rule, text: [UInt8], authorship: Authorship, lineage: [UInt64]) {
            self.rule = rule
            self.text = text
            self.authorship = authorship
            self.lineage = lineage
        }
    }

    /// By id.
    package var entries: [Entry]

    package init(entries: [Entry] = []) {
        self.entries = entries
    }
}
