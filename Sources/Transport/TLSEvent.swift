// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// What a `TLSHandler` tells the handlers behind it.
package enum TLSEvent: Hashable, Sendable {
    /// The handshake is done, and the peer is this one.
    ///
    /// A client of TLS 1.3 is told so before the server has judged its certificate: a refusal then comes as an error.
    case handshakeDone(TLSPeer)
}

/// Why a connection was ended, and whose it was.
package struct TLSConnectionError: Error, Hashable, Sendable {
    package let failure: TLSFailure
    /// The certificate that the peer has shown, good or not; `nil` if it came to none. Only its reason to be refused is proven.
    package let shownCertificate: Certificate?

    package init(failure: TLSFailure, shownCertificate: Certificate?) {
        self.failure = failure
        self.shownCertificate = shownCertificate
    }
}

extension TLSConnectionError: CustomStringConvertible {
    /// What is wrong, for a person, in one line.
    package var description: String { failure.description }
}
