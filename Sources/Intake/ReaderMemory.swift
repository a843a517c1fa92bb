// SPDX-License-Identifier: Apache-2.0
internal import CLinux

/// The memory of a process that reads much and at once.
package enum ReaderMemory {
    /// Keeps freed memory for the next blocks: giving it back to the system and asking for it anew costs as much as reading a block.
    package static func keepFreed() {
        linux_keep_freed_memory()
    }
}
