// SPDX-License-Identifier: Apache-2.0

/// Rules as files of a folder: a text in each, and beside them an index of what the texts do not say.
///
/// The same rules make the same folder, so that git shows just what was changed.
package struct RuleFolder: Hashable, Sendable {
    /// What the index says of one file.
    package struct Note: Hashable, Sendable {
        /// The rule's id.
        package var rule: String
        package var isEnabled: Bool
        package var isRetired: Bool
        /// What a list of indicators is called, which its text does not say; of other kinds `nil`.
        package var listName: String?
        /// Of the revision in the file.
        package var authorship: Authorship
        /// `Fingerprint`s of the texts that the rule has had, oldest first; the last is that of the exported text.
        package var lineage: [UInt64]

        package init(
            rule: String, isEnabled: Bool, isRetired: Bool, listName: String? = nil, authorship: Authorship,
            lineage: [UInt64]
        ) {
            self.rule = rule
            self.isEnabled = isEnabled
            self.isRetired = isRetired
            self.listName = listName
            self.authorship = authorship
            self.lineage = lineage
        }
    }

    package var texts: [RulePath: [UInt8]]
    package var notes: [RulePath: Note]

    /// How many of a rule's texts the index names, the newest.
    package static let lineageLimit = 50

    package init(texts: [RulePath: [UInt8]] = [:], notes: [RulePath: Note] = [:]) {
        self.texts = texts
        self.notes = notes
    }

    /// The folder of these rules, retired ones too.
    package init(_ archive: RuleArchive) {
        self.init()
        for (entry, path) in zip(archive.entries, RulePath.paths(for: archive.entries.map(\.rule))) {
            texts[path] = entry.text
            notes[path] = Note(
                rule: entry.rule.id, isEnabled: entry.rule.isEnabled, isRetired: entry.rule.isRetired,
                listName: entry.rule.kind == .indicators ? entry.rule.heading.title : nil, authorship: entry.authorship,
                lineage: entry.lineage.suffix(Self.lineageLimit))
        }
    }
}
