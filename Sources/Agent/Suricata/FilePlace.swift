// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Names of files, made comparable.
enum FilePlace {
    /// A path with no links in that of its folder; the file need not be there.
    static func resolved(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), let folder = unsafe realpath(String(path[...slash]), nil) else {
            return path
        }
        defer { unsafe free(folder) }
        return unsafe String(cString: folder) + path[slash...]
    }
}

/// What tells a file from a changed one without reading it; of one that is not there, nothing.
struct FileMark: Sendable, Hashable {
    private var inode: UInt64 = 0
    private var size: Int64 = 0
    private var modified: Int64 = 0

    init(of path: String) {
        var status = linux_file_status()
        guard unsafe linux_status_of_path(path, &status) >= 0 else { return }
        inode = status.inode
        size = status.size
        modified = status.modified
    }
}
