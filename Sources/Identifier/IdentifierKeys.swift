// SPDX-License-Identifier: Apache-2.0

package import Crypto
internal import EVE
internal import Foundation
package import Store

/// The identifier's own authority, which signs pseudonyms and nothing else, in `identifier/` of the data directory, for the station's user alone. It is another
/// one than the station's: what it signs opens no line to a station.
package enum IdentifierKeys {
    /// What to do about a damaged file without a backup.
    package static let help = "remove the folder, so that pseudonyms are issued by another authority from then on"

    /// Loads it, or makes it.
    ///
    /// - Throws: `KeyFileError`.
    static func load(directory: String, now: Instant) throws(KeyFileError) -> CertificateAuthority {
        let path = path(directory)
        try KeyFile.makeFolder(directory + "/identifier")
        let pair = try KeyFile.pair(path, help: help) { () throws(CryptoError) in
            let key = try PrivateKey()
            let made = try CertificateAuthority(
                commonName: "Vedette identifier", key: key, serial: CertificateAuthority.serial(),
                lifetime: .init(days: 3650, from: now))
            return (made.certificate, key)
        }
        do throws(CryptoError) {
            return try CertificateAuthority(certificate: pair.certificate, key: pair.key)
        } catch {
            throw .file(path: path, reason: "\(error)")
        }
    }

    /// The certificate by which everybody can check pseudonyms; the file must be there.
    ///
    /// - Throws: `KeyFileError`.
    package static func certificate(directory: String) throws(KeyFileError) -> Certificate {
        try KeyFile.pair(path(directory), help: help).certificate
    }

    /// Whether it is there, and this user may not read it.
    package static func isClosed(directory: String) -> Bool {
        let (files, folder, path) = (FileManager.default, directory + "/identifier", path(directory))
        guard files.fileExists(atPath: folder) else { return false }
        return !files.isExecutableFile(atPath: folder)
            || files.fileExists(atPath: path) && !files.isReadableFile(atPath: path)
    }

    private static func path(_ directory: String) -> String { directory + "/identifier/authority.pem" }
}
