// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Lines about jobs, in a file that the agent follows and sends as it does its logs: so they wait for the station as events do, and arrive once.
struct JobJournal: ~Copyable {
    /// From how many bytes on the file begins anew; the one before is kept, and the agent reads it to its end even after that.
    static let sizeLimit = 4 << 20

    private let path: String
    private var descriptor: Int32

    /// Opens it, or begins it. The beginning of a line that a crash has left at the end is taken away.
    init(_ path: String) throws(CameraProblem) {
        self.path = path
        if let bytes = try SmallFile.read(path, limit: 2 * Self.sizeLimit), !bytes.isEmpty,
            bytes.last != UInt8(ascii: "\n")
        {
            let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            guard unsafe truncate(path, whole) == 0 else { throw .failed("write", path) }
        }
        descriptor = try Self.open(path)
    }

    deinit { close(descriptor) }

    private static func open(_ path: String) throws(CameraProblem) -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .failed("write", path) }
        return descriptor
    }

    /// Adds lines, which are on the disk when this returns.
    mutating func append(_ lines: [String]) throws(CameraProblem) {
        if lseek(descriptor, 0, SEEK_END) >= Self.sizeLimit { try rotate() }
        let bytes = lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
        let before = lseek(descriptor, 0, SEEK_END)
        guard SmallFile.write(bytes, to: descriptor), fdatasync(descriptor) == 0 else {
            let problem = CameraProblem.failed("write", path)
            // Half a line would be the beginning of the next one.
            _ = ftruncate(descriptor, before)
            throw problem
        }
    }

    private mutating func rotate() throws(CameraProblem) {
        // It is not there where this was begun before and no new one could be opened.
        if unsafe access(path, F_OK) == 0 {
            guard unsafe rename(path, path + ".1") == 0 else { throw .failed("replace", path + ".1") }
        }
        let new = try Self.open(path)
        close(descriptor)
        descriptor = new
        try SmallFile.settle(folderOf: path)
    }
}
