// SPDX-License-Identifier: Apache-2.0

package import Attestation

/// Whether a device can be believed at a moment. What could not be checked is a state of its own, never the last good one.
package enum DeviceState: Sendable, Hashable, Codable {
    /// Its gateway tells of it; nobody enrolled it.
    case unknown
    /// Its keys are enrolled, and no quote of it was appraised yet.
    case unattested
    /// The newest evidence held.
    case trusted
    /// The newest evidence is authentic, but something about it is to be looked at.
    case flagged(Reason)
    /// The newest evidence failed, or could not be had for a reason that a device must not have.
    case untrusted(Reason)
    /// It has not answered for longer than it may.
    case silent
    /// An operator revoked its keys.
    case revoked

    /// One word: as scripts read it and `@trust:` takes it.
    package var word: String {
        switch self {
        case .unknown: "unknown"
        case .unattested: "unattested"
        case .trusted: "trusted"
        case .flagged: "flagged"
        case .untrusted: "untrusted"
        case .silent: "silent"
        case .revoked: "revoked"
        }
    }

    /// All words, worst first.
    package static let words = ["untrusted", "revoked", "silent", "flagged", "unattested", "unknown", "trusted"]

    /// Why it is flagged or untrusted.
    package var reason: Reason? {
        switch self {
        case .flagged(let reason), .untrusted(let reason): reason
        default: nil
        }
    }

    /// 0 for what needs a person most.
    package var rank: Int { Self.words.firstIndex(of: word) ?? Self.words.count }

    /// Whether what it reported at such a moment is to be marked: everything but trusted, flagged, and what was never enrolled.
    package var marksEvents: Bool {
        switch self {
        case .untrusted, .silent, .revoked: true
        case .unknown, .unattested, .trusted, .flagged: false
        }
    }
}
