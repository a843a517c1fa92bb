// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import GRDB
package import Rules

/// The rules of a data directory, in `rules.db`.
///
/// Making one touches no file: reading opens it when it is there, writing makes it. Readers never wait for a writer.
package final class RuleStore: RuleShelf {
    private let file: SharedFile

    /// The rules of the data directory `directory`.
    package init(directory: String) {
        file = .rules(in: StoreDirectory(root: directory))
    }

    /// Makes the file, or brings it to the newest schema, which readers do not; a copy of the older one stays until the next time.
    package func bringForward() throws(RuleShelfError) {
        do throws(StoreError) { _ = try file.writing() } catch { throw failure(error) }
    }

    // MARK: Reading

    package func list(_ filter: RuleFilter) throws(RuleShelfError) -> [Rule] {
        filter.apply(to: try read([]) { tables throws(StoreError) in try tables.rules() })
    }

    package func rule(_ id: String) throws(RuleShelfError) -> Rule? {
        try read(nil) { tables throws(StoreError) in try tables.find(id)?.rule }
    }

    package func history(of id: String) throws(RuleShelfError) -> [RuleChange] {
        let found = try read(nil) { tables throws(StoreError) -> [RuleChange]? in
            guard let row = try tables.find(id) else { return nil }
            return try tables.history(of: row.number)
        }
        guard let found else { throw .unknownRule(id) }
        return found
    }

    package func revision(_ number: Int, of id: String) throws(RuleShelfError) -> RuleRevision {
        let (isKnown, found) = try read((false, nil)) { tables throws(StoreError) -> (Bool, RuleRevision?) in
            guard let row = try tables.find(id) else { return (false, nil) }
            return (true, try tables.revision(number, of: row))
        }
        guard isKnown else { throw .unknownRule(id) }
        guard let found else { throw .unknownRevision(rule: id, number: number) }
        return found
    }

    package func changeToken() throws(RuleShelfError) -> Int64 {
        try read(0) { tables throws(StoreError) in try tables.token() }
    }

    package func loaded(_ kinds: Set<RuleKind>) throws(RuleShelfError) -> RuleSnapshot {
        try read(RuleSnapshot(token: 0, entries: [])) { tables throws(StoreError) in
            RuleSnapshot(token: try tables.token(), entries: try tables.loaded(kinds))
        }
    }

    package func archive() throws(RuleShelfError) -> RuleArchive {
        try read(RuleArchive()) { tables throws(StoreError) in try tables.archive() }
    }

    package func editors(at now: Instant) throws(RuleShelfError) -> [EditingMark] {
        let marks = try read([]) { tables throws(StoreError) in
            try EditingTable(database: tables.database).marks()
        }
        return marks.filter { $0.isAlive(at: now) }
    }

    /// Reads one state of the file; where there is none, the answer is `nothing`.
    private func read<Value>(
        _ nothing: Value, _ body: (RuleTables) throws(StoreError) -> Value
    ) throws(RuleShelfError) -> Value {
        do throws(StoreError) {
            guard let queue = try file.reading() else { return nothing }
            return try queue.snapshot { database throws(StoreError) in try body(RuleTables(database: database)) }
        } catch {
            throw failure(error)
        }
    }

    // MARK: Writing

    @discardableResult
    package func apply(_ edits: [RuleEdit]) throws(RuleShelfError) -> [Rule] {
        try write { database throws(StoreError) in
            let editor = RuleEditor(database)
            for edit in edits {
                if let refusal = try editor.apply(edit) { return .failure(refusal) }
            }
            let tables = RuleTables(database: database)
            var rules: [Rule] = []
            for edit in edits {
                if let row = try tables.find(edit.rule) { rules.append(row.rule) }
            }
            return .success(rules)
        }
    }

    package func markEditing(_ rule: String, by person: String, at now: Instant) throws(RuleShelfError) {
        guard RuleLimit.allows(id: rule) else { throw .badID(rule) }
        let mark = EditingMark(rule: rule, person: person, since: now, seen: now)
        try write { database throws(StoreError) in
            .success(try EditingTable(database: database).put(mark))
        }
    }

    package func endEditing(_ rule: String, by person: String) throws(RuleShelfError) {
        let person = RuleLimit.line(person, RuleLimit.author)
        try write { database throws(StoreError) in
            .success(try EditingTable(database: database).remove(rule, person))
        }
    }

    /// Runs `body` in one write transaction, which is undone where it refuses.
    private func write<Value>(
        _ body: (Database) throws(StoreError) -> Result<Value, RuleShelfError>
    ) throws(RuleShelfError) -> Value {
        let outcome: Result<Value, RuleShelfError>
        do throws(StoreError) {
            outcome = try file.writing().attempt(body)
        } catch {
            throw failure(error)
        }
        return try outcome.get()
    }

    /// A failure of the file as users of the rules have it.
    func failure(_ error: StoreError) -> RuleShelfError {
        let (reason, help) = error.told(restore: file.restore)
        return .storage(path: file.path, reason: reason, help: help)
    }
}
