// SPDX-License-Identifier: Apache-2.0

package import EVE

/// The dispositions of a station's alerts, and the log of all that was done to them. Several processes may use one at once. Calls block.
///
/// Nothing is ever changed or removed in the log. What a call has done is on the disk when it returns.
package protocol TriageLog: Sendable {
    /// Does an action to alerts, each once; those that already are so stay as they are.
    ///
    /// - Throws: `TriageError`; nothing was changed then.
    func perform(_ action: TriageAction, on alerts: [AlertID]) throws(TriageError) -> TriageRecord
    /// Takes back the newest action of the person that is neither taken back nor one that takes back; `nil` if there is none. Alerts that
    /// were changed since stay as they are.
    ///
    /// - Throws: `TriageError`.
    func undo(by person: String, from origin: String, at time: Instant) throws(TriageError) -> TriageRecord?
    /// Does again what the person has taken back last, if nothing else was done by them since; `nil` otherwise.
    ///
    /// - Throws: `TriageError`.
    func redo(by person: String, from origin: String, at time: Instant) throws(TriageError) -> TriageRecord?
    /// How the alerts stand that somebody has touched.
    ///
    /// - Throws: `TriageError`.
    func standings(of alerts: [AlertID]) throws(TriageError) -> [AlertID: Standing]
    /// What was done to an alert, in order.
    ///
    /// - Throws: `TriageError`.
    func history(of alert: AlertID) throws(TriageError) -> [TriageRecord]
    /// The newest records, newest first.
    ///
    /// - Throws: `TriageError`.
    func records(limit: Int) throws(TriageError) -> [TriageRecord]
    /// The mutings that nobody has taken back or ended, expired ones too, the newest first.
    ///
    /// - Throws: `TriageError`.
    func suppressions() throws(TriageError) -> [TriageRecord]
    /// How often matches of each rule were archived as true and as false positives, by the rule's id.
    ///
    /// - Throws: `TriageError`.
    func verdicts() throws(TriageError) -> [String: RuleVerdicts]
    /// A number that differs from the one before if anything was done in between, by any process.
    ///
    /// - Throws: `TriageError`.
    func changeToken() throws(TriageError) -> Int64
}

/// Why nothing was done.
package enum TriageError: Error, Hashable, Sendable {
    /// A part of the action is longer than `TriageLimit` allows; both numbers are bytes, or alerts.
    case tooLong(part: String, count: Int, limit: Int)
    /// The file could not be read or written.
    case storage(path: String, reason: String, help: String)

    /// One line for people: what is wrong, and how to mend it.
    package var message: String {
        switch self {
        case .tooLong(let part, let count, let limit): "the \(part) has \(count), \(limit) are allowed; shorten it"
        case .storage(let path, let reason, let help): "\(path): \(reason); \(help)"
        }
    }
}
