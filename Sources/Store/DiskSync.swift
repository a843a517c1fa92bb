// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// Waiting until something is on the disk.
package enum DiskSync {
    /// Waits for a file's bytes.
    static func file(_ path: String) throws(StoreError) {
        try synchronise(path, O_RDONLY)
    }

    /// Waits for the names in a directory: without that, a power failure may forget that a file was made or renamed.
    static func directory(_ path: String) throws(StoreError) {
        try synchronise(path, O_RDONLY | O_DIRECTORY)
    }

    /// The same for the directory that a file lies in.
    package static func directory(of path: String) throws(StoreError) {
        try directory(URL(filePath: path).deletingLastPathComponent().path)
    }

    private static func synchronise(_ path: String, _ flags: Int32) throws(StoreError) {
        let descriptor = unsafe open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed("open", path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .failed("fsync", path: path) }
    }
}
