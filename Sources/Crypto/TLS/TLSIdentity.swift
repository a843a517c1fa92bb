// SPDX-License-Identifier: Apache-2.0

/// What a side of a connection shows: its certificate and the key to it.
package struct TLSIdentity: Sendable {
    /// The certificate, and those between it and an authority that the peer trusts, in order.
    package let chain: [Certificate]
    /// The key of the first one.
    package let key: PrivateKey

    /// - Throws: `keyOfAnother` if the key is not that of `certificate`; `unsupportedKey`.
    package init(certificate: Certificate, intermediates: [Certificate] = [], key: PrivateKey) throws(CryptoError) {
        guard try certificate.publicKey() == key.publicKey else { throw .keyOfAnother }
        chain = [certificate] + intermediates
        self.key = key
    }
}

/// Which server a client takes for the right one.
package enum TLSTrust: Sendable {
    /// One whose certificate an authority has signed, for servers, and for `name` (a DNS name or an address) unless that is `nil`.
    case authorities([Certificate], name: String?)
    /// The one with exactly this certificate. Dates, names and who signed it do not matter.
    case pinned(Fingerprint)
}

/// Whether a server wants to see a certificate of its clients. One that is shown must be good in both cases.
package enum TLSClientCertificate: Sendable, Hashable {
    case required
    /// It is asked for, but who has none may come in, to enrol.
    case optional
}
