// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc
internal import Station

/// A file that a call was asked to write: whole or not there at all. It is written beside and then given the name, with the rights and the
/// owner of the one that it replaces; a link goes on pointing to it.
///
/// What is no regular file, as a pipe or a device, is written as it is. Without `finish` nothing is left behind.
struct OutputFile: ~Copyable {
    private let path: String
    private let descriptor: Int32
    /// Where it is written, and the name that it gets; `nil` for what is written as it is.
    private let names: (new: String, final: String)?
    private var buffer: [UInt8] = []

    private init(path: String, descriptor: Int32, names: (new: String, final: String)?) {
        self.path = path
        self.descriptor = descriptor
        self.names = names
    }

    /// Opens it; `mode` is what a file that was not there gets, less what the user's mask takes.
    static func open(_ path: String, mode: mode_t = 0o666) throws(UserMessage) -> OutputFile {
        var old = stat()
        let exists = unsafe stat(path, &old) == 0
        let names = names(path, exists ? old : nil)
        let flags = names == nil ? exists ? 0 : O_CREAT : O_CREAT | O_EXCL
        let descriptor = unsafe Glibc.open(
            names?.new ?? path, O_WRONLY | O_CLOEXEC | flags, exists ? 0o600 : mode)
        guard descriptor >= 0 else { throw failure(path) }
        let file = OutputFile(path: path, descriptor: descriptor, names: names)
        if names != nil, exists { try file.inherit(old) }
        return file
    }

    deinit {
        close(descriptor)
        if let names { unsafe _ = unlink(names.new) }
    }

    /// Where it is to be written where another file may take its place. What /dev and /proc name is somebody's open file, and a link to
    /// nothing stays a link.
    private static func names(_ path: String, _ old: stat?) -> (new: String, final: String)? {
        guard !path.hasPrefix("/dev/"), !path.hasPrefix("/proc/") else { return nil }
        var final = path
        if let old {
            guard old.st_mode & S_IFMT == S_IFREG else { return nil }
            final = URL(filePath: path).resolvingSymlinksInPath().path
        } else {
            var link = stat()
            guard unsafe lstat(path, &link) != 0 else { return nil }
        }
        return ("\(final).\(UUID().uuidString.prefix(8)).new", final)
    }

    /// Takes over rights and owner of the file that was there.
    private func inherit(_ old: stat) throws(UserMessage) {
        var own = stat()
        guard unsafe fstat(descriptor, &own) == 0,
            (own.st_uid, own.st_gid) == (old.st_uid, old.st_gid) || fchown(descriptor, old.st_uid, old.st_gid) == 0,
            fchmod(descriptor, old.st_mode & 0o7777) == 0
        else { throw Self.failure(path) }
    }

    /// Adds bytes.
    mutating func write(_ bytes: [UInt8]) throws(UserMessage) {
        buffer += bytes
        if buffer.count >= 1 << 16 { try flush() }
    }

    private mutating func flush() throws(UserMessage) {
        var start = 0
        while start < buffer.count {
            let count = unsafe buffer.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + start }, bytes.count - start)
            }
            guard count > 0 || errno == EINTR else { throw Self.failure(path) }
            start += max(0, count)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Gives it its name, once all of it is on the disk.
    consuming func finish() throws(UserMessage) {
        try flush()
        guard let names else { return }
        guard fsync(descriptor) == 0, unsafe rename(names.new, names.final) == 0 else { throw Self.failure(path) }
    }

    /// The failure of the last call.
    private static func failure(_ path: String) -> UserMessage {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
        return UserMessage(
            .environment, "\(path): \(reason).", help: "Give a file that you own in a folder that you may write.")
    }
}
