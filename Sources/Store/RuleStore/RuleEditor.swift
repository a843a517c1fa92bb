// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Rules

/// Does edits within a write transaction of its user, who undoes all of it where one is refused.
struct RuleEditor {
    private let tables: RuleTables
    private var database: Database { tables.database }

    init(_ database: Database) {
        tables = RuleTables(database: database)
    }

    /// Does one edit; the answer is why it cannot be done, `nil` once it is.
    func apply(_ edit: RuleEdit) throws(StoreError) -> RuleShelfError? {
        if let fault = edit.fault { return fault }
        let found = try tables.find(edit.rule)
        if case .add(let kind, let content, let isEnabled) = edit.act {
            if let found { return .taken(rule: edit.rule, isRetired: found.rule.isRetired) }
            try add(edit, kind, content, isEnabled: isEnabled)
            return nil
        }
        guard let found else { return .unknownRule(edit.rule) }
        if found.rule.isRetired && edit.act != .restore && edit.act != .retire { return .retired(rule: edit.rule) }
        return try apply(edit, to: found)
    }

    private func apply(_ edit: RuleEdit, to row: RuleTables.Row) throws(StoreError) -> RuleShelfError? {
        var rule = row.rule
        switch edit.act {
        case .add: return nil
        case .save(let content, let base):
            if let conflict = try conflict(row, basedOn: base) { return conflict }
            try revise(row, content, .saved, by: edit.authorship)
        case .revert(let number, let base):
            if let conflict = try conflict(row, basedOn: base) { return conflict }
            guard let old = try tables.revision(number, of: row) else {
                return .unknownRevision(rule: edit.rule, number: number)
            }
            try revise(row, old.content, .reverted(to: number), by: edit.authorship)
        case .enable, .disable:
            rule.isEnabled = edit.act == .enable
            guard rule != row.rule else { return nil }
            try mark(row.number, rule, rule.isEnabled ? .enabled : .disabled, by: edit.authorship)
        case .retire, .restore:
            rule.isRetired = edit.act == .retire
            guard rule != row.rule else { return nil }
            try mark(row.number, rule, rule.isRetired ? .retired : .restored, by: edit.authorship)
        }
        return nil
    }

    private func conflict(_ row: RuleTables.Row, basedOn base: Int) throws(StoreError) -> RuleShelfError? {
        let current = row.rule.revision
        guard current != base else { return nil }
        guard let revision = try tables.revision(current, of: row) else {
            throw RuleTables.damage("\(row.rule.id) has lost revision \(current)")
        }
        return .conflict(
            rule: row.rule.id, current: current, author: revision.authorship.author, time: revision.authorship.time)
    }

    // MARK: Writing

    private func add(
        _ edit: RuleEdit, _ kind: RuleKind, _ content: RuleContent, isEnabled: Bool
    ) throws(StoreError) {
        let time = edit.authorship.time
        let add = try Statement(database, "INSERT INTO rule VALUES (NULL, ?, ?, 1, 1, 0, ?, ?)")
        add.bind([
            .text(edit.rule), .text(kind.rawValue), .integer(time.microseconds), .integer(time.microseconds),
        ])
        let number = try add.insert()
        let change = try note(number, .added, revision: 1, by: edit.authorship)
        try write(content, of: number, revision: 1, change: change)
        guard !isEnabled else { return }
        let rule = Rule(
            id: edit.rule, kind: kind, heading: content.heading, revision: 1, isEnabled: false, isRetired: false,
            author: edit.authorship.author, created: time, changed: time)
        try mark(number, rule, .disabled, by: edit.authorship)
    }

    private func revise(
        _ row: RuleTables.Row, _ content: RuleContent, _ deed: RuleChange.Deed, by authorship: Authorship
    ) throws(StoreError) {
        var rule = row.rule
        rule.revision += 1
        let change = try mark(row.number, rule, deed, by: authorship)
        try write(content, of: row.number, revision: rule.revision, change: change)
    }

    private func write(
        _ content: RuleContent, of rule: Int64, revision: Int, change: Int64
    ) throws(StoreError) {
        let add = try Statement(database, "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let heading = content.heading
        add.bind([
            .integer(rule), .integer(Int64(revision)), .integer(change),
            .integer(Int64(bitPattern: Fingerprint.hash(content.text))), .text(heading.title), .text(heading.level),
            .text(heading.tags.joined(separator: "\n")), .text(heading.techniques.joined(separator: "\n")),
            .text(heading.tactics.joined(separator: "\n")), .bytes(content.text),
        ])
        try add.run()
    }

    /// Makes `rule` what is so now, and notes why.
    @discardableResult
    private func mark(
        _ number: Int64, _ rule: Rule, _ deed: RuleChange.Deed, by authorship: Authorship
    ) throws(StoreError) -> Int64 {
        let set = try Statement(
            database, "UPDATE rule SET revision = ?, enabled = ?, retired = ?, changed = ? WHERE number = ?")
        set.bind([
            .integer(Int64(rule.revision)), .integer(rule.isEnabled ? 1 : 0), .integer(rule.isRetired ? 1 : 0),
            .integer(authorship.time.microseconds), .integer(number),
        ])
        try set.run()
        return try note(number, deed, revision: rule.revision, by: authorship)
    }

    private func note(
        _ rule: Int64, _ deed: RuleChange.Deed, revision: Int, by authorship: Authorship
    ) throws(StoreError) -> Int64 {
        let add = try Statement(database, "INSERT INTO change VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)")
        add.bind([.integer(rule), .integer(RuleDeed(deed).rawValue), .integer(Int64(revision))])
        var source: Int64?
        if case .reverted(let number) = deed { source = Int64(number) }
        add.bind(4, source)
        add.bind(5, authorship.author)
        add.bind(6, authorship.time.microseconds)
        add.bind(7, authorship.comment)
        return try add.insert()
    }
}
