// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import EVE
package import Store

/// The keys of a station: its small authority, which signs the certificates of gateways, and what it shows them itself. They lie in
/// `keys/` of the data directory, readable by the station's user alone, and are made when they are first needed.
package struct StationKeys: Sendable {
    package let authority: CertificateAuthority
    /// What the station shows gateways.
    package let identity: TLSIdentity

    /// The certificate that tokens name the station by.
    package var certificate: Certificate { identity.chain[0] }

    /// Loads the keys of the data directory `directory`, or makes them. Several processes may do so at once: all have the same ones then.
    ///
    /// - Parameter now: certificates that are made begin a day before, as clocks of gateways may be slow.
    /// - Throws: `KeyFileError`.
    package static func load(directory: String, now: Instant) throws(KeyFileError) -> StationKeys {
        let folder = directory + "/keys"
        try KeyFile.makeFolder(folder)
        let help = "remove it and invite every gateway again"
        let authority = try KeyFile.pair(folder + "/authority.pem", help: help) { () throws(CryptoError) in
            let key = try PrivateKey()
            let made = try CertificateAuthority(
                commonName: "Vedette station", key: key, serial: CertificateAuthority.serial(),
                lifetime: .init(days: 7300, from: now))
            return (made.certificate, key)
        }
        let signer: CertificateAuthority
        do throws(CryptoError) {
            signer = try CertificateAuthority(certificate: authority.certificate, key: authority.key)
        } catch {
            throw .file(path: folder + "/authority.pem", reason: "\(error)")
        }
        let station = try KeyFile.pair(folder + "/station.pem", help: help) { () throws(CryptoError) in
            let key = try PrivateKey()
            let request = try CertificateRequest(commonName: "station", key: key)
            let certificate = try signer.certificate(
                for: request, commonName: "station", purpose: .server, serial: CertificateAuthority.serial(),
                lifetime: .init(days: 7300, from: now))
            return (certificate, key)
        }
        do throws(CryptoError) {
            let identity = try TLSIdentity(certificate: station.certificate, key: station.key)
            return StationKeys(authority: signer, identity: identity)
        } catch {
            throw .file(path: folder + "/station.pem", reason: "\(error)")
        }
    }
}
