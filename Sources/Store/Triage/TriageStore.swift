// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import GRDB
internal import Glibc
package import Query
package import Triage

/// What was done with the alerts of a data directory, in `triage.db`.
///
/// Making one touches no file: reading opens it when it is there, writing makes it. Readers never wait for a writer.
package final class TriageStore: TriageLog {
    static let fileName = "triage.db"

    private let directory: StoreDirectory
    private let reader: SharedConnection
    private let writer: SharedConnection

    /// The triage of the data directory `directory`.
    package init(directory: String) {
        self.directory = StoreDirectory(root: directory)
        reader = SharedConnection(self.directory.triage)
        writer = SharedConnection(self.directory.triage)
    }

    // MARK: Writing

    package func perform(_ action: TriageAction, on alerts: [AlertID]) throws(TriageError) -> TriageRecord {
        try Self.check(action, alerts)
        return try write { tables throws(StoreError) in
            var writing = try TriageWriting(tables)
            return try writing.perform(action, on: Set(alerts).sorted())
        }
    }

    package func undo(by person: String, from origin: String, at time: Instant) throws(TriageError) -> TriageRecord? {
        try write { tables throws(StoreError) in
            guard let record = try tables.newestToUndo(by: person) else { return nil }
            var writing = try TriageWriting(tables)
            return try writing.takeBack(record, by: person, from: origin, at: time)
        }
    }

    package func redo(by person: String, from origin: String, at time: Instant) throws(TriageError) -> TriageRecord? {
        try write { tables throws(StoreError) in
            guard let record = try tables.newestToRedo(by: person) else { return nil }
            var writing = try TriageWriting(tables)
            return try writing.takeBack(record, by: person, from: origin, at: time)
        }
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
        switch action.deed {
        case .assign(let person): try hold("name", person, TriageLimit.person)
        case .tag(let added, let removed):
            for tag in added + removed { try hold("tag", tag, TriageLimit.tag) }
            guard added.count + removed.count <= TriageLimit.tags else {
                throw .tooLong(part: "list of tags", count: added.count + removed.count, limit: TriageLimit.tags)
            }
        case .dispose, .comment, .mute, .unmute: break
        }
        guard alerts.count <= TriageLimit.alerts else {
            throw .tooLong(part: "choice of alerts", count: alerts.count, limit: TriageLimit.alerts)
        }
    }

    // MARK: Reading

    package func standings(of alerts: [AlertID]) throws(TriageError) -> [AlertID: Standing] {
        try read([:]) { tables throws(StoreError) in
            var found: [AlertID: Standing] = [:]
            for alert in alerts {
                if let held = try tables.standing(of: alert) { found[alert] = held.standing }
            }
            return found
        }
    }

    package func history(of alert: AlertID) throws(TriageError) -> [TriageRecord] {
        try read([]) { tables throws(StoreError) in try tables.history(of: alert) }
    }

    package func records(limit: Int) throws(TriageError) -> [TriageRecord] {
        try read([]) { tables throws(StoreError) in try tables.records(limit: limit) }
    }

    package func suppressions() throws(TriageError) -> [TriageRecord] {
        try read([]) { tables throws(StoreError) in try tables.suppressions() }
    }

    package func verdicts() throws(TriageError) -> [String: RuleVerdicts] {
        try read([:]) { tables throws(StoreError) in try tables.verdicts() }
    }

    /// The events whose match of a rule was archived for a reason.
    ///
    /// - Throws: `TriageError`.
    package func events(ofRule id: String, archivedAs reason: ArchiveReason) throws(TriageError) -> Set<EventID> {
        try read([]) { tables throws(StoreError) in try tables.events(ofRule: id, archivedAs: reason) }
    }

    package func changeToken() throws(TriageError) -> Int64 {
        try read(0) { tables throws(StoreError) in try tables.newest() }
    }

    /// Calls `body` with every alert of some days that is not as it came, in order.
    func forEachStanding(
        days: ClosedRange<Int32>, _ body: (AlertID, Standing) -> Void
    ) throws(TriageError) {
        try read(()) { tables throws(StoreError) in try tables.forEachStanding(days: days, body) }
    }

    /// The rows of a day's events that have an escalated alert.
    static func escalatedRows(of day: Int32, in directory: StoreDirectory) throws(StoreError) -> [Int64] {
        guard let queue = try StoreFile.openForReading(directory.triage, schema: Schema.triage) else { return [] }
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
            let queue = try reader.take { () throws(StoreError) in
                try StoreFile.openForReading(directory.triage, schema: Schema.triage)
            }
            guard let queue else { return nothing }
            return try queue.snapshot { database throws(StoreError) in try body(try TriageTables(database)) }
        } catch {
            throw directory.triageFailure(error)
        }
    }

    /// Runs `body` in one write transaction.
    private func write<Value>(
        _ body: (consuming TriageTables) throws(StoreError) -> Value
    ) throws(TriageError) -> Value {
        do throws(StoreError) {
            let queue = try writer.take { () throws(StoreError) in try open() }
            guard let queue else { throw StoreError.system(path: directory.triage, call: "open", code: ENOENT) }
            return try queue.transaction { database throws(StoreError) in try body(try TriageTables(database)) }
        } catch {
            throw directory.triageFailure(error)
        }
    }

    /// Opens the file for writing; one process at a time makes it or brings it up to date.
    private func open() throws(StoreError) -> DatabaseQueue {
        try directory.create()
        let lock = try SharedFileLock.wait(directory.triageLock)
        let queue = try StoreFile.openForWriting(directory.triage, schema: Schema.triage)
        try StoreIdentity.adopt(queue, from: directory)
        withExtendedLifetime(lock) {}
        return queue
    }
}
