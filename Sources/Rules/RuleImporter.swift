// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Compares the files of a folder with a store, one after the other.
struct RuleImporter {
    typealias Outcome = RuleImport.Outcome

    private(set) var findings: [RuleImport.Finding] = []
    private(set) var edits: [RuleEdit] = []

    private let importer: Authorship
    private let read: RuleSketch.Reader
    private let known: [String: RuleArchive.Entry]
    private var seen: [String: RulePath] = [:]

    init(_ archive: RuleArchive, by importer: Authorship, read: @escaping RuleSketch.Reader) {
        self.importer = importer
        self.read = read
        known = Dictionary(archive.entries.map { ($0.rule.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Looks at one file; each path must come once, with a text or a note.
    mutating func take(_ path: RulePath, _ text: [UInt8]?, _ note: RuleFolder.Note?) {
        guard let text else {
            findings.append(RuleImport.Finding(path: path, rule: note?.rule, outcome: .missing))
            return
        }
        let id = note?.rule ?? read(path.kind, text, path.name)?.id ?? Self.stem(of: path)
        findings.append(RuleImport.Finding(path: path, rule: id, outcome: outcome(id, path, text, note)))
    }

    /// A name without its ending.
    private static func stem(of path: RulePath) -> String {
        let ending = path.kind.endings.first { path.name.hasSuffix($0) } ?? ""
        return String(path.name.dropLast(ending.count))
    }

    private mutating func outcome(
        _ id: String, _ path: RulePath, _ text: [UInt8], _ note: RuleFolder.Note?
    ) -> Outcome {
        guard RuleLimit.allows(id: id) else { return .refused(RuleShelfError.badID(id).message) }
        if let first = seen[id] { return .refused("\(first.text) is rule \(id) too; remove one of the two files") }
        seen[id] = path
        guard let entry = known[id] else { return add(id, path, text, note) }
        guard entry.rule.kind == path.kind else {
            return .refused(
                "rule \(id) is of kind \(entry.rule.kind.rawValue) in the store; give the one in the file another id")
        }
        guard entry.text != text else { return change(entry, to: nil, note) }
        // The folder knows the store's text, so what it has now follows on it.
        if note?.lineage.contains(Fingerprint.hash(entry.text)) == true { return save(entry, path, text, note) }
        if entry.lineage.contains(Fingerprint.hash(text)) { return .outdated }
        return .refused(
            "rule \(id) was changed here and in the store; bring both texts together in the editor, or export anew")
    }

    // MARK: Edits

    private mutating func add(
        _ id: String, _ path: RulePath, _ text: [UInt8], _ note: RuleFolder.Note?
    ) -> Outcome {
        guard let sketch = read(path.kind, text, note?.listName ?? path.name) else { return Self.unreadable(path) }
        guard sketch.id == nil || sketch.id == id else { return Self.otherID(sketch.id, than: id) }
        let content = RuleContent(text: text, heading: sketch.heading)
        edits.append(
            RuleEdit(
                id, .add(path.kind, content, isEnabled: note?.isEnabled ?? true), by: authorship(of: text, note)))
        if note?.isRetired == true { edits.append(RuleEdit(id, .retire, by: importer)) }
        return .added
    }

    private mutating func save(
        _ entry: RuleArchive.Entry, _ path: RulePath, _ text: [UInt8], _ note: RuleFolder.Note?
    ) -> Outcome {
        let name = note?.listName ?? entry.rule.heading.title
        guard let sketch = read(path.kind, text, name) else { return Self.unreadable(path) }
        guard sketch.id == nil || sketch.id == entry.rule.id else {
            return Self.otherID(sketch.id, than: entry.rule.id)
        }
        return change(entry, to: RuleContent(text: text, heading: sketch.heading), note)
    }

    /// Brings a rule to what the folder says of it. A retired one that is not just brought back comes back for the while.
    private mutating func change(
        _ entry: RuleArchive.Entry, to content: RuleContent?, _ note: RuleFolder.Note?
    ) -> Outcome {
        let rule = entry.rule
        let isEnabled = note?.isEnabled ?? rule.isEnabled
        let isRetired = note?.isRetired ?? rule.isRetired
        let isOpened = content != nil || isEnabled != rule.isEnabled
        var acts: [RuleEdit] = []
        func act(_ act: RuleEdit.Act) { acts.append(RuleEdit(rule.id, act, by: importer)) }
        if rule.isRetired && (isOpened || !isRetired) { act(.restore) }
        if let content {
            let save = RuleEdit.Act.save(content, basedOn: rule.revision)
            acts.append(RuleEdit(rule.id, save, by: authorship(of: content.text, note)))
        }
        if isEnabled != rule.isEnabled { act(isEnabled ? .enable : .disable) }
        if isRetired && (isOpened || !rule.isRetired) { act(.retire) }
        edits += acts
        return acts.isEmpty ? .unchanged : .changed
    }

    /// The importer's, with the comment of the index where the file still is the one that it tells of.
    private func authorship(of text: [UInt8], _ note: RuleFolder.Note?) -> Authorship {
        guard let note, note.lineage.last == Fingerprint.hash(text),
            note.authorship.comment.utf8.count <= RuleLimit.comment
        else { return importer }
        return Authorship(author: importer.author, time: importer.time, comment: note.authorship.comment)
    }

    private static func otherID(_ own: String?, than id: String) -> Outcome {
        .refused(
            "its text has the id \(RuleLimit.line(own ?? "", RuleLimit.id)), the index says \(RuleLimit.line(id, RuleLimit.id)); keep the id, or give the new rule a file of its own"
        )
    }

    private static func unreadable(_ path: RulePath) -> Outcome {
        .refused("it cannot be used; `vedette rules check` on \(path.text) says why")
    }
}
