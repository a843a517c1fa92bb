// SPDX-License-Identifier: Apache-2.0

/// A compressed file format that can be read, known by its first bytes and never by its name.
package enum CompressionFormat: String, Sendable, CaseIterable {
    /// RFC 1952.
    case gzip
    /// The .xz container of XZ Utils; not the older .lzma.
    case xz
    /// RFC 8878.
    case zstd

    /// How many first bytes `detect` needs to see to be sure.
    package static let magicLength = 6

    /// The format whose magic number `firstBytes` begin with, or `nil`.
    ///
    /// A match promises nothing about the rest. Fewer than `magicLength` bytes may hide a format.
    /// Source: RFC 1952 section 2.3.1, The .xz File Format 1.2.1 section 2.1.1.1, RFC 8878 sections 3.1.1 and 3.1.2.
    package static func detect(_ firstBytes: some Sequence<UInt8>) -> CompressionFormat? {
        let bytes = Array(firstBytes.prefix(magicLength))
        if bytes.starts(with: [0x1f, 0x8b]) {
            return .gzip
        }
        if bytes.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) {
            return .xz
        }
        if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
            return .zstd
        }
        // A skippable frame, which some writers (pzstd) put first.
        if bytes.count >= 4, bytes[0] & 0xf0 == 0x50, bytes[1...3].elementsEqual([0x2a, 0x4d, 0x18]) {
            return .zstd
        }
        return nil
    }
}
