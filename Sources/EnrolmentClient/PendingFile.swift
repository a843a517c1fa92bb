// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A file for the user alone that is not in its place yet; unless it gets there it goes away again.
struct PendingFile: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private var isPlaced = false

    /// Begins what is to become the file `path`.
    init(for path: String) throws(EnrolmentFailure) {
        self.path = path
        let new = "\(path).\(getpid()).new"
        // The rest of a process that had this number and was killed.
        _ = unsafe unlink(new)
        descriptor = unsafe open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, reason: "it cannot be written: \(SystemFault.text)") }
    }

    deinit {
        close(descriptor)
        if !isPlaced { unsafe _ = unlink("\(path).\(getpid()).new") }
    }

    /// Adds bytes, which are on the disk then.
    func write(_ bytes: [UInt8]) throws(EnrolmentFailure) {
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file(path: path, reason: "it cannot be written: \(SystemFault.text)") }
            start += count
        }
        guard fsync(descriptor) == 0 else {
            throw .file(path: path, reason: "it cannot be written: \(SystemFault.text)")
        }
    }

    /// Puts the file in its place, over one that is there.
    mutating func place() throws(EnrolmentFailure) {
        guard unsafe rename("\(path).\(getpid()).new", path) == 0 else {
            throw .file(path: path, reason: "it cannot be put in its place: \(SystemFault.text)")
        }
        isPlaced = true
        let folder = unsafe open(
            path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        // Where it fails the file is there nevertheless, short of a power failure.
        fsync(folder)
        close(folder)
    }
}

/// What the system says of calls that failed.
enum SystemFault {
    /// Of the last one of this thread.
    static var text: String { text(errno) }

    /// What the system calls the error `code`.
    static func text(_ code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
