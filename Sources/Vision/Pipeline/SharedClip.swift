// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation

/// A clip that two threads read: one ahead, one behind it.
final class SharedClip: @unchecked Sendable {
    // @unchecked: the reader is used under `lock` alone, which Swift cannot see; a closure under a Mutex cannot throw a typed error past
    // an inout picture.
    private let lock = NSLock()
    private let reader: ClipReader
    let info: ClipInfo

    /// Nobody else uses the reader from then on, until both threads are done.
    init(_ reader: ClipReader) {
        self.reader = reader
        info = reader.info
    }

    func next(into picture: inout Picture) throws(JobFailure) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        return try reader.next(into: &picture)
    }

    func again(into picture: inout Picture) throws(JobFailure) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        return try reader.again(into: &picture)
    }

    /// - Throws: `.input` where the file was written to since it was opened.
    func checkUnchanged() throws(JobFailure) {
        lock.lock()
        defer { lock.unlock() }
        try reader.checkUnchanged()
    }

    var heldBytes: Int {
        lock.lock()
        defer { lock.unlock() }
        return reader.heldBytes
    }
}
