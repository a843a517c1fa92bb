// SPDX-License-Identifier: Apache-2.0
internal import CCompression

/// zlib's checksums.
package enum Checksum {
    /// The CRC-32 of `bytes` (RFC 1952, section 8).
    package static func crc32(_ bytes: Span<UInt8>) -> UInt32 {
        unsafe bytes.withUnsafeBytes { bytes in
            UInt32(truncatingIfNeeded: unsafe crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
        }
    }
}
