// SPDX-License-Identifier: Apache-2.0

/// Why nothing was done.
package enum TriageError: Error, Hashable, Sendable {
    /// A part of the action is longer than `TriageLimit` allows; both numbers are bytes, or alerts.
    case tooLong(part: String, count: Int, limit: Int)
    /// The log has no form for the deed: a tag is empty or has a line break, or a gateway's name has a space.
    case noForm
    /// A person's name is one in which the station acts.
    case reservedName
    /// An order has a filter that is none, or reopens alerts.
    case badOrder(String)
    /// The file could not be read or written.
    case storage(path: String, reason: String, help: String)

    /// One line for people: what is wrong, and how to mend it.
    package var message: String {
        switch self {
        case .tooLong(let part, let count, let limit): "the \(part) has \(count), \(limit) are allowed; shorten it"
        case .reservedName: "names that begin with '\(StandingOrder.actorPrefix)' are the station's own; take another"
        case .badOrder(let reason): "the order cannot be followed: \(reason)"
        case .noForm: "tags are not empty and have no line breaks, and gateways' names no spaces; change that"
        case .storage(let path, let reason, let help): "\(path): \(reason); \(help)"
        }
    }
}
