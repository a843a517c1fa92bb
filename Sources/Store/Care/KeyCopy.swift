// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// Copies the keys of a station, `keys/*.pem` and `identifier/*.pem` of its data directory: without them a copy's `gateways.db` lets nobody in, and another
/// authority would issue pseudonyms.
///
/// A key is a file of at most a few KiB, which is made whole and never changed. The copy is for the owner alone, as they are.
enum KeyCopy {
    private static let sizeLimit: UInt64 = 64 << 10

    /// Where they lie.
    private static let folders = ["keys", "identifier"]

    /// Copies them from one data directory to another that has none, and gives how many bytes those are; 0 where there are no keys.
    ///
    /// - Throws: `StoreError.system`, also where the user may not read them: a copy that lacks them would be found out too late.
    static func run(from source: StoreDirectory, to target: StoreDirectory) throws(StoreError) -> UInt64 {
        var bytes: UInt64 = 0
        for name in folders { bytes += try copy(folder: name, from: source, to: target) }
        return bytes
    }

    private static func copy(
        folder name: String, from source: StoreDirectory, to target: StoreDirectory
    ) throws(StoreError) -> UInt64 {
        let folder = "\(source.root)/\(name)"
        guard FileManager.default.fileExists(atPath: folder) else { return 0 }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .system(path: folder, call: "opendir", code: EACCES)
        }
        let copy = "\(target.root)/\(name)"
        guard unsafe mkdir(copy, 0o700) == 0 else { throw .failed("mkdir", path: copy) }
        var bytes: UInt64 = 0
        for name in names.sorted() where name.hasSuffix(".pem") {
            bytes += try Self.copy("\(folder)/\(name)", to: "\(copy)/\(name)")
        }
        try DiskSync.directory(copy)
        return bytes
    }

    private static func copy(_ path: String, to target: String) throws(StoreError) -> UInt64 {
        let from = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else { throw .failed("open", path: path) }
        defer { close(from) }
        let to = unsafe open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard to >= 0 else { throw .failed("open", path: target) }
        defer { close(to) }
        var piece = [UInt8](repeating: 0, count: Int(sizeLimit) + 1)
        var total: UInt64 = 0
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe read(from, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw .failed("read", path: path) }
            guard count > 0 else { break }
            total += UInt64(count)
            guard total <= sizeLimit else { throw .system(path: path, call: "read", code: EFBIG) }
            guard unsafe piece.withUnsafeBytes({ unsafe write(to, $0.baseAddress, count) }) == count else {
                throw .failed("write", path: target)
            }
        }
        guard fsync(to) == 0 else { throw .failed("fsync", path: target) }
        return total
    }
}
