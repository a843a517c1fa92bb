// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// A file open for reading; closed once, with its owner.
struct OpenFile: ~Copyable {
    let path: String
    private let descriptor: Int32

    init(path: String) throws(IntakeError) {
        let outcome = unsafe linux_open_for_reading(path)
        guard outcome >= 0 else {
            throw .cannotOpen(path: path, code: -outcome)
        }
        self.path = path
        descriptor = outcome
    }

    /// The process's standard input, by a descriptor of its own; its path reads `-`.
    init(standardInput: Void) throws(IntakeError) {
        let copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else {
            throw .cannotOpen(path: "-", code: errno)
        }
        path = "-"
        descriptor = copy
    }

    deinit {
        close(descriptor)
    }

    func status() throws(IntakeError) -> FileStatus {
        var status = linux_file_status()
        let outcome = unsafe linux_status_of_descriptor(descriptor, &status)
        guard outcome == 0 else {
            throw .cannotOpen(path: path, code: -outcome)
        }
        return FileStatus(status)
    }

    /// Whether no name leads to the file any more: it is gone once nobody has it open. A network file system may not tell.
    func isUnlinked() -> Bool {
        var status = linux_file_status()
        return unsafe linux_status_of_descriptor(descriptor, &status) == 0 && status.links == 0
    }

    /// Appends at most `limit` bytes from `offset` on; returns how many, 0 at the end.
    func read(at offset: UInt64, into buffer: inout [UInt8], limit: Int) throws(IntakeError) -> Int {
        guard let position = Int64(exactly: offset) else {
            return 0
        }
        return unsafe try append(to: &buffer, limit: limit, offset: offset) { bytes in
            unsafe linux_read_at(descriptor, bytes.baseAddress, bytes.count, position)
        }
    }

    /// Appends at most `limit` bytes of what comes next, waiting for it; returns how many, 0 at the end.
    ///
    /// `offset` only says in an error how far reading had come.
    func readOn(offset: UInt64, into buffer: inout [UInt8], limit: Int) throws(IntakeError) -> Int {
        unsafe try append(to: &buffer, limit: limit, offset: offset) { bytes in
            unsafe linux_read(descriptor, bytes.baseAddress, bytes.count)
        }
    }

    private func append(
        to buffer: inout [UInt8], limit: Int, offset: UInt64, read: (UnsafeMutableRawBufferPointer) -> Int64
    ) throws(IntakeError) -> Int {
        // Not into the buffer itself: room for `limit` would be zeroed first, at each look at each followed file.
        var outcome: Int64 = 0
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: limit) { target, count in
            outcome = unsafe read(UnsafeMutableRawBufferPointer(target))
            count = Int(max(outcome, 0))
        }
        if buffer.isEmpty { buffer = piece } else { buffer += piece }
        guard outcome >= 0 else {
            throw .cannotRead(path: path, offset: offset, code: Int32(clamping: -outcome))
        }
        return Int(outcome)
    }
}
