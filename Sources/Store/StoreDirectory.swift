// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// Where the files of a store lie.
struct StoreDirectory: Sendable, Hashable {
    /// The data directory.
    let root: String

    var station: String { root + "/station.db" }
    var lock: String { root + "/station.lock" }
    var days: String { root + "/days" }

    /// The file of a partition's events.
    func path(of partition: Partition) -> String {
        days + "/" + partition.name + ".db"
    }

    /// The file of a partition's raw lines.
    func rawPath(of partition: Partition) -> String {
        days + "/" + partition.name + ".raw"
    }

    /// Makes the directories where they are missing; nobody but the owner may look into them.
    ///
    /// - Throws: `StoreError.system`.
    func create() throws(StoreError) {
        for path in [root, days] {
            do {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw .system(path: path, call: "mkdir", code: errno == 0 ? EACCES : errno)
            }
        }
    }
}

/// Names of event types that the store treats specially.
enum EventType {
    static let alert = "alert"
    static let stats = "stats"
}
