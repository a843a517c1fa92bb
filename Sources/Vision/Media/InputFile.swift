// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CLinux
internal import Crypto
internal import Glibc

/// An input that is open: a file, a pipe, or a folder.
struct InputFile: ~Copyable {
    let path: String
    let descriptor: Int32
    private let status: linux_file_status

    /// - Throws: `JobFailure` of kind input, where it is missing or may not be read.
    init(path: String) throws(JobFailure) {
        let descriptor = unsafe path.withCString { unsafe linux_open_for_reading($0) }
        guard descriptor >= 0 else { throw JobFailure(.input, "\(path): \(SystemText.of(-descriptor))") }
        var status = linux_file_status()
        _ = unsafe linux_status_of_descriptor(descriptor, &status)
        self.path = path
        self.descriptor = descriptor
        self.status = status
    }

    deinit {
        _ = close(descriptor)
    }

    var size: Int64 { status.size }
    var isRegular: Bool { Int(status.kind) == LINUX_FILE_REGULAR }
    var isFolder: Bool { Int(status.kind) == LINUX_FILE_DIRECTORY }
    var isPipe: Bool { Int(status.kind) == LINUX_FILE_PIPE }

    /// Whether a file is what it was when it was opened, as far as its size and its time of change tell.
    var isUnchanged: Bool {
        guard isRegular else { return true }
        var now = linux_file_status()
        return unsafe linux_status_of_descriptor(descriptor, &now) == 0
            && now.size == status.size && now.modified == status.modified
    }

    /// All its bytes.
    ///
    /// - Throws: `JobFailure` of kind input where there are more than `most`, or it cannot be read.
    func bytes(most: Int) throws(JobFailure) -> [UInt8] {
        guard size <= most else { throw JobFailure(.input, "\(path): it is larger than \(most >> 20) MiB") }
        var bytes: [UInt8] = []
        try eachBlock { bytes += $0 }
        return bytes
    }

    /// The SHA-256 of its bytes, in hexadecimal.
    ///
    /// - Throws: `JobFailure` of kind input where it cannot be read.
    func digest() throws(JobFailure) -> String {
        var hash = SHA256()
        try eachBlock { hash.add($0) }
        return Hexadecimal.text(hash.digest())
    }

    private func eachBlock(_ body: ([UInt8]) -> Void) throws(JobFailure) {
        var offset: Int64 = 0
        while offset < size {
            var block = [UInt8](repeating: 0, count: Int(min(1 << 20, size - offset)))
            let count = unsafe block.withUnsafeMutableBytes {
                unsafe linux_read_at(descriptor, $0.baseAddress, $0.count, offset)
            }
            guard count > 0 else {
                throw JobFailure(.input, "\(path): \(count < 0 ? SystemText.of(Int32(-count)) : "it became shorter")")
            }
            block.removeLast(block.count - Int(count))
            body(block)
            offset += count
        }
    }
}

/// What the system says of an error number.
enum SystemText {
    static func of(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
