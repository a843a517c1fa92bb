// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// How a context judges the certificate that a peer shows.
final class CertificateCheck: Sendable {
    /// The only certificate that is taken, whatever its dates and whoever signed it; `nil` where authorities count.
    let pin: Fingerprint?
    /// Whether a certificate that is good otherwise has been taken back. Called on whatever thread a session is on.
    let isRevoked: @Sendable (Certificate) -> Bool

    init(pin: Fingerprint? = nil, isRevoked: @escaping @Sendable (Certificate) -> Bool = { _ in false }) {
        self.pin = pin
        self.isRevoked = isRevoked
    }

    /// Makes a context ask this check, which must outlive the context and its sessions.
    func install(in context: OpaquePointer) {
        let argument = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe SSL_CTX_set_cert_verify_callback(
            context,
            { store, argument in
                guard let store = unsafe store, let argument = unsafe argument else { return 0 }
                let check = unsafe Unmanaged<CertificateCheck>.fromOpaque(argument).takeUnretainedValue()
                return unsafe check.judge(store) ? 1 : 0
            }, argument)
    }

    /// Judges the certificate of `store`, and leaves the reason there if it is not taken.
    private func judge(_ store: OpaquePointer) -> Bool {
        guard let certificate = unsafe Self.shown(in: store) else {
            unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_UNSPECIFIED)
            return false
        }
        unsafe Self.note(certificate, of: store)
        if let pin {
            let isIt = certificate.fingerprint == pin
            unsafe X509_STORE_CTX_set_error(store, isIt ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION)
            return isIt
        }
        guard unsafe X509_verify_cert(store) == 1 else { return false }
        guard !isRevoked(certificate) else {
            unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REVOKED)
            return false
        }
        return true
    }

    private static func shown(in store: OpaquePointer) -> Certificate? {
        guard let pointer = unsafe X509_STORE_CTX_get0_cert(store), unsafe X509_up_ref(pointer) == 1 else { return nil }
        return unsafe try? Certificate(CertificatePointer(owning: pointer))
    }

    private static func note(_ certificate: Certificate, of store: OpaquePointer) {
        guard let data = unsafe X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
            let note = unsafe SSL_get_ex_data(OpaquePointer(data), 0)
        else { return }
        unsafe Unmanaged<ShownCertificate>.fromOpaque(note).takeUnretainedValue().certificate = certificate
    }
}

/// Where a session finds what its peer showed, also if it was refused.
final class ShownCertificate {
    var certificate: Certificate?
}
