// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization

/// The days that a reader found damaged, until it can read them again.
final class DamagedDays: Sendable {
    private let known = Mutex<[Partition: String]>([:])

    var isEmpty: Bool { known.withLock(\.isEmpty) }

    func contains(_ partition: Partition) -> Bool { known.withLock { $0[partition] != nil } }

    func note(_ partition: Partition, _ failure: StoreError) {
        known.withLock { $0[partition] = failure.fact }
    }

    func clear(_ partition: Partition) {
        known.withLock { known in
            guard !known.isEmpty else { return }
            known[partition] = nil
        }
    }

    /// A line for each of those that are still stored, in the order of their names.
    func lines(of stored: Set<Partition>) -> [String] {
        known.withLock { known in
            known.filter { stored.contains($0.key) }.sorted { $0.key.name < $1.key.name }.map { partition, fact in
                "\(StoreDirectory.name(of: partition)) is damaged and left out (\(fact)); "
                    + "stop the writer and run `vedette doctor --repair`"
            }
        }
    }
}

/// Which file has a name now.
struct FileIdentity: Equatable, Sendable {
    private let device: UInt64
    private let number: UInt64

    /// `nil` where there is none.
    init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }
}

extension StoreDirectory {
    /// A day that has no file of events has no raw lines either; else that file was taken away.
    ///
    /// - Throws: `StoreError.indexMissing`.
    func expectFile(of partition: Partition) throws(StoreError) {
        guard let raw = try RawFile.reading(rawPath(of: partition)), try raw.length() > RawFile.headLength else {
            return
        }
        throw .indexMissing(path: path(of: partition))
    }
}
