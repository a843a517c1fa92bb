// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Foundation
internal import Glibc

/// Where `vedette serve` tells other processes of the station's user how its intake stands.
package struct ServedStatusFile {
    private let path: String
    private var told: ServedStatus?
    private var read: (stamp: FileStamp, status: ServedStatus?)?

    package init(directory: String) {
        path = directory + "/serve.json"
    }

    /// Writes it where it has changed, and from time to time where it has not, so that readers see that the writer lives. The file is
    /// replaced as a whole. What cannot be written, as where the disk is full, is left out: only the file then grows old.
    package mutating func tell(_ status: FollowStatus, at now: Instant) {
        let next = ServedStatus(status, at: now)
        if var same = told {
            let isOld = !(0..<ServedStatus.pace).contains(now.microseconds &- same.written)
            same.written = next.written
            if same == next, !isOld { return }
        }
        guard let bytes = try? JSONEncoder().encode(next), bytes.count <= ServedStatus.lengthLimit else { return }
        told = next
        let fresh = path + ".new"
        let isThere = FileManager.default.createFile(
            atPath: fresh, contents: bytes, attributes: [.posixPermissions: 0o600])
        if isThere { _ = unsafe rename(fresh, path) }
    }

    /// Takes the file away: nobody serves any more.
    package func remove() { _ = unsafe unlink(path) }

    /// How the intake of the process that serves stands; `nil` where none does, or it tells nothing that can be used.
    package mutating func status(at now: Instant) -> FollowStatus? {
        let stamp = FileStamp(path)
        if read?.stamp != stamp { read = (stamp, load()) }
        guard let status = read?.status, status.isCurrent(at: now) else { return nil }
        return status.followStatus
    }

    private func load() -> ServedStatus? {
        // Looked at before it is read: only a file of this size, and never a pipe, is opened.
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= ServedStatus.lengthLimit, let bytes = FileManager.default.contents(atPath: path)
        else { return nil }
        return ServedStatus(bytes: bytes)
    }
}
