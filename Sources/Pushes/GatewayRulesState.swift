// SPDX-License-Identifier: Apache-2.0

/// How what a gateway runs stands against what it is to run.
package enum GatewayRulesState: String, Sendable, Hashable, CaseIterable {
    /// Nobody has pushed anything to it.
    case notWanted = "not-wanted"
    /// The order has not gone out: the gateway is not connected, never was, or is busy with the one before.
    case waits
    /// The order went out on the line that is open, and the gateway has not taken it up yet.
    case sent
    /// The gateway is following it.
    case working
    /// The gateway runs what is wanted, and its sensor's counts say so.
    case verified
    /// What is wanted is in place, and nobody could be asked whether it runs.
    case unverified
    /// Nothing was replaced: `suricata -T` takes the files not, or the order cannot be followed.
    case refused
    /// The sensor would not run them, and those before are back.
    case rolledBack = "rolled-back"
    /// Its agent was not told of a Suricata that it may change.
    case notManaged = "not-managed"
    /// What the gateway tells cannot be: it is done with other files than those it was sent, knows orders that were never given,
    /// or its counts are not those of the files.
    case contradicts

    /// One or two words for a column.
    package var words: String {
        switch self {
        case .notWanted: "none wanted"
        case .waits: "waits"
        case .sent: "sent"
        case .working: "working"
        case .verified: "verified"
        case .unverified: "unverified"
        case .refused: "refused"
        case .rolledBack: "rolled back"
        case .notManaged: "not managed"
        case .contradicts: "contradicts"
        }
    }

    /// Whether nothing more is to be expected of the order.
    package var isFinal: Bool {
        switch self {
        case .notWanted, .verified, .unverified, .refused, .rolledBack, .notManaged, .contradicts: true
        case .waits, .sent, .working: false
        }
    }

    /// Whether a person should look at it.
    package var isTrouble: Bool {
        switch self {
        case .refused, .rolledBack, .contradicts, .unverified: true
        default: false
        }
    }
}
