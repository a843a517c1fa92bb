// SPDX-License-Identifier: Apache-2.0

/// Which rule matched, as it is remembered beside an event: it can be read when the rule is gone or says something else.
package struct RuleReference: Hashable, Sendable, Codable {
    /// The rule's id in the rule store.
    package var id: String
    /// The revision that matched; 0 where rules have none.
    package var revision: Int
    /// The rule's title at that revision.
    package var title: String
    /// The rule's level as Sigma writes it; empty where it gives none.
    package var level: String

    package init(id: String, revision: Int, title: String, level: String) {
        self.id = id
        self.revision = revision
        self.title = title
        self.level = level
    }
}
