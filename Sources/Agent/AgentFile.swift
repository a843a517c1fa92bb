// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Small files, read whole and replaced whole.
package enum AgentFile {
    /// The bytes of a file; `nil` where there is none.
    ///
    /// - Throws: where it cannot be read, or has more than `limit` bytes.
    package static func read(_ path: String, limit: Int) throws(AgentProblem) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failed("open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failed("read", path) }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= limit else {
                throw AgentProblem(.environment, "\(path) has more than \(limit) bytes; it is not what it should be")
            }
        }
    }

    /// Replaces a file, which only its user may read. A crash leaves the old one or the new one.
    ///
    /// - Parameter isDurable: whether it is to survive also the loss of power once this returns.
    package static func replace(_ path: String, by bytes: [UInt8], isDurable: Bool) throws(AgentProblem) {
        let new = path + ".new"
        try write(new, bytes, mode: 0o600, isDurable: isDurable)
        guard unsafe rename(new, path) == 0 else { throw failed("replace", path) }
        if isDurable { try settle(folderOf: path) }
    }

    /// Writes a file anew, with these rights whatever the process's mask is. A crash may leave a part of it.
    static func write(_ path: String, _ bytes: [UInt8], mode: mode_t, isDurable: Bool) throws(AgentProblem) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw failed("write", path) }
        // Where it belongs to somebody else, it stays as that one wants it.
        _ = fchmod(descriptor, mode)
        let isWritten = write(bytes, to: descriptor) && (!isDurable || fsync(descriptor) == 0)
        let code = errno
        close(descriptor)
        errno = code
        guard isWritten else { throw failed("write", path) }
    }

    /// Gives a file another name in its folder, over one that is there; it survives the loss of power then.
    static func move(_ old: String, to new: String) throws(AgentProblem) {
        guard unsafe rename(old, new) == 0 else { throw failed("replace", new) }
        try settle(folderOf: new)
    }

    /// Removes a file, unless there is none; that survives the loss of power then.
    static func remove(_ path: String) throws(AgentProblem) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failed("remove", path) }
        try settle(folderOf: path)
    }

    /// Whether there is something of this name.
    static func isThere(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Whether there is something of this name that may be read.
    static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

    /// Makes a folder that only its user may enter, unless there is one.
    package static func makeFolder(_ path: String) throws(AgentProblem) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failed("make the folder", path) }
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

    /// Makes names of files in a folder survive the loss of power.
    static func settle(folderOf path: String) throws(AgentProblem) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failed("write", folder) }
    }

    static func failed(_ what: String, _ path: String) -> AgentProblem {
        let reason = unsafe String(cString: strerror(errno))
        let advice =
            errno == EACCES || errno == EPERM ? "give the agent's user the right to it" : "check the disk and the path"
        return AgentProblem(.environment, "cannot \(what) \(path): \(reason); \(advice)")
    }
}
