// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

extension TLSFailure {
    /// What OpenSSL says of a session that failed, which empties this thread's queue of errors.
    static func take(of session: OpaquePointer, isPinned: Bool) -> TLSFailure {
        let number = ERR_peek_last_error()
        let reason = CryptoError.takeReason()
        guard crypto_error_library(number) == ERR_LIB_SSL else { return .brokenProtocol(reason) }
        switch crypto_error_reason(number) {
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return .noCertificate
        case SSL_R_CERTIFICATE_VERIFY_FAILED:
            return unsafe ofCertificate(SSL_get_verify_result(session), isPinned: isPinned)
        case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST, SSL_R_WRONG_VERSION_NUMBER, SSL_R_BAD_PACKET_LENGTH,
            SSL_R_PACKET_LENGTH_TOO_LONG, SSL_R_RECORD_TOO_SMALL, SSL_R_UNKNOWN_PROTOCOL:
            return .notTLS
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_NO_PROTOCOLS_AVAILABLE: return .versionTooOld
        case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_SUITABLE_KEY_SHARE,
            SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, SSL_R_NO_SHARED_GROUPS:
            return .noCommonCipher
        case let alert where SSL_AD_REASON_OFFSET + 1...SSL_AD_REASON_OFFSET + 255 ~= alert:
            return .refusedByPeer(TLSAlert(code: UInt8(alert - SSL_AD_REASON_OFFSET)))
        default: return .brokenProtocol(reason)
        }
    }

    private static func ofCertificate(_ result: Int, isPinned: Bool) -> TLSFailure {
        switch Int32(truncatingIfNeeded: result) {
        case X509_V_ERR_CERT_HAS_EXPIRED: .certificateExpired
        case X509_V_ERR_CERT_NOT_YET_VALID: .certificateNotYetValid
        case X509_V_ERR_CERT_REVOKED: .certificateRevoked
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: .nameMismatch
        case X509_V_ERR_INVALID_PURPOSE: .wrongPurpose
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_CERT_UNTRUSTED:
            .unknownAuthority
        case X509_V_ERR_APPLICATION_VERIFICATION where isPinned: .pinMismatch
        default: .certificateRefused(CryptoError.bounded(unsafe String(cString: X509_verify_cert_error_string(result))))
        }
    }
}
