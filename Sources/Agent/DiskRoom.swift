// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Glibc

/// Room on the disks that the agent depends on, in bytes that a user without rights may write; `nil` where it is not known.
package struct DiskRoom: Sendable, Hashable {
    package var log: Int64?
    package var spool: Int64?

    package init() {}

    /// - Parameters:
    ///   - log: a file that Suricata writes; it need not be there.
    ///   - spool: a folder.
    init(log: String, spool: String) {
        let folder = log.lastIndex(of: "/").map { String(log[...$0]) } ?? "."
        self.log = Self.room(folder)
        self.spool = Self.room(spool)
    }

    private static func room(_ path: String) -> Int64? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? nil : Int64(clamping: bytes)
    }

    /// With the names that they have in the agent's events and in the state file.
    var members: [(name: String, value: JSONValue)] {
        [("log_disk_free", log), ("spool_disk_free", spool)].compactMap { name, bytes in
            bytes.map { (name, .integer($0)) }
        }
    }
}
