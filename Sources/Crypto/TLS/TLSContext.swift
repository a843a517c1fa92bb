// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
internal import EVE
internal import Synchronization

/// What the TLS sessions of a server, or of a client, have in common. It does not change, and threads may share it.
///
/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only. No session is ever resumed, so each handshake proves the
/// client's key and asks anew whether its certificate is revoked. There is no renegotiation, no compression and no early data.
package final class TLSContext: Sendable {
    /// The versions of TLS that are spoken; 1.2 alone is for tests and for peers whose 1.3 is broken.
    package enum Versions: Sendable, Hashable {
        case from12To13
        case only12
    }

    let isServer: Bool
    /// The name that a client asks for and expects; `nil` without one.
    let serverName: String?
    let check: CertificateCheck
    /// The key of what is shown.
    let ownKey: PrivateKey?
    private let context: Mutex<ContextPointer>

    /// The context of a server.
    ///
    /// - Parameters:
    ///   - authorities: who may have signed the certificates of clients, for clients.
    ///   - isRevoked: asked in each handshake about a client's certificate that is good otherwise, on the session's thread.
    package init(
        serverWith identity: TLSIdentity, clientsOf authorities: [Certificate],
        clientCertificate: TLSClientCertificate = .required, versions: Versions = .from12To13,
        isRevoked: @escaping @Sendable (Certificate) -> Bool
    ) throws(CryptoError) {
        let check = CertificateCheck(isRevoked: isRevoked)
        let pointer = try ContextPointer(isServer: true, versions)
        try pointer.use(identity)
        try pointer.trust(authorities, announcing: true)
        unsafe check.install(in: pointer.pointer)
        let mode =
            SSL_VERIFY_PEER | (clientCertificate == .required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0)
        unsafe SSL_CTX_set_verify(pointer.pointer, mode, nil)
        isServer = true
        serverName = nil
        ownKey = identity.key
        self.check = check
        context = Mutex(pointer)
    }

    /// The context of a client, which shows `identity` if the server asks for a certificate.
    package init(
        clientOf trust: TLSTrust, identity: TLSIdentity?, versions: Versions = .from12To13
    ) throws(CryptoError) {
        let pointer = try ContextPointer(isServer: false, versions)
        if let identity { try pointer.use(identity) }
        switch trust {
        case .authorities(let authorities, let name):
            check = CertificateCheck()
            serverName = name
            try pointer.trust(authorities, announcing: false)
        case .pinned(let fingerprint):
            check = CertificateCheck(pin: fingerprint)
            serverName = nil
        }
        unsafe check.install(in: pointer.pointer)
        unsafe SSL_CTX_set_verify(pointer.pointer, SSL_VERIFY_PEER, nil)
        isServer = false
        ownKey = identity?.key
        context = Mutex(pointer)
    }

    /// Where the key of what is shown lies; `nil` without one.
    package var keyPlace: KeyPlace? { ownKey?.place }

    /// OpenSSL's part of a new session, which the caller owns.
    func newSession() throws(CryptoError) -> OpaquePointer {
        ERR_clear_error()
        var made: OpaquePointer?
        unsafe withPointer { unsafe made = SSL_new($0) }
        guard let session = unsafe made else {
            throw .failed("begin a TLS session", reason: CryptoError.takeReason())
        }
        guard isServer else {
            guard unsafe expectName(in: session) else {
                unsafe SSL_free(session)
                throw .unusableName(serverName ?? "")
            }
            unsafe SSL_set_connect_state(session)
            return unsafe session
        }
        unsafe SSL_set_accept_state(session)
        return unsafe session
    }

    private func expectName(in session: OpaquePointer) -> Bool {
        guard let serverName else { return true }
        guard !serverName.utf8.contains(0) else { return false }
        if IPAddress(serverName) != nil {
            return unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), serverName) == 1
        }
        return unsafe SSL_set1_host(session, serverName) == 1 && crypto_set_server_name(session, serverName) == 1
    }

    private func withPointer(_ body: (OpaquePointer) -> Void) {
        context.withLock { context in unsafe body(context.pointer) }
    }
}
