// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query
package import Store
package import Triage

/// What a console needs for triage: the inbox, and the actions of one person on it.
package final class TriageDesk: Sendable {
    private let store: StoreReader
    private let log: TriageStore
    private let assets: AssetFile
    private let person: String
    private let origin: String

    /// The triage of the station whose store `store` reads, by `person`, who acts from `origin`.
    package init(
        _ configuration: StationConfiguration, store: StoreReader, assets: AssetFile, person: String, origin: String
    ) {
        self.store = store
        self.assets = assets
        log = TriageStore(directory: configuration.dataDirectory)
        self.person = person
        self.origin = origin
    }

    /// The groups that wait.
    package func inbox(
        _ request: InboxRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> InboxPage {
        try store.inbox(request, log, assets: assets.book, until: cancellation)
    }

    /// The mutings that hold, the newest first.
    package func inForce() throws(TriageError) -> [TriageRecord] { try log.inForce() }

    /// What people found of the rules' matches.
    package func verdicts() throws(TriageError) -> [String: RuleVerdicts] { try log.verdicts() }

    /// What was done to the alerts of an event, in order.
    package func history(of alerts: [AlertID]) throws(TriageError) -> [TriageRecord] {
        var records: [Int64: TriageRecord] = [:]
        for alert in alerts {
            for record in try log.history(of: alert) { records[record.number] = record }
        }
        return records.values.sorted { $0.number < $1.number }
    }

    /// Does a deed to all alerts of groups, whether they are on a screen or not.
    package func perform(
        _ deed: TriageDeed, comment: String, on groups: Set<InboxGroup.Key>, of request: InboxRequest, scope: String,
        at time: Instant
    ) throws(TriageDeskFailure) -> TriageRecord {
        let alerts: [AlertID]
        do throws(QueryFailure) {
            alerts = try store.alerts(request, in: groups, log, until: Cancellation())
        } catch {
            throw .store(error)
        }
        return try perform(deed, comment: comment, on: alerts, scope: scope, at: time)
    }

    /// Does a deed to alerts.
    package func perform(
        _ deed: TriageDeed, comment: String, on alerts: [AlertID], scope: String, at time: Instant
    ) throws(TriageDeskFailure) -> TriageRecord {
        let action = TriageAction(deed, by: person, from: origin, at: time, comment: comment, scope: scope)
        do throws(TriageError) { return try log.perform(action, on: alerts) } catch { throw .log(error) }
    }

    /// Takes back what the person did last; `nil` if there is nothing.
    package func undo(at time: Instant) throws(TriageError) -> TriageRecord? {
        try log.undo(by: person, from: origin, at: time)
    }

    /// Does again what the person took back last; `nil` if there is nothing.
    package func redo(at time: Instant) throws(TriageError) -> TriageRecord? {
        try log.redo(by: person, from: origin, at: time)
    }
}

/// Why a deed was not done.
package enum TriageDeskFailure: Error, Sendable {
    case store(QueryFailure)
    case log(TriageError)

    /// One line for people.
    package var message: String {
        switch self {
        case .store(.storage(let path, let reason)): "\(path): \(reason); nothing was changed, try again"
        case .log(let error): error.message
        }
    }
}
