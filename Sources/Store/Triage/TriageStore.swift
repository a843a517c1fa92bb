// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import GRDB
package import Query
internal import Rules
package import Triage

/// The dispositions of a data directory's alerts, and the log of all that was done to them, in `triage.db`. Several processes may use one
/// at once. Calls block.
///
/// Nothing is ever changed or removed in the log. What a call has done is on the disk when it returns. Making a store touches no file:
/// reading opens it when it is there, writing makes it. Readers never wait for a writer.
package final class TriageStore: Sendable {
    private let file: SharedFile

    /// The triage of the data directory `directory`.
    package init(directory: String) {
        file = .triage(in: StoreDirectory(root: directory))
    }

    // MARK: Writing

    /// Does an action to alerts, each once; those that already are so stay as they are.
    ///
    /// - Throws: `TriageError`; nothing was changed then.
    package func perform(_ action: TriageAction, on alerts: [AlertID]) throws(TriageError) -> TriageRecord {
        try Self.check(action, alerts)
        return try write { tables throws(StoreError) in
            var writing = try TriageWriting(tables)
            return try writing.perform(action, on: Set(alerts).sorted())
        }
    }

    /// Takes back the newest action of the person that is neither taken back nor one that takes back; `nil` if there is none. Alerts that
    /// were changed since stay as they are. With an order goes what the station did upon it, of which the answer has the counts.
    ///
    /// - Throws: `TriageError`.
    package func undo(by person: String, from origin: String, at time: Instant) throws(TriageError) -> TriageRecord? {
        try Self.checkName(person)
        return try write { tables throws(StoreError) in
            guard let record = try tables.newestToUndo(by: person) else { return nil }
            let deeds = record.order == nil ? [] : try tables.recordsToUndo(by: StandingOrder.actor(record.number))
            var writing = try TriageWriting(tables)
            var (count, unchanged) = (0, 0)
            for deed in deeds {
                let undone = try writing.takeBack(deed, by: person, from: origin, at: time)
                count += undone.count
                unchanged += undone.unchanged
            }
            var undone = try writing.takeBack(record, by: person, from: origin, at: time)
            undone.count += count
            undone.unchanged += unchanged
            return undone
        }
    }

    /// Does again what the person has taken back last, if nothing else was done by them since; `nil` otherwise.
    ///
    /// - Throws: `TriageError`.
    package func redo(by person: String, from origin: String, at time: Instant) throws(TriageError) -> TriageRecord? {
        try Self.checkName(person)
        return try write { tables throws(StoreError) in
            guard let record = try tables.newestToRedo(by: person) else { return nil }
            var writing = try TriageWriting(tables)
            return try writing.takeBack(record, by: person, from: origin, at: time)
        }
    }

    /// Does what the order of this number says to those of `alerts` that nobody has ever touched; `nil` if there are none, or the order
    /// holds no longer.
    ///
    /// - Throws: `TriageError`; nothing was changed then.
    package func carryOut(
        _ number: Int64, on alerts: [AlertID], at time: Instant
    ) throws(TriageError) -> TriageRecord? {
        try write { tables throws(StoreError) in
            guard let record = try tables.inForce().first(where: { $0.number == number }), let order = record.order
            else {
                return nil
            }
            var untouched: [AlertID] = []
            for alert in Set(alerts).sorted() where try !tables.isTouched(alert) { untouched.append(alert) }
            guard !untouched.isEmpty else { return nil }
            let action = TriageAction(
                order.deed, by: StandingOrder.actor(number), from: "station", at: time, comment: record.action.comment,
                scope: order.filterText)
            var writing = try TriageWriting(tables)
            return try writing.perform(action, on: untouched)
        }
    }

    private static func checkName(_ person: String) throws(TriageError) {
        guard !person.hasPrefix(StandingOrder.actorPrefix) else { throw .reservedName }
    }

    private static func check(_ action: TriageAction, _ alerts: [AlertID]) throws(TriageError) {
        func hold(_ part: String, _ text: String, _ limit: Int) throws(TriageError) {
            guard text.utf8.count <= limit else {
                throw .tooLong(part: part, count: text.utf8.count, limit: limit)
            }
        }
        try hold("comment", action.comment, TriageLimit.comment)
        try hold("name", action.person, TriageLimit.person)
        try hold("origin", action.origin, TriageLimit.person)
        try hold("scope", action.scope, TriageLimit.scope)
        try checkName(action.person)
        switch action.deed {
        case .assign(let person): try hold("name", person, TriageLimit.person)
        case .tag(let added, let removed):
            for tag in added + removed { try hold("tag", tag, TriageLimit.tag) }
            guard !(added + removed).contains("") else { throw .noForm }
            guard added.count + removed.count <= TriageLimit.tags else {
                throw .tooLong(part: "list of tags", count: added.count + removed.count, limit: TriageLimit.tags)
            }
        case .order(let order):
            try hold("filter", order.filterText, TriageLimit.scope)
            do throws(FilterError) { _ = try order.filter() } catch { throw .badOrder(error.message) }
            guard order.disposition != .new else {
                throw .badOrder("only archiving, escalating and acknowledging can be ordered")
            }
        case .mute(let suppression):
            if case .rule(let id) = suppression.subject, !RuleLimit.allows(id: id) { throw .noForm }
            if case .gateway(let name) = suppression.scope { try hold("gateway", name, TriageLimit.scope) }
        case .dispose, .comment, .end: break
        }
        guard alerts.count <= TriageLimit.alerts else {
            throw .tooLong(part: "choice of alerts", count: alerts.count, limit: TriageLimit.alerts)
        }
        // A name that is kept for each of them, and read with all others.
        guard alerts.allSatisfy({ $0.rule.isEmpty || RuleLimit.allows(id: $0.rule) }) else { throw .noForm }
        // What the log gives back must be what was done, or its check would find fault with it.
        guard TriageDeed(action.deed.code) == action.deed else { throw .noForm }
    }

    // MARK: Reading

    /// What was done to an alert, in order.
    ///
    /// - Throws: `TriageError`.
    package func history(of alert: AlertID) throws(TriageError) -> [TriageRecord] {
        try read([]) { tables throws(StoreError) in try tables.history(of: alert) }
    }

    /// The newest records, newest first.
    ///
    /// - Throws: `TriageError`.
    package func records(limit: Int) throws(TriageError) -> [TriageRecord] {
        try read([]) { tables throws(StoreError) in try tables.records(limit: limit) }
    }

    /// The mutings that nobody has taken back or ended, expired ones too, the newest first.
    ///
    /// - Throws: `TriageError`.
    package func suppressions() throws(TriageError) -> [TriageRecord] {
        try read([]) { tables throws(StoreError) in try tables.suppressions() }
    }

    /// The mutings and orders that nobody has taken back or ended, expired ones too, the newest first.
    ///
    /// - Throws: `TriageError`.
    package func inForce() throws(TriageError) -> [TriageRecord] {
        try read([]) { tables throws(StoreError) in try tables.inForce() }
    }

    /// How often matches of each rule were archived as true and as false positives, by the rule's id.
    ///
    /// - Throws: `TriageError`.
    package func verdicts() throws(TriageError) -> [String: RuleVerdicts] {
        try read([:]) { tables throws(StoreError) in try tables.verdicts() }
    }

    /// The events whose match of a rule was archived for a reason.
    ///
    /// - Throws: `TriageError`.
    package func events(ofRule id: String, archivedAs reason: ArchiveReason) throws(TriageError) -> Set<EventID> {
        try read([]) { tables throws(StoreError) in try tables.events(ofRule: id, archivedAs: reason) }
    }

    /// A number that differs from the one before if anything was done in between, by any process.
    ///
    /// - Throws: `TriageError`.
    package func changeToken() throws(TriageError) -> Int64 {
        try read(0) { tables throws(StoreError) in try tables.newest() }
    }

    /// The rows of a day's events that have an escalated alert.
    static func escalatedRows(of day: Int32, in directory: StoreDirectory) throws(StoreError) -> [Int64] {
        guard let queue = try SharedFile.triage(in: directory).reading() else { return [] }
        return try queue.snapshot { database throws(StoreError) in
            let rows = try Statement(
                database, "SELECT DISTINCT row FROM standing WHERE day = ? AND disposition = ? ORDER BY row")
            rows.bind(1, Int64(day))
            rows.bind(2, Disposition.escalated.code)
            var found: [Int64] = []
            while try rows.step() { found.append(rows.integer(0)) }
            return found
        }
    }

    /// Reads one state of the file; where there is none, the answer is `nothing`.
    func read<Value>(
        _ nothing: Value, _ body: (borrowing TriageTables) throws(StoreError) -> Value
    ) throws(TriageError) -> Value {
        do throws(StoreError) {
            guard let queue = try file.reading() else { return nothing }
            return try queue.snapshot { database throws(StoreError) in try body(try TriageTables(database)) }
        } catch {
            throw failure(error)
        }
    }

    /// Runs `body` in one write transaction.
    private func write<Value>(
        _ body: (consuming TriageTables) throws(StoreError) -> Value
    ) throws(TriageError) -> Value {
        do throws(StoreError) {
            return try file.writing().transaction { database throws(StoreError) in try body(try TriageTables(database))
            }
        } catch {
            throw failure(error)
        }
    }

    /// A failure of the file as its users have it.
    private func failure(_ error: StoreError) -> TriageError {
        let (reason, help) = error.told(restore: file.restore)
        return .storage(path: file.path, reason: reason, help: help)
    }
}
