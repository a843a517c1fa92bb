// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// An open folder. What is done in it goes by its descriptor and follows no link, so that nothing outside of it is read or written,
/// whatever somebody puts there meanwhile.
@safe struct FolderHandle: ~Copyable {
    /// What lies under a name.
    enum Content: Equatable {
        case absent
        case bytes([UInt8])
        /// More bytes than were asked for.
        case tooLong
        /// A link, a folder, a device.
        case noFile
    }

    private let descriptor: Int32
    /// For messages.
    let path: String

    private init(_ descriptor: Int32, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// Opens a folder that a person named; that name may be a link.
    static func open(_ path: String) throws(StoreError) -> FolderHandle {
        let descriptor = unsafe Glibc.open(path, flags)
        guard descriptor >= 0 else { throw .failed("open", path: path) }
        return FolderHandle(descriptor, path)
    }

    /// A folder in this one; `nil` where there is none.
    func folder(_ name: String, making: Bool = false) throws(StoreError) -> FolderHandle? {
        let path = self.path + "/" + name
        if making, unsafe mkdirat(descriptor, name, 0o755) != 0, errno != EEXIST {
            throw .failed("mkdir", path: path)
        }
        let inner = unsafe openat(descriptor, name, Self.flags | O_NOFOLLOW)
        guard inner >= 0 else {
            if errno == ENOENT { return nil }
            throw .failed("open", path: path)
        }
        return FolderHandle(inner, path)
    }

    /// The names in it, sorted by their bytes.
    func names() throws(StoreError) -> [String] {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd/\(descriptor)")
            return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        } catch {
            throw .system(path: path, call: "readdir", code: EIO)
        }
    }

    /// Reads a file of at most `limit` bytes.
    func read(_ name: String, limit: Int) throws(StoreError) -> Content {
        // Without O_NONBLOCK a named pipe would wait for its writer.
        let file = unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            switch errno {
            case ENOENT: return .absent
            case ELOOP, ENXIO: return .noFile
            default: throw .failed("open", path: path + "/" + name)
            }
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw .failed("fstat", path: path + "/" + name) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .noFile }
        guard status.st_size <= limit else { return .tooLong }
        // It may grow meanwhile; one byte more would tell.
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while count < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            guard got >= 0 else { throw .failed("read", path: path + "/" + name) }
            if got == 0 { break }
            count += got
        }
        bytes.removeLast(bytes.count - count)
        return .bytes(bytes)
    }

    /// Writes a file anew; there is the old one or the new one at any moment.
    func write(_ bytes: [UInt8], as name: String) throws(StoreError) {
        let path = self.path + "/" + name
        // No rule's file begins with a full stop, so that this name is free.
        let new = ".new"
        unsafe _ = unlinkat(descriptor, new, 0)
        let file = unsafe openat(descriptor, new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .failed("open", path: path) }
        defer { close(file) }
        var count = 0
        while count < bytes.count {
            let put = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            guard put > 0 else { throw .failed("write", path: path) }
            count += put
        }
        guard unsafe renameat(descriptor, new, descriptor, name) == 0 else { throw .failed("rename", path: path) }
    }

    /// Removes a file; one that is not there is no failure.
    func remove(_ name: String) throws(StoreError) {
        guard unsafe unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw .failed("unlink", path: path + "/" + name)
        }
    }
}
