// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// One file of the spool, open; closed with the last who has it.
final class SpoolFile {
    let path: String
    private let descriptor: Int32
    private(set) var size: Int

    /// A new file.
    init(new path: String) throws(AgentProblem) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw AgentFile.failed("write", path) }
        self.path = path
        self.descriptor = descriptor
        size = 0
        try AgentFile.settle(folderOf: path)
    }

    /// A file that is there.
    init(existing path: String) throws(AgentProblem) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AgentFile.failed("open", path) }
        self.path = path
        self.descriptor = descriptor
        size = Int(lseek(descriptor, 0, SEEK_END))
    }

    deinit { close(descriptor) }

    /// Appends a window, which then is on the disk. Where it fails, the file is as it was.
    func append(_ window: Window) throws(AgentProblem) {
        let bytes = SpoolRecord.bytes(of: window)
        guard lseek(descriptor, off_t(size), SEEK_SET) >= 0, AgentFile.write(bytes, to: descriptor),
            fsync(descriptor) == 0
        else {
            let problem = AgentFile.failed("write", path)
            _ = ftruncate(descriptor, off_t(size))
            throw problem
        }
        size += bytes.count
    }

    /// The windows that are whole, as their headers say; what a crash has cut ends the file.
    func records() -> [SpoolRecord] {
        var records: [SpoolRecord] = []
        var offset = 0
        while let record = SpoolRecord(header: read(offset, SpoolRecord.headerSize), at: offset), record.end <= size {
            records.append(record)
            offset = record.end
        }
        return records
    }

    /// The window of a record; `nil` if it is damaged.
    func window(_ record: SpoolRecord) -> Window? {
        let bytes = read(record.offset, record.byteCount)
        guard record.isRight(bytes) else { return nil }
        return Window(bytes: bytes, events: record.events, marks: [], isSpooled: true)
    }

    private func read(_ offset: Int, _ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(count, size - offset))
        while bytes.count < count {
            let got = unsafe pread(
                descriptor, &piece, min(piece.count, count - bytes.count), off_t(offset + bytes.count))
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { return bytes }
            bytes += piece[..<got]
        }
        return bytes
    }
}
