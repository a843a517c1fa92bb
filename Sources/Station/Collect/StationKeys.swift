// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import EVE
internal import Foundation
internal import Glibc
internal import Store

/// The keys of a station: its small authority, which signs the certificates of gateways, and what it shows them itself. They lie in
/// `keys/` of the data directory, readable by the station's user alone, and are made when they are first needed.
package struct StationKeys: Sendable {
    package let authority: CertificateAuthority
    /// What the station shows gateways.
    package let identity: TLSIdentity

    /// The certificate that tokens name the station by.
    package var certificate: Certificate { identity.chain[0] }

    private static let day: Int64 = 86_400_000_000

    /// Loads the keys of the data directory `directory`, or makes them. Several processes may do so at once: all have the same ones then.
    ///
    /// - Parameter now: certificates that are made begin a day before, as clocks of gateways may be slow.
    /// - Throws: `StationKeyError`.
    package static func load(directory: String, now: Instant) throws(StationKeyError) -> StationKeys {
        let folder = directory + "/keys"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .file(path: folder, reason: "it cannot be made: \(error.localizedDescription)")
        }
        let authority = try pair(folder + "/authority.pem") { () throws(CryptoError) in
            let key = try PrivateKey()
            let made = try CertificateAuthority(
                commonName: "Vedette station", key: key, serial: serial(), lifetime: lifetime(now, days: 7300))
            return (made.certificate, key)
        }
        let signer: CertificateAuthority
        do throws(CryptoError) {
            signer = try CertificateAuthority(certificate: authority.certificate, key: authority.key)
        } catch {
            throw .file(path: folder + "/authority.pem", reason: "\(error)")
        }
        let station = try pair(folder + "/station.pem") { () throws(CryptoError) in
            let key = try PrivateKey()
            let request = try CertificateRequest(commonName: "station", key: key)
            let certificate = try signer.certificate(
                for: request, commonName: "station", purpose: .server, serial: serial(),
                lifetime: lifetime(now, days: 7300))
            return (certificate, key)
        }
        do throws(CryptoError) {
            let identity = try TLSIdentity(certificate: station.certificate, key: station.key)
            return StationKeys(authority: signer, identity: identity)
        } catch {
            throw .file(path: folder + "/station.pem", reason: "\(error)")
        }
    }

    /// A number for a certificate that nobody has.
    package static func serial() -> UInt128 { UInt128.random(in: 1...UInt128.max >> 1) }

    /// From a day before `now` on.
    package static func lifetime(_ now: Instant, days: Int64) -> CertificateAuthority.Lifetime {
        CertificateAuthority.Lifetime(
            from: now.advanced(byMicroseconds: -day), to: now.advanced(byMicroseconds: days * day))
    }

    /// The key and the certificate of a file, which `make` makes where there is none.
    private static func pair(
        _ path: String, _ make: () throws(CryptoError) -> (Certificate, PrivateKey)
    ) throws(StationKeyError) -> (certificate: Certificate, key: PrivateKey) {
        if !FileManager.default.fileExists(atPath: path) {
            let made = Result { () throws(CryptoError) in
                let (certificate, key) = try make()
                return try key.pem() + certificate.pem()
            }
            switch made {
            case .success(let pem): if let problem = put(pem, at: path) { throw .file(path: path, reason: problem) }
            case .failure(let error): throw .file(path: path, reason: "\(error)")
            }
        }
        // Of two processes that made one, one was first.
        guard let pem = FileManager.default.contents(atPath: path).map(Array.init) else {
            throw .file(path: path, reason: "it cannot be read")
        }
        do throws(CryptoError) {
            return (try Certificate(pem: pem), try PrivateKey(pem: pem))
        } catch {
            throw .file(
                path: path, reason: "\(error); put back that of a backup, or remove it and invite every gateway again")
        }
    }

    /// Makes a file of one's own, whole or not at all, unless there is one; the answer is why it could not.
    private static func put(_ bytes: [UInt8], at path: String) -> String? {
        let new = "\(path).\(getpid()).new"
        // Left by a run that was killed and had this number.
        unsafe _ = unlink(new)
        let descriptor = unsafe open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return unsafe String(cString: strerror(errno)) }
        defer { unsafe _ = unlink(new) }
        let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        let isWhole = written == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWhole else { return "it cannot be written" }
        guard unsafe link(new, path) == 0 || errno == EEXIST else { return unsafe String(cString: strerror(errno)) }
        // Gateways would be enrolled by keys that are gone.
        do throws(StoreError) { try DiskSync.directory(of: path) } catch { return "its folder cannot be written" }
        return nil
    }
}

/// Why a station has no keys.
package enum StationKeyError: Error, Sendable, Hashable {
    case file(path: String, reason: String)

    /// One line for a person.
    package var message: String {
        switch self {
        case .file(let path, let reason): "\(path): \(reason)"
        }
    }
}
