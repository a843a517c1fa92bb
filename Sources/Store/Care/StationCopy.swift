// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Glibc

/// Keeps an earlier state of `station.db` beside it.
///
/// How logs begin, by which they are recognised, stands nowhere else. An older state does as well: what came after it is read again,
/// and the days tell that it is there.
struct StationCopy {
    private var last: Instant?

    /// How old the copy may become, in microseconds.
    private static let interval: Int64 = 3_600_000_000

    /// Makes the copy anew once the last one is an hour old, by the clock of the appends. That it cannot be made is no reason to
    /// store nothing.
    mutating func refresh(_ directory: StoreDirectory, now: Instant) {
        if let last, now >= last, now < last.advanced(byMicroseconds: Self.interval) { return }
        last = now
        try? Self.write(directory)
    }

    private static func write(_ directory: StoreDirectory) throws(StoreError) {
        let new = directory.stationCopy + ".new"
        StoreFile.remove(new)
        guard let source = try StoreFile.openForReading(directory.station, schema: Schema.station) else { return }
        try DatabaseCopy.write(source, to: new)
        try SetAside.rename(new, to: directory.stationCopy)
    }
}

/// Copies a file of SQLite as it is now, while others write it.
enum DatabaseCopy {
    /// Writes the copy to `target`, which must not be there, or be empty (so that it can be its owner's alone from the first byte); it is on the disk then.
    ///
    /// All pages are read in one go, of one state: piece by piece, each commit of a writer would make it begin again. In WAL mode
    /// it holds nobody up.
    static func write(_ source: DatabaseQueue, to target: String) throws(StoreError) {
        try StoreFile.guarded(target) {
            let copy = try DatabaseQueue(path: target)
            try source.backup(to: copy)
            try copy.close()
        }
        try DiskSync.file(target)
    }
}
