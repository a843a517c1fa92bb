// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Signed readings, a line each, in a file of the agent's own that is followed and sent as the logs are: so they wait for the station as events do, and
/// arrive once.
struct ReadingsLog: ~Copyable {
    /// From how many bytes on the file begins anew; the one before is kept, and the shipper reads it to its end even after that.
    static let sizeLimit = 4 << 20

    private let path: String
    private var descriptor: Int32

    /// Opens it, or begins it.
    init(_ path: String) throws(AgentProblem) {
        self.path = path
        try Self.mend(path)
        descriptor = try Self.open(path)
    }

    /// Takes away the beginning of a line that a crash has left at the end.
    private static func mend(_ path: String) throws(AgentProblem) {
        guard let bytes = try AgentFile.read(path, limit: 2 * sizeLimit), !bytes.isEmpty,
            bytes.last != UInt8(ascii: "\n")
        else {
            return
        }
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        guard unsafe truncate(path, whole) == 0 else { throw AgentFile.failed("write", path) }
    }

    deinit { close(descriptor) }

    private static func open(_ path: String) throws(AgentProblem) -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw AgentFile.failed("write", path) }
        return descriptor
    }

    /// Adds lines, which are on the disk when this returns.
    mutating func append(_ lines: [[UInt8]]) throws(AgentProblem) {
        if lseek(descriptor, 0, SEEK_END) >= Self.sizeLimit { try rotate() }
        let bytes = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
        let before = lseek(descriptor, 0, SEEK_END)
        guard AgentFile.write(bytes, to: descriptor), fdatasync(descriptor) == 0 else {
            let problem = AgentFile.failed("write", path)
            // Half a line would be the beginning of the next one.
            _ = ftruncate(descriptor, before)
            throw problem
        }
    }

    private mutating func rotate() throws(AgentProblem) {
        // It is not there where this was begun before and no new one could be opened.
        if AgentFile.isThere(path) { try AgentFile.move(path, to: path + ".1") }
        let new = try Self.open(path)
        close(descriptor)
        descriptor = new
    }
}
