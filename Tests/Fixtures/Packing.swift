// SPDX-License-Identifier: Apache-2.0

internal import CCompression
package import Compression

/// Compresses as the command line tools do, for tests of reading only.
package enum Packing {
    package static func pack(_ bytes: [UInt8], as format: CompressionFormat) -> [UInt8] {
        switch format {
        case .gzip: gzip(bytes)
        case .xz: xz(bytes)
        case .zstd: zstd(bytes)
        }
    }

    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
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

    private static func xz(_ bytes: [UInt8]) -> [UInt8] {
        var target = [UInt8](repeating: 0, count: lzma_stream_buffer_bound(bytes.count))
        var size = 0
        let room = target.count
        _ = unsafe lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nil, bytes, bytes.count, &target, &size, room)
        return Array(target.prefix(size))
    }

    private static func zstd(_ bytes: [UInt8]) -> [UInt8] {
        var target = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let room = target.count
        let context = unsafe ZSTD_createCCtx()
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        let size = unsafe ZSTD_compress2(context, &target, room, bytes, bytes.count)
        unsafe ZSTD_freeCCtx(context)
        return Array(target.prefix(size))
    }
}
