// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Why a rule shelf did not do what it was asked for. Nothing was changed then.
package enum RuleShelfError: Error, Hashable, Sendable {
    /// Somebody saved meanwhile; `current` is the revision that now stands, with its author and time.
    case conflict(rule: String, current: Int, author: String, time: Instant)
    /// There is no such rule.
    case unknownRule(String)
    /// The rule has no such revision.
    case unknownRevision(rule: String, number: Int)
    /// A rule with this id is there already.
    case taken(rule: String, isRetired: Bool)
    /// The rule is retired, so that it cannot be changed.
    case retired(rule: String)
    /// No rule may have this id.
    case badID(String)
    /// A part of the edit is longer than `RuleLimit` allows; both numbers are bytes.
    case tooLong(part: String, bytes: Int, limit: Int)
    /// The file could not be read or written.
    case storage(path: String, reason: String, help: String)

    /// One line for people: what is wrong, and how to mend it.
    package var message: String { RuleLimit.line(told, 4000) }

    private var told: String {
        switch self {
        case .conflict(let rule, let current, let author, let time):
            "\(rule): \(author) saved revision \(current) at \(time) meanwhile; look at it, then save again on top of it"
        case .unknownRule(let rule):
            "there is no rule \(rule); `vedette rules list` names them"
        case .unknownRevision(let rule, let number):
            "\(rule) has no revision \(number); `vedette rules history` names them"
        case .taken(let rule, let isRetired):
            isRetired
                ? "\(rule) is the id of a retired rule; bring that one back, or give the new one another id"
                : "there is a rule \(rule) already; edit that one, or give the new one another id"
        case .retired(let rule):
            "\(rule) is retired; bring it back first"
        case .badID(let id):
            "no rule can have the id `\(id.prefix(60))`; use 1 to \(RuleLimit.id) characters of printable ASCII"
        case .tooLong(let part, let bytes, let limit):
            "the \(part) has \(bytes) bytes, \(limit) are allowed; shorten it"
        case .storage(let path, let reason, let help):
            "\(path): \(reason); \(help)"
        }
    }
}
