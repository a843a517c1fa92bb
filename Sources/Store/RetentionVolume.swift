// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What the files of a store take of the disk, and what the disk has left.
struct RetentionVolume {
    let directory: StoreDirectory

    /// The endings of a partition's files, in the order in which they are taken away. The raw file goes last: as long as
    /// anything is there, its head tells whose it is.
    static let endings = [".db", ".db-wal", ".db-shm", ".raw"]

    /// What the files of a day take.
    func bytes(of day: Int32) -> UInt64 {
        bytes(of: .day(day))
    }

    /// What everything in the store takes, given the days with files of their own and those of which events were kept.
    func bytes(ofAll days: [RetentionPlan.Day], kept: some Sequence<Int32>) -> UInt64 {
        let others =
            Self.bytes(at: directory.station) + Self.bytes(at: directory.station + "-wal") + bytes(of: .shared)
            + kept.reduce(0) { $0 + bytes(of: .kept($1)) }
        return days.reduce(others) { $0 + $1.bytes }
    }

    /// What a process without privileges may still write.
    ///
    /// - Throws: `StoreError.system`.
    func free() throws(StoreError) -> UInt64 {
        var status = statvfs()
        guard unsafe statvfs(directory.root, &status) == 0 else { throw .failed("statvfs", path: directory.root) }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    private func bytes(of partition: Partition) -> UInt64 {
        Self.endings.reduce(0) { $0 + Self.bytes(at: "\(directory.days)/\(partition.name)\($1)") }
    }

    /// The blocks that a file has, not its length: that is what its going gives back.
    private static func bytes(at path: String) -> UInt64 {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return 0 }
        return UInt64(status.st_blocks) * 512
    }
}
