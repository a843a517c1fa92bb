// SPDX-License-Identifier: Apache-2.0

/// A file of a watch folder, as it was when it became a job.
package struct TakenFile: Sendable, Hashable, Codable {
    package var device: UInt64
    package var inode: UInt64
    package var size: Int64
    /// Microseconds since the epoch.
    package var modified: Int64
    package var path: String

    package init(device: UInt64, inode: UInt64, size: Int64, modified: Int64, path: String) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.path = path
    }
}
