// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// Why a key, a certificate or a request cannot be read, made or used.
///
/// `reason` is OpenSSL's own text: one line of at most `CryptoError.reasonLimit` characters without control characters.
/// Nothing of a key, and no byte of what was read, is ever in an error.
package enum CryptoError: Error, Hashable, Sendable {
    /// What something was to be.
    package enum Subject: String, Hashable, Sendable {
        case privateKey = "private key"
        case publicKey = "public key"
        case certificate
        case request = "certificate request"
    }

    /// It has more bytes than are taken.
    case tooLarge(Subject, limit: Int)
    /// A text has more certificates than are taken.
    case tooManyCertificates(limit: Int)
    /// The bytes are no such thing.
    case unreadable(Subject, reason: String)
    /// Only keys on P-256 are taken; `found` says what it is.
    case unsupportedKey(Subject, found: String)
    /// A request is not signed by the key that it asks a certificate for: it was changed, or its sender has no such key.
    case unprovenRequest
    /// The key does not belong to the certificate.
    case keyOfAnother
    /// A name cannot stand in a certificate.
    case unusableName(String)
    /// A certificate that is to sign others is not allowed to.
    case notAnAuthority
    /// The key is in a TPM, or was to be, and that does not do what it should.
    case tpm(TPMProblem)
    /// OpenSSL could not do what it usually can.
    case failed(String, reason: String)

    /// The most characters of a reason.
    package static let reasonLimit = 120

    /// The newest error of this thread's queue as text, which empties the queue.
    static func takeReason() -> String {
        let number = ERR_peek_last_error()
        ERR_clear_error()
        guard number != 0 else { return "no reason given" }
        guard let text = unsafe ERR_reason_error_string(number) else { return "error \(crypto_error_reason(number))" }
        return bounded(unsafe String(cString: text))
    }

    /// `text` on one line and not longer than a reason may be.
    static func bounded(_ text: String) -> String {
        String(text.prefix(reasonLimit).map { $0.isASCII && $0 >= " " && $0 <= "~" ? $0 : "?" })
    }
}

extension CryptoError: CustomStringConvertible {
    /// What is wrong, for a person, in one line.
    package var description: String {
        switch self {
        case .tooLarge(let subject, let limit): "the \(subject.rawValue) is larger than \(limit) bytes"
        case .tooManyCertificates(let limit): "there are more than \(limit) certificates in it; split it"
        case .unreadable(let subject, let reason): "this is no \(subject.rawValue) that can be read: \(reason)"
        case .unsupportedKey(let subject, let found): "the \(subject.rawValue) is \(found), not a key on P-256"
        case .unprovenRequest: "the certificate request is not signed by its own key"
        case .keyOfAnother: "the private key does not belong to the certificate"
        case .unusableName(let name): "\"\(Self.bounded(name))\" cannot be a name in a certificate"
        case .notAnAuthority: "the certificate is not one that may sign others"
        case .tpm(let problem): problem.description
        case .failed(let what, let reason): "OpenSSL could not \(what): \(reason)"
        }
    }
}
