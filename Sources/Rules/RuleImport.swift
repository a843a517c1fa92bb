// SPDX-License-Identifier: Apache-2.0

/// What a text says of itself, told by whoever understands its kind.
package struct RuleSketch: Hashable, Sendable {
    /// Reads a text of a kind, `nil` for one that cannot be used. The last is what a list of indicators is called.
    package typealias Reader = (RuleKind, [UInt8], String) -> RuleSketch?

    /// The id in the text, if it has one.
    package var id: String?
    package var heading: RuleHeading

    package init(id: String?, heading: RuleHeading) {
        self.id = id
        self.heading = heading
    }
}

/// What taking a folder's rules into a store would do, file by file. Nothing is overwritten that the folder did not know.
package struct RuleImport: Sendable {
    /// What becomes of one file.
    package enum Outcome: Hashable, Sendable {
        /// The store gets a rule.
        case added
        /// The rule gets a revision, or is enabled, disabled, retired or brought back.
        case changed
        case unchanged
        /// The store had this text and has gone on from it; it stays as it is.
        case outdated
        /// The index names a file that is not there. The rule stays as it is.
        case missing
        /// Nothing is done, for a reason in one line that says how to mend it.
        case refused(String)
    }

    /// One file and its rule.
    package struct Finding: Hashable, Sendable {
        package var path: RulePath
        /// The rule's id; `nil` where it could not be told.
        package var rule: String?
        package var outcome: Outcome
    }

    /// By path.
    package let findings: [Finding]
    /// What to do with the store, all together. Saves name the revision that was looked at.
    package let edits: [RuleEdit]

    /// Compares a folder with what a store holds. `importer` is who takes them in.
    package init(
        _ folder: RuleFolder, onto archive: RuleArchive, by importer: Authorship,
        read: @escaping RuleSketch.Reader
    ) {
        var work = RuleImporter(archive, by: importer, read: read)
        // A file that the index knows goes before a copy of it.
        for path in folder.notes.keys.sorted() { work.take(path, folder.texts[path], folder.notes[path]) }
        for path in folder.texts.keys.sorted() where folder.notes[path] == nil {
            work.take(path, folder.texts[path], nil)
        }
        findings = work.findings.sorted { $0.path < $1.path }
        edits = work.edits
    }
}
