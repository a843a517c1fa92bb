// SPDX-License-Identifier: Apache-2.0
internal import CCompression

/// Decompresses what a `BlockCompressor` made. One owner serves one thread.
@safe package struct BlockDecompressor: ~Copyable {
    private let context: OpaquePointer

    /// A decompressor with the dictionary that the blocks were made with, if any; it reads blocks made without one, too.
    ///
    /// - Throws: `outOfMemory`; `corrupt` for bytes that are no dictionary.
    package init(dictionary: BlockDictionary? = nil) throws(CompressionError) {
        guard let created = unsafe ZSTD_createDCtx() else {
            throw .outOfMemory
        }
        if let dictionary {
            let outcome = unsafe dictionary.bytes.withUnsafeBytes {
                unsafe ZSTD_DCtx_loadDictionary(created, $0.baseAddress, $0.count)
            }
            guard ZSTD_isError(outcome) == 0 else {
                unsafe ZSTD_freeDCtx(created)
                throw .corrupt(.zstd, offset: 0)
            }
        }
        unsafe context = created
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    /// The bytes that `block` was made from, at most `sizeLimit` of them.
    ///
    /// No memory is taken before the length inside the block has been compared with the limit.
    /// - Throws: `corrupt`, `outputTooLarge`, `wrongDictionary`, `outOfMemory`.
    package mutating func decompress(_ block: [UInt8], sizeLimit: Int) throws(CompressionError) -> [UInt8] {
        let size = try Self.size(of: block, limit: sizeLimit)
        var outcome = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { target, count in
            outcome = unsafe block.withUnsafeBytes {
                unsafe ZSTD_decompressDCtx(context, target.baseAddress, target.count, $0.baseAddress, $0.count)
            }
            count = ZSTD_isError(outcome) != 0 ? 0 : outcome
        }
        guard ZSTD_isError(outcome) == 0 else {
            switch ZSTD_getErrorCode(outcome) {
            case ZSTD_error_dictionary_wrong: throw .wrongDictionary(wanted: Self.dictionaryID(of: block))
            case ZSTD_error_memory_allocation: throw .outOfMemory
            default: throw .corrupt(.zstd, offset: 0)
            }
        }
        guard outcome == size else {
            throw .corrupt(.zstd, offset: 0)
        }
        return bytes
    }

    /// The number of the dictionary that `block` needs; 0 when it needs none or is no block.
    package static func dictionaryID(of block: [UInt8]) -> UInt32 {
        unsafe block.withUnsafeBytes { unsafe ZSTD_getDictID_fromFrame($0.baseAddress, $0.count) }
    }

    /// The length written in the block's header, which must describe the whole block.
    private static func size(of block: [UInt8], limit: Int) throws(CompressionError) -> Int {
        let (size, frame) = unsafe block.withUnsafeBytes {
            unsafe (
                ZSTD_getFrameContentSize($0.baseAddress, $0.count),
                ZSTD_findFrameCompressedSize($0.baseAddress, $0.count)
            )
        }
        // The macros ZSTD_CONTENTSIZE_UNKNOWN and ZSTD_CONTENTSIZE_ERROR are not visible in Swift: the two largest values.
        guard size < UInt64.max - 1, ZSTD_isError(frame) == 0, frame == block.count else {
            throw .corrupt(.zstd, offset: 0)
        }
        guard size <= UInt64(max(limit, 0)) else {
            throw .outputTooLarge(limit: limit)
        }
        return Int(size)
    }
}
