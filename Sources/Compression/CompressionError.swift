// SPDX-License-Identifier: Apache-2.0

/// Why bytes could not be compressed or decompressed. Offsets count compressed bytes from the beginning of the input.
package enum CompressionError: Error, Sendable, Hashable {
    /// The input is damaged, or is something else, at about `offset`; output before it was good.
    case corrupt(CompressionFormat, offset: UInt64)
    /// The input ended at `offset` in the midst of a member, stream or frame; output before it was good.
    case truncated(CompressionFormat, offset: UInt64)
    /// The input asks for more memory than is allowed; `limit` in bytes.
    case memoryLimit(CompressionFormat, offset: UInt64, limit: UInt64)
    /// The input uses a feature that the library does not have, such as an unknown method or dictionary.
    case unsupported(CompressionFormat, offset: UInt64)
    /// A block would decompress to more than `limit` bytes.
    case outputTooLarge(limit: Int)
    /// A block was made with another dictionary than the given one; `wanted` is its number, 0 when it needs none.
    case wrongDictionary(wanted: UInt32)
    /// The samples are too few, too small or too alike to train a dictionary from.
    case untrainable(samples: Int)
    /// The system has no memory left.
    case outOfMemory

    /// One line for people: what, where, and what to do.
    package var message: String {
        switch self {
        case .corrupt(let format, let offset):
            "damaged \(format.rawValue) data at compressed byte \(offset); restore the file from its source"
        case .truncated(let format, let offset):
            "\(format.rawValue) data ends too early, at compressed byte \(offset); copy the file again"
        case .memoryLimit(let format, let offset, let limit):
            "\(format.rawValue) data at compressed byte \(offset) needs more than \(limit >> 20) MiB of memory; "
                + "compress the file again with a smaller window"
        case .unsupported(let format, let offset):
            "\(format.rawValue) data at compressed byte \(offset) uses an unknown feature; compress the file again"
        case .outputTooLarge(let limit):
            "a compressed block is larger than \(limit) bytes; the store is damaged"
        case .wrongDictionary(let wanted):
            "a compressed block needs dictionary \(wanted), which is missing; the store is damaged"
        case .untrainable(let samples):
            "\(samples) samples are not enough to train a compression dictionary; go without one"
        case .outOfMemory:
            "no memory left to compress or decompress; free some"
        }
    }
}
