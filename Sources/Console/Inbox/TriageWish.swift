// SPDX-License-Identifier: Apache-2.0

package import Triage

/// Something that the console wishes to be done about alerts.
package enum TriageWish: Sendable, Hashable, Codable {
    /// A deed for all alerts of groups of an inbox.
    case groups(TriageDeed, comment: String, Set<InboxGroup.Key>, InboxRequest, scope: String)
    /// A deed for single alerts.
    case alerts(TriageDeed, comment: String, [AlertID])
    /// A deed that touches no alert.
    case log(TriageDeed, comment: String, scope: String)
    case undo, redo
}

/// What became of it.
package enum TriageOutcome: Sendable, Codable {
    case done(TriageRecord)
    /// The record takes back one that had taken something back.
    case doneAgain(TriageRecord)
    /// There was nothing to do, and why.
    case nothing(String)
    /// Why it was not done, in one line with a way out.
    case refused(String)
}
