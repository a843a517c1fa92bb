// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A rule of the rule store as it is now, without its text.
package struct Rule: Hashable, Sendable, Codable {
    /// Its name for ever, the same in all kinds: a Sigma rule's own id or one made for it, a signature's `gid:sid`, an indicator
    /// list's name. See `RuleLimit.allows`.
    package var id: String
    package var kind: RuleKind
    /// Of the current revision.
    package var heading: RuleHeading
    /// The number of the current revision; the first is 1.
    package var revision: Int
    /// Whether it is to be loaded, unless it is retired.
    package var isEnabled: Bool
    /// A retired rule is kept with its whole history, is not loaded, and can come back.
    package var isRetired: Bool
    /// Who wrote the current revision.
    package var author: String
    /// When it was added.
    package var created: Instant
    /// When anything of it was last changed.
    package var changed: Instant

    package init(
        id: String, kind: RuleKind, heading: RuleHeading, revision: Int, isEnabled: Bool, isRetired: Bool,
        author: String, created: Instant, changed: Instant
    ) {
        self.id = id
        self.kind = kind
        self.heading = heading
        self.revision = revision
        self.isEnabled = isEnabled
        self.isRetired = isRetired
        self.author = author
        self.created = created
        self.changed = changed
    }

    /// Whether it is loaded.
    package var isLoaded: Bool { isEnabled && !isRetired }
}

/// A rule's text, byte by byte as somebody wrote it, and what lists say of it.
package struct RuleContent: Hashable, Sendable {
    /// At most `RuleLimit.text` bytes, not necessarily UTF-8.
    package var text: [UInt8]
    package var heading: RuleHeading

    package init(text: [UInt8], heading: RuleHeading) {
        self.text = text
        self.heading = heading
    }
}
