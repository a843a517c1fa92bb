// SPDX-License-Identifier: Apache-2.0

package import Crypto
internal import Foundation
internal import Glibc

/// Files that hold a key and its certificate, readable by the station's user alone.
package enum KeyFile {
    /// Makes the folder that they lie in, where there is none.
    package static func makeFolder(_ folder: String) throws(KeyFileError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .file(path: folder, reason: "it cannot be made: \(error.localizedDescription)")
        }
    }

    /// The key and the certificate of a file, which `make` makes where there is none.
    ///
    /// - Parameter help: what to do about a damaged one without a backup.
    package static func pair(
        _ path: String, help: String, _ make: () throws(CryptoError) -> (Certificate, PrivateKey)
    ) throws(KeyFileError) -> (certificate: Certificate, key: PrivateKey) {
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
        return try pair(path, help: help)
    }

    /// The key and the certificate of a file that is there.
    package static func pair(
        _ path: String, help: String
    ) throws(KeyFileError) -> (certificate: Certificate, key: PrivateKey) {
        guard let pem = FileManager.default.contents(atPath: path).map(Array.init) else {
            throw .file(path: path, reason: "it cannot be read")
        }
        do throws(CryptoError) {
            return (try Certificate(pem: pem), try PrivateKey(pem: pem))
        } catch {
            throw .file(path: path, reason: "\(error); put back that of a backup, or \(help)")
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
        // What is signed by it would be by a key that is gone.
        do throws(StoreError) { try DiskSync.directory(of: path) } catch { return "its folder cannot be written" }
        return nil
    }
}

/// Why a file of a key cannot be had.
package enum KeyFileError: Error, Sendable, Hashable {
    case file(path: String, reason: String)

    /// One line for a person.
    package var message: String {
        switch self {
        case .file(let path, let reason): "\(path): \(reason)"
        }
    }
}
