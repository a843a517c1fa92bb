// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Why Suricata gives no answer that can be used.
enum SuricataFailure: Error, Sendable, Hashable {
    /// Nobody listens on its socket, or the agent may not go there; the reason is the system's.
    case absent(String)
    /// It takes too long.
    case overdue(seconds: Int64)
    /// It ended the connection.
    case left
    /// What it answers is not what it should be.
    case garbage
    /// It says no; the reason is its own, without control characters.
    case refused(String)
    /// The agent is to end, and did not wait for it.
    case stopped

    /// Whether it says no only as long as it loads rules for somebody else.
    ///
    /// Source: the words of Suricata 7.0.10, "Reload already in progress".
    var isReloading: Bool {
        if case .refused(let reason) = self {
            reason.lowercased().firstPlace(of: "already in progress") != nil
        } else {
            false
        }
    }

    /// A line for a person, where it is to be asked again later.
    var again: String { "Suricata \(message); this is tried again" }

    /// A few words for a person, behind "Suricata".
    var message: String {
        switch self {
        case .absent(let reason): "cannot be asked: \(reason)"
        case .overdue(let seconds): "does not answer within \(seconds) s"
        case .left: "ended the connection without an answer; look whether it still runs"
        case .garbage: "answers with what is no answer of its command socket"
        case .refused(let reason): "refuses: \(reason)"
        case .stopped: "was not waited for, as the agent was ended"
        }
    }
}
