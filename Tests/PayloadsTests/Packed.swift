// SPDX-License-Identifier: Apache-2.0

import CCompression

/// Compresses, for tests of reading only.
enum Packed {
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var stream = unsafe z_stream()
        unsafe deflateInit2_(
            &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        var source = bytes
        var target = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 1000)
        let room = target.count
        unsafe source.withUnsafeMutableBufferPointer { source in
            unsafe target.withUnsafeMutableBufferPointer { target in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = UInt32(source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(target.count)
                _ = unsafe deflate(&stream, Z_FINISH)
            }
        }
        let size = unsafe room - Int(stream.avail_out)
        unsafe deflateEnd(&stream)
        return Array(target.prefix(size))
    }
}
