// SPDX-License-Identifier: Apache-2.0

/// A run of complete lines from one source, and where it stood there.
///
/// What a reader of files hands to the decoder. Offsets count bytes of the decompressed text.
package struct LineBlock: Sendable {
    /// The lines, each ended by a line feed; the last one may lack it where the source has ended.
    package var bytes: [UInt8]
    /// Offset in the source of the first byte.
    package var offset: UInt64
    /// Number of the first line in the source, counted from 1.
    package var firstLine: UInt64
    /// What the reader itself had to refuse between the lines of this block (a line longer than the limit).
    package var refused: [Rejection]

    package init(bytes: [UInt8], offset: UInt64, firstLine: UInt64, refused: [Rejection] = []) {
        self.bytes = bytes
        self.offset = offset
        self.firstLine = firstLine
        self.refused = refused
    }
}
