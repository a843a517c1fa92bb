// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// A BIO in memory: bytes that OpenSSL reads from, or writes to, as it would a file.
@safe
struct MemoryBIO: ~Copyable {
    let pointer: OpaquePointer

    /// One that holds a copy of `bytes`, to be read from, or to be written to; `nil` without memory.
    init?(_ bytes: [UInt8] = []) {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return nil }
        guard unsafe bytes.isEmpty || BIO_write(bio, bytes, Int32(clamping: bytes.count)) == bytes.count else {
            unsafe BIO_free(bio)
            return nil
        }
        unsafe pointer = bio
    }

    deinit {
        unsafe BIO_free(pointer)
    }

    /// All bytes that it holds.
    var bytes: [UInt8] {
        var start: UnsafePointer<CChar>?
        let count = unsafe crypto_bio_bytes(pointer, &start)
        guard count > 0, let start = unsafe start else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}

/// The bytes of a DER encoding that OpenSSL made in a buffer of its own, which is given back.
@safe
func encodedBytes(_ encode: (inout UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8]? {
    var start: UnsafeMutablePointer<UInt8>?
    let count = unsafe encode(&start)
    guard count > 0, let start = unsafe start else { return nil }
    defer { unsafe crypto_free(start) }
    return unsafe [UInt8](UnsafeBufferPointer(start: start, count: Int(count)))
}
