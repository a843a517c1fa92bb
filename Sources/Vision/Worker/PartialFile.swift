// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CLinux
internal import CWorker
internal import Glibc

/// An output while it is written: `NAME.partial` beside where it is to be, for its owner's eyes only, locked against other jobs. It takes its name when it is released,
/// and is deleted in every other case: thrown away, an error, a signal, a crash. One that a killed worker left is replaced.
final class PartialFile {
    let target: String
    /// Of the file; of a folder, for the names in it.
    let descriptor: Int32
    private let parent: Int32
    private let name: String
    private let number: Int32

    /// - Throws: `JobFailure` of kind output, where something has the name already or it cannot be made.
    init(target: String, isFolder: Bool = false) throws(JobFailure) {
        let slash = target.lastIndex(of: "/")
        let folder = slash.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
        let name = slash.map { String(target[target.index(after: $0)...]) } ?? target
        guard !name.isEmpty, name != ".", name != ".." else {
            throw JobFailure(.output, "\(target): it is no file's name")
        }
        let parent = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw JobFailure(.output, "\(folder): \(SystemText.of(errno))") }
        do {
            let made = try Self.make(name, in: parent, isFolder: isFolder, target: target)
            (self.descriptor, self.number) = made
        } catch {
            _ = close(parent)
            throw error
        }
        (self.target, self.parent, self.name) = (target, parent, name)
    }

    private static func make(
        _ name: String, in parent: Int32, isFolder: Bool, target: String
    ) throws(JobFailure) -> (descriptor: Int32, number: Int32) {
        guard unsafe faccessat(parent, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 else {
            throw JobFailure(
                .output, "\(target): there is something of this name already; move it away or name another output")
        }
        var descriptor: Int32 = -1
        let number = unsafe worker_partial_make(parent, name + ".partial", isFolder ? 1 : 0, &descriptor)
        guard number != -EBUSY else {
            throw JobFailure(.output, "\(target): another job is writing it; wait for that, or name another output")
        }
        guard number >= 0 else {
            throw JobFailure(.output, "\(target).partial: \(SystemText.of(-number))")
        }
        return (descriptor, number)
    }

    deinit {
        worker_partial_forget(number)
        _ = close(descriptor)
        _ = close(parent)
    }

    /// Deletes all that are not released, when nothing is to come of the process any more.
    static func deleteAll() { worker_delete_partials() }

    /// Writes a whole file into a folder, and has it safe on its disk.
    ///
    /// - Throws: `JobFailure` of kind output.
    func write(_ bytes: [UInt8], as name: String) throws(JobFailure) {
        let file = unsafe openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw JobFailure(.output, "\(target)/\(name): \(SystemText.of(errno))") }
        defer { _ = close(file) }
        try Self.write(bytes, to: file, path: "\(target)/\(name)")
    }

    /// Writes the whole file, and has it safe on its disk.
    ///
    /// - Throws: `JobFailure` of kind output.
    func write(_ bytes: [UInt8]) throws(JobFailure) {
        try Self.write(bytes, to: descriptor, path: target)
    }

    private static func write(_ bytes: [UInt8], to file: Int32, path: String) throws(JobFailure) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes[done...].withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw JobFailure(.output, "\(path): \(SystemText.of(errno))") }
            done += count
        }
        guard fsync(file) == 0 else { throw JobFailure(.output, "\(path): \(SystemText.of(errno))") }
    }

    /// Has what was written safe on its disk.
    func synchronize() throws(JobFailure) {
        guard fsync(descriptor) == 0 else { throw JobFailure(.output, "\(target): \(SystemText.of(errno))") }
    }

    /// Gives it its name, where nothing has it meanwhile, and has that safe on its disk.
    ///
    /// - Throws: `JobFailure` of kind output.
    func release() throws(JobFailure) {
        try synchronize()
        let code = unsafe worker_partial_release(number, name)
        guard code != -ESTALE else {
            throw JobFailure(.output, "\(target).partial: it was moved or replaced while it was written")
        }
        guard code >= 0 else { throw JobFailure(.output, "\(target): \(SystemText.of(-code))") }
    }
}
