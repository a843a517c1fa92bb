// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A gateway that the station knows by name: invited, enrolled or revoked.
package struct EnrolledGateway: Sendable, Hashable, Codable {
    /// Whether its lines are taken.
    package enum State: String, Sendable, Hashable, Codable {
        /// It was invited and has not come yet, or not again.
        case invited
        /// It has a certificate that is good.
        case enrolled
        /// No certificate of it is taken any more.
        case revoked
    }

    package var name: String
    package var state: State
    /// When it was first invited.
    package var invited: Instant
    /// Until when the open invitation may be taken; `nil` where there is none.
    package var invitationEnds: Instant?
    /// Its certificates that are taken, the newest first.
    package var certificates: [IssuedCertificate]

    /// The end of the certificate that is good for longest; `nil` where it has none.
    package var certificateEnds: Instant? { certificates.map(\.expires).max() }

    package init(
        name: String, state: State, invited: Instant, invitationEnds: Instant? = nil,
        certificates: [IssuedCertificate] = []
    ) {
        self.name = name
        self.state = state
        self.invited = invited
        self.invitationEnds = invitationEnds
        self.certificates = certificates
    }
}

/// A certificate that the station gave to a gateway.
package struct IssuedCertificate: Sendable, Hashable, Codable {
    /// SHA-256 of its DER.
    package var fingerprint: [UInt8]
    package var issued: Instant
    package var expires: Instant

    package init(fingerprint: [UInt8], issued: Instant, expires: Instant) {
        self.fingerprint = fingerprint
        self.issued = issued
        self.expires = expires
    }
}

/// Why a gateway is not let in.
package enum EnrolmentRefusal: Error, Sendable, Hashable {
    /// Nobody was given such a token.
    case unknownToken
    /// The token was taken at this time.
    case usedToken(Instant)
    /// It could be taken until this time.
    case expiredToken(Instant)
    /// The gateway was revoked.
    case revoked(String)
    /// No gateway of this name was ever invited.
    case unknownGateway(String)
    /// The name is taken.
    case nameTaken(String)
    /// Names of gateways have another form.
    case badName(String)
    /// What should hold a key and a proof of it does not.
    case badRequest(String)
    /// There is neither a token nor a certificate.
    case noProof
    /// The certificate is of no gateway, or not any more.
    case unknownCertificate
    /// The gateway was given so many certificates within a day.
    case tooManyCertificates(String, Int)

    /// One line for a person: what is wrong, and what to do.
    package var message: String {
        switch self {
        case .unknownToken: "the token is none of this station; ask for a new one ('vedette gateways invite NAME')"
        case .usedToken(let time):
            "the token was used at \(time.rfc3339); if that was not you, revoke the gateway and invite it again"
        case .expiredToken(let time): "the token could be used until \(time.rfc3339); ask for a new one"
        case .revoked(let name): "\(name) was revoked; invite it again to let it back in"
        case .unknownGateway(let name):
            "no gateway '\(name)' was invited; 'vedette gateways list' shows those that were"
        case .nameTaken(let name): "there is a gateway '\(name)' already; choose another name, or revoke that one first"
        case .badName(let name):
            "'\(name)' is no name for a gateway: 1 to 64 letters, digits, dots, dashes and underscores"
        case .badRequest(let reason): "the request for a certificate is not good: \(reason)"
        case .noProof: "there is neither a token nor a certificate; enrol with a token ('vedette gateways invite NAME')"
        case .unknownCertificate:
            "the certificate is of no gateway that is enrolled here, or it was revoked; enrol with a new token"
        case .tooManyCertificates(let name, let count):
            "\(name) was given \(count) certificates within a day; it may ask again a day later"
        }
    }
}
