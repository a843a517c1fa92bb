// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation
internal import Glibc

/// Files of models on the disk: read whole within bounds, written and made sure of.
package enum ModelDisk {
    /// A regular file's bytes.
    ///
    /// - Throws: where it cannot be read, is no regular file, or has more bytes than `most`.
    package static func read(_ path: String, most: Int = CheckedModel.bytesMost) throws(ModelProblem) -> [UInt8] {
        // A pipe must not make us wait for a writer.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("cannot be read") }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ModelProblem("is no file")
        }
        guard status.st_size <= most else {
            throw ModelProblem("has \(status.st_size) bytes; \(most) are read at the most")
        }
        let size = Int(status.st_size)
        var code: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, size - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { code = errno }
                guard got > 0 else { break }
                count += got
            }
        }
        guard code == 0, bytes.count == size else { throw failure("cannot be read to its end", code) }
        return bytes
    }

    /// Makes a file that is not there yet, and waits until it is on the disk.
    static func write(_ bytes: [UInt8], to path: String) throws(ModelProblem) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("cannot be made") }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("cannot be written") }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw failure("cannot be written") }
    }

    /// Whether something is at a path, be it a broken link.
    ///
    /// - Throws: where that cannot be told, as for want of a right: what cannot be seen is not taken to be absent.
    static func isThere(_ path: String) throws(ModelProblem) -> Bool {
        var status = stat()
        if unsafe lstat(path, &status) == 0 { return true }
        guard errno == ENOENT else { throw failure("cannot be looked at") }
        return false
    }

    /// Waits until a folder's names are on the disk.
    static func sync(folder: String) throws(ModelProblem) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("cannot be written") }
    }

    /// Gives a file or folder another name; a file of that name goes.
    static func rename(_ old: String, to new: String) throws(ModelProblem) {
        guard unsafe Glibc.rename(old, new) == 0 else { throw failure("cannot be renamed") }
    }

    static func failure(_ what: String, _ code: Int32 = errno) -> ModelProblem {
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return ModelProblem("\(what): \(reason)", isEnvironment: true)
    }

    static func sha256(_ bytes: [UInt8]) -> String { Hexadecimal.text(SHA256.digest(of: bytes)) }
}
