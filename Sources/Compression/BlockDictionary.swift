// SPDX-License-Identifier: Apache-2.0
internal import CCompression

/// A zstd dictionary: what many small blocks have in common, kept once.
package struct BlockDictionary: Sendable, Hashable {
    /// The dictionary as zstd writes it.
    package let bytes: [UInt8]

    /// The number by which blocks name it; 0 for bytes that are no trained dictionary.
    package var id: UInt32 {
        unsafe bytes.withUnsafeBytes { unsafe ZDICT_getDictID($0.baseAddress, $0.count) }
    }

    /// A dictionary that was trained before. The bytes are not checked here, but by the owner that uses them.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A dictionary of at most `sizeLimit` bytes, made from samples of what it shall compress.
    ///
    /// A hundred times `sizeLimit` of samples is a good measure; blocks must be as short as the samples to gain much.
    /// - Throws: `untrainable`.
    package static func train(samples: [[UInt8]], sizeLimit: Int = 112_640) throws(CompressionError) -> BlockDictionary
    {
        guard !samples.isEmpty, sizeLimit > 0 else {
            throw .untrainable(samples: samples.count)
        }
        let joined = Array(samples.joined())
        let sizes = samples.map(\.count)
        // The stable call tries many parameters and takes six times as long for a dictionary no better; these are from its middle.
        var parameters = ZDICT_fastCover_params_t()
        parameters.k = 1024
        parameters.d = 8
        parameters.f = 18
        parameters.accel = 2
        parameters.zParams.compressionLevel = 1
        var trained = [UInt8](repeating: 0, count: sizeLimit)
        let outcome = unsafe trained.withUnsafeMutableBytes { trained in
            unsafe joined.withUnsafeBytes { joined in
                unsafe sizes.withUnsafeBufferPointer { sizes in
                    unsafe ZDICT_trainFromBuffer_fastCover(
                        trained.baseAddress, trained.count, joined.baseAddress, sizes.baseAddress,
                        UInt32(sizes.count), parameters)
                }
            }
        }
        guard ZDICT_isError(outcome) == 0 else {
            throw .untrainable(samples: samples.count)
        }
        trained.removeLast(sizeLimit - outcome)
        return BlockDictionary(bytes: trained)
    }
}
