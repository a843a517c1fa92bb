// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// A station with an authority, a server and one gateway.
package struct TLSCase {
    package let authority: CertificateAuthority
    package let station: TLSIdentity
    package let gateway: TLSIdentity

    package init() throws {
        authority = try Authorities.authority()
        station = try authority.identity("station", names: [.dns("station.example")], purpose: .server)
        gateway = try authority.identity("gw-harbour", purpose: .client)
    }

    package func server(
        _ clientCertificate: TLSClientCertificate = .required, identity: TLSIdentity? = nil,
        versions: TLSContext.Versions = .from12To13,
        isRevoked: @escaping @Sendable (Certificate) -> Bool = { _ in false }
    ) throws -> TLSContext {
        try TLSContext(
            serverWith: identity ?? station, clientsOf: [authority.certificate], clientCertificate: clientCertificate,
            versions: versions, isRevoked: isRevoked)
    }

    package func client(
        _ identity: TLSIdentity?, name: String? = nil, versions: TLSContext.Versions = .from12To13
    ) throws -> TLSContext {
        try TLSContext(
            clientOf: .authorities([authority.certificate], name: name), identity: identity, versions: versions)
    }
}
