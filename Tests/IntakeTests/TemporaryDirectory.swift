// SPDX-License-Identifier: Apache-2.0
import CLinux
import Foundation
import Glibc

/// A directory of a test's own, removed with it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "vedette-intake-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        // A directory that cannot be removed is the system's to clean.
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String {
        path + "/" + name
    }

    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    }

    /// Creates the file or replaces its content, in the same inode where it exists.
    func write(_ bytes: [UInt8], to name: String) throws {
        let writer = try Writer(file(name))
        try writer.truncate()
        try writer.append(bytes)
    }

    func write(_ text: String, to name: String) throws {
        try write(Array(text.utf8), to: name)
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: file(name))))
    }

    func rename(_ name: String, to other: String) throws {
        guard unsafe Glibc.rename(file(name), file(other)) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: file(name))
    }

    func inode(_ name: String) -> UInt64 {
        var status = linux_file_status()
        _ = unsafe linux_status_of_path(file(name), &status)
        return status.inode
    }
}

/// A writer as Suricata is one: it appends to the file it opened, whatever name that has by now.
final class Writer {
    private let descriptor: Int32

    init(_ path: String) throws {
        unsafe descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    deinit {
        close(descriptor)
    }

    func append(_ text: String) throws {
        try append(Array(text.utf8))
    }

    func append(_ bytes: [UInt8]) throws {
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    func truncate() throws {
        guard ftruncate(descriptor, 0) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }
}
