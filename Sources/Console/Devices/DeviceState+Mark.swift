// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Devices
internal import EVE

extension DeviceState {
    /// The mark of the state: what is told by colour is told by its form first.
    var mark: Glyph {
        switch self {
        case .unknown: .unknown
        case .unattested: .unattested
        case .trusted: .trusted
        case .flagged: .flagged
        case .untrusted: .failed
        case .silent: .silent
        case .revoked: .revoked
        }
    }

    /// The role of its word.
    var role: Role { mark.role ?? .text }

    /// The mark as a list shows it; what must be seen is bold.
    var span: StyledLine.Span {
        switch self {
        case .flagged, .untrusted, .revoked, .silent: .glyph(mark, role, .bold)
        case .unknown, .unattested, .trusted: .glyph(mark)
        }
    }

    /// The mark of a word that `DeviceState.words` holds.
    static func mark(ofWord word: String) -> Glyph {
        switch word {
        case "untrusted": .failed
        case "revoked": .revoked
        case "silent": .silent
        case "flagged": .flagged
        case "trusted": .trusted
        case "unknown": .unknown
        default: .unattested
        }
    }

    /// What it is because of, or means, in a few words.
    var explanation: String {
        switch self {
        case .unknown: "its gateway tells of it, and nobody enrolled it"
        case .unattested: "its keys are enrolled, and it has proved nothing yet"
        case .trusted: "the newest evidence held"
        case .flagged(let reason), .untrusted(let reason): reason.words
        case .silent: "it has not answered for longer than it may"
        case .revoked: "an operator revoked its keys"
        }
    }
}

extension TrustHistory {
    /// The mark of how far a gateway could be believed at a time, whatever has become of it since.
    func mark(of gateway: String, at time: Instant) -> StyledLine.Span {
        state(of: gateway, at: time)?.span ?? .glyph(.unattested)
    }
}

extension Check.Outcome {
    /// The mark of the outcome.
    var mark: Glyph {
        switch self {
        case .passed: .trusted
        case .flagged: .flagged
        case .failed: .failed
        case .skipped: .unattested
        }
    }

    /// The word of the outcome.
    var word: String {
        switch self {
        case .passed: "holds"
        case .flagged: "FLAGGED"
        case .failed: "FAILED"
        case .skipped: "no basis"
        }
    }
}
