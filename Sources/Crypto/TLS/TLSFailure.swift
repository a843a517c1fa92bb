// SPDX-License-Identifier: Apache-2.0

/// Why a TLS connection did not come about, or broke.
///
/// Source of the names of alerts: RFC 8446, section 6.
package enum TLSFailure: Error, Hashable, Sendable {
    /// The peer has no certificate, and one is required.
    case noCertificate
    /// The peer's certificate, or one that signed it, is no longer valid.
    case certificateExpired
    /// It is not valid yet: it is new, or a clock is wrong.
    case certificateNotYetValid
    /// No authority that is trusted has signed it.
    case unknownAuthority
    /// It is for something else, such as a client's shown by a server.
    case wrongPurpose
    /// It is taken back.
    case certificateRevoked
    /// It is for another name than the one that was asked for.
    case nameMismatch
    /// It is not the one that was pinned.
    case pinMismatch
    /// It is refused for another reason, in OpenSSL's words.
    case certificateRefused(String)
    /// The peer broke off with an alert; most often it refuses our certificate.
    case refusedByPeer(TLSAlert)
    /// Our own key is in a TPM, which did not sign.
    case ownKey(TPMProblem)
    /// What the peer sends is not TLS.
    case notTLS
    /// The peer speaks only versions before TLS 1.2.
    case versionTooOld
    /// There is no cipher that both sides take.
    case noCommonCipher
    /// The peer breaks the protocol, in OpenSSL's words.
    case brokenProtocol(String)
    /// The handshake has more bytes than a handshake has.
    case handshakeTooLarge(limit: Int)
    /// The handshake was not done in time.
    case handshakeTooSlow
    /// The connection ended in the handshake.
    case closedInHandshake
    /// More was written before the handshake was done than is kept.
    case tooMuchWaiting(limit: Int)
    /// Something was sent before the handshake was done, or after the end.
    case notActive
}

extension TLSFailure: CustomStringConvertible {
    /// What is wrong, for a person, in one line.
    package var description: String {
        switch self {
        case .noCertificate: "the other side showed no certificate, which is required"
        case .certificateExpired: "the other side's certificate has expired, or this machine's clock is wrong"
        case .certificateNotYetValid: "the other side's certificate is not valid yet, or this machine's clock is wrong"
        case .unknownAuthority: "the other side's certificate is not signed by an authority that is trusted here"
        case .wrongPurpose: "the other side's certificate is not made for this side of a connection"
        case .certificateRevoked: "the other side's certificate has been revoked"
        case .nameMismatch: "the other side's certificate is for another name"
        case .pinMismatch: "the other side's certificate is not the one that was pinned"
        case .certificateRefused(let reason): "the other side's certificate is refused: \(reason)"
        case .refusedByPeer(let alert): "the other side broke off: \(alert)"
        case .ownKey(let problem): problem.description
        case .notTLS: "what the other side sends is not TLS"
        case .versionTooOld: "the other side does not know TLS 1.2 or 1.3"
        case .noCommonCipher: "both sides have no cipher in common"
        case .brokenProtocol(let reason): "the other side breaks the TLS protocol: \(reason)"
        case .handshakeTooLarge(let limit): "the TLS handshake took more than \(limit) bytes"
        case .handshakeTooSlow: "the TLS handshake was not done in time"
        case .closedInHandshake: "the connection was closed in the TLS handshake"
        case .tooMuchWaiting(let limit): "more than \(limit) bytes were to be sent before the TLS handshake was done"
        case .notActive: "the TLS connection is not open"
        }
    }
}

/// An alert that the peer sent to break off.
///
/// Source: RFC 8446, section 6; IANA's registry of TLS alerts.
package struct TLSAlert: Hashable, Sendable {
    /// Its number.
    package let code: UInt8

    package init(code: UInt8) { self.code = code }
}

extension TLSAlert: CustomStringConvertible {
    /// What the alert says, for a person.
    package var description: String {
        switch code {
        case 40: "it could not agree on how to speak TLS (alert 40)"
        case 42: "it takes our certificate for unusable, or not valid yet as its clock says (alert 42)"
        case 43: "it does not take certificates like ours (alert 43)"
        case 44: "our certificate has been revoked (alert 44)"
        case 45: "our certificate has expired, as its clock says (alert 45)"
        case 46: "it refuses our certificate (alert 46)"
        case 48: "it does not trust who signed our certificate (alert 48)"
        case 49: "it refuses access (alert 49)"
        case 70: "it knows none of our versions of TLS (alert 70)"
        case 116: "it requires a certificate, and we have none (alert 116)"
        default: "TLS alert \(code)"
        }
    }
}
