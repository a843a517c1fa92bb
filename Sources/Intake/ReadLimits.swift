// SPDX-License-Identifier: Apache-2.0

/// What bounds the memory of reading, in bytes.
package struct ReadLimits: Sendable, Hashable {
    /// The longest line, its line feed not counted; a longer one is refused as `tooLong` and passed over.
    package var line: Int
    /// About how large a block of lines is; one long line makes a longer block.
    package var block: Int

    /// Limits; values below 1 count as 1.
    package init(line: Int = 16 << 20, block: Int = 1 << 20) {
        self.line = max(line, 1)
        self.block = max(block, 1)
    }
}
