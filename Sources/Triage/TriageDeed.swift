// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What a person does with alerts.
package enum TriageDeed: Hashable, Sendable, Codable {
    /// Gives them a disposition, the archived a reason where it is known.
    case dispose(Disposition, ArchiveReason?)
    /// Gives them to a person; an empty name takes them from everybody.
    case assign(String)
    /// Adds tags, and takes others away.
    case tag(added: [String], removed: [String])
    /// Only says something about them.
    case comment
    /// Hides alerts, those to come too, until a time. It touches none.
    case mute(Suppression)
    /// Gives the station an order. It touches no alert itself.
    case order(StandingOrder)
    /// Ends the muting or the order that was the action of this number.
    case end(Int64)

    /// What it is, in the past and few words: "archived as false positive".
    package var told: String {
        switch self {
        case .dispose(.new, _): "reopened"
        case .dispose(let disposition, let reason):
            disposition.rawValue + (reason.map { " as \($0.rawValue)" } ?? "")
        case .assign(let person): person.isEmpty ? "assigned to nobody" : "assigned to \(person)"
        case .tag(let added, let removed): (added.map { "+\($0)" } + removed.map { "-\($0)" }).joined(separator: " ")
        case .comment: "commented"
        case .mute(let suppression): "muted \(suppression.scope.told) until \(suppression.expiry.rfc3339.prefix(19))Z"
        case .order(let order): "gave the order that \(order.told)"
        case .end(let number): "ended #\(number)"
        }
    }
}

/// How long the parts of a deed may be, in bytes.
package enum TriageLimit {
    /// A person's name, and where they came from.
    package static let person = 200
    package static let comment = 4000
    /// What says which alerts were meant, and the filter of an order.
    package static let scope = 4096
    package static let tag = 100
    /// How many tags an alert has.
    package static let tags = 50
    /// How many alerts one action touches.
    package static let alerts = 5_000_000
}
