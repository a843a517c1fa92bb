// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Small files of the supervisor, which only its user may read: read whole, replaced whole.
enum SmallFile {
    /// The bytes of a file; `nil` where there is none.
    static func read(_ path: String, limit: Int) throws(CameraProblem) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .failed("open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe linux_read(descriptor, &piece, piece.count)
            guard count >= 0 else { throw .failed("read", path) }
            guard count > 0 else { return bytes }
            bytes += piece[..<Int(count)]
            guard bytes.count <= limit else {
                throw CameraProblem("\(path) has more than \(limit) bytes; move it away")
            }
        }
    }

    /// Replaces a file. A crash or the loss of power leaves the old one or, once this has returned, the new one.
    static func replace(_ path: String, by bytes: [UInt8], isDurable: Bool = true) throws(CameraProblem) {
        let new = path + ".new"
        let descriptor = unsafe open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .failed("write", new) }
        let isWritten = write(bytes, to: descriptor) && (!isDurable || fsync(descriptor) == 0)
        let code = errno
        close(descriptor)
        errno = code
        guard isWritten else { throw .failed("write", new) }
        guard unsafe rename(new, path) == 0 else { throw .failed("replace", path) }
        if isDurable { try settle(folderOf: path) }
    }

    /// Makes names of files in a folder survive the loss of power.
    static func settle(folderOf path: String) throws(CameraProblem) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .failed("write", folder) }
    }

    /// Writes all of `bytes`; whether it could.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.write(descriptor, all.baseAddress.map { unsafe $0 + start }, all.count - start)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            start += count
        }
        return true
    }
}
