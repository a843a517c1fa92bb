// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import Glibc

/// The file of raw lines beside a file of events. It is only ever appended to.
///
/// It begins with 16 bytes: `VEDRAW1` and a line feed, then the store's identity. What lies behind the length
/// that the file of events has committed was written by a commit that never came to its end, and is cut off by the next writer.
@safe struct RawFile: ~Copyable {
    let path: String
    private let descriptor: Int32

    static let magic = Array("VEDRAW1\n".utf8)
    static let headLength = UInt64(RawRecord.alignment)

    /// Opens the file for reading; `nil` where there is none.
    static func reading(_ path: String) throws(StoreError) -> RawFile? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(path: path, call: "open", code: errno)
        }
        return RawFile(path: path, descriptor: descriptor)
    }

    /// Opens the file for appending, or makes it with its head. The name of a new file is on the disk then: without that, a
    /// power failure could keep the events' file, which has such care by SQLite, and lose this one.
    static func writing(_ path: String, identity: Int64) throws(StoreError) -> RawFile {
        let known = unsafe open(path, O_RDWR | O_CLOEXEC)
        if known >= 0 { return RawFile(path: path, descriptor: known) }
        let made = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard made >= 0 else { throw .failed("open", path: path) }
        let file = RawFile(path: path, descriptor: made)
        try file.write(head(identity: identity), at: 0)
        try file.synchronise()
        try DiskSync.directory(of: path)
        return file
    }

    /// The first bytes of the file.
    static func head(identity: Int64) -> [UInt8] {
        var head = magic
        head.append(littleEndian: UInt64(bitPattern: identity))
        return head
    }

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// How long the file is.
    func length() throws(StoreError) -> UInt64 {
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw .failed("lseek", path: path) }
        return UInt64(end)
    }

    /// Writes all of `bytes` at `offset`.
    ///
    /// - Throws: `StoreError.diskFull`, `StoreError.system`; some of the bytes may have been written then.
    func write(_ bytes: [UInt8], at offset: UInt64) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe pwrite(
                    descriptor, $0.baseAddress?.advanced(by: done), $0.count - done,
                    off_t(clamping: offset + UInt64(done)))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .failed("write", path: path) }
            done += count
        }
    }

    /// At most `limit` bytes from `offset` on; fewer at the end of the file.
    func read(at offset: UInt64, limit: Int) throws(StoreError) -> [UInt8] {
        var failure: StoreError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { target, filled in
            while filled < limit {
                let count = unsafe pread(
                    descriptor, target.baseAddress?.advanced(by: filled), limit - filled,
                    off_t(clamping: offset + UInt64(filled)))
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = .failed("read", path: path) }
                guard count > 0 else { break }
                filled += count
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func truncate(to length: UInt64) throws(StoreError) {
        guard ftruncate(descriptor, off_t(clamping: length)) == 0 else { throw .failed("ftruncate", path: path) }
    }

    /// Waits until everything written is on the disk.
    func synchronise() throws(StoreError) {
        guard fdatasync(descriptor) == 0 else { throw .failed("fdatasync", path: path) }
    }

    // MARK: Records

    /// The body of the record at `offset`, and where the next one begins; `nil` where no whole and sound record lies.
    func record(at offset: UInt64) throws(StoreError) -> (kind: RawRecord.Kind, body: ArraySlice<UInt8>, end: UInt64)? {
        // Most blocks are shorter than this, so that one call reads them.
        var bytes = try read(at: offset, limit: Self.guess)
        guard let head = RawRecord.Head(bytes[...]) else { return nil }
        let whole = RawRecord.headLength + head.length
        if bytes.count < whole { bytes += try read(at: offset + UInt64(bytes.count), limit: whole - bytes.count) }
        guard bytes.count >= whole else { return nil }
        let body = bytes[RawRecord.headLength..<whole]
        guard Checksum.crc32(bytes.span.extracting(RawRecord.headLength..<whole)) == head.checksum else { return nil }
        return (head.kind, body, offset + UInt64(head.recordLength))
    }

    /// The first part of a block's body, long enough for all rows of an ordinary block; `nil` where no block begins.
    func head(at offset: UInt64) throws(StoreError) -> ArraySlice<UInt8>? {
        let bytes = try read(at: offset, limit: 1 << 10)
        guard let head = RawRecord.Head(bytes[...]), head.kind == .block else { return nil }
        return bytes[RawRecord.headLength...]
    }

    private static let guess = 8 << 10
}

extension StoreError {
    /// The failure of the system call that just set `errno`.
    static func failed(_ call: String, path: String) -> StoreError {
        let code = errno
        return code == ENOSPC || code == EDQUOT
            ? .diskFull(path: path) : .system(path: path, call: call, code: code)
    }
}
