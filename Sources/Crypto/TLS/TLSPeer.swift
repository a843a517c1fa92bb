// SPDX-License-Identifier: Apache-2.0

/// Who is at the other end of a TLS connection, proven by the handshake.
package struct TLSPeer: Hashable, Sendable {
    /// The certificate, whose key the peer has; `nil` if it showed none, which only a server without the requirement allows.
    package let certificate: Certificate?
    /// `TLSv1.3` or `TLSv1.2`.
    package let version: String
    /// The cipher by its standard or OpenSSL's name.
    package let cipher: String
}
