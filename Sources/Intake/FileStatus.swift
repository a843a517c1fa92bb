// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import EVE
internal import Glibc

/// Which file it is while somebody holds it open. Once nobody does, the numbers may be given to another file.
struct FileIdentity: Hashable {
    var device: UInt64
    var inode: UInt64
}

/// What the file system says about a file.
struct FileStatus: Hashable {
    enum Kind: Hashable {
        case regular, directory, pipe, other
    }

    var identity: FileIdentity
    var size: UInt64
    var modified: Instant
    var kind: Kind

    /// The file behind `path`, or `nil` where there is none (yet).
    static func of(path: String) throws(IntakeError) -> FileStatus? {
        var status = linux_file_status()
        let outcome = unsafe linux_status_of_path(path, &status)
        if outcome == -ENOENT || outcome == -ENOTDIR {
            return nil
        }
        guard outcome == 0 else {
            throw .cannotOpen(path: path, code: -outcome)
        }
        return FileStatus(status)
    }

    init(identity: FileIdentity, size: UInt64, modified: Instant, kind: Kind = .regular) {
        self.identity = identity
        self.size = size
        self.modified = modified
        self.kind = kind
    }

    init(_ status: linux_file_status) {
        identity = FileIdentity(device: status.device, inode: status.inode)
        size = UInt64(max(status.size, 0))
        modified = Instant(microseconds: status.modified)
        switch Int(status.kind) {
        case LINUX_FILE_REGULAR: kind = .regular
        case LINUX_FILE_DIRECTORY: kind = .directory
        case LINUX_FILE_PIPE: kind = .pipe
        default: kind = .other
        }
    }
}
