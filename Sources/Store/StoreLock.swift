// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The right to write a store: a lock on `station.lock`, which holds the writer's process id. It ends with its owner.
@safe struct StoreLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: `StoreError.busy` while another process (or another writer of this one) holds it; `StoreError.system`.
    init(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed("open", path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.holder(descriptor)
            close(descriptor)
            throw code == EWOULDBLOCK
                ? .busy(path: path, process: holder) : .system(path: path, call: "flock", code: code)
        }
        let text = Array("\(getpid())\n".utf8)
        // The id is for people; a lock without it still locks.
        ftruncate(descriptor, 0)
        unsafe _ = text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self))
    }
}
