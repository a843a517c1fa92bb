// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import GRDB
internal import Glibc

/// Takes whole days out of a store. Only the writer may.
///
/// `station.db` forgets the day first, so that no reader and no writer finds it any more; then its files are moved into
/// `days/.dropping`, where another thread removes them: to give back the blocks of a large file takes time that ingest need
/// not wait for. What a crash leaves in between is completed by the next writer. A reader that has the files open goes
/// on with them.
struct Retention {
    let directory: StoreDirectory
    let station: StationWriter
    /// Notes in `station.db` that days are gone, of which nothing is kept.
    var forget: ([DroppedDay], Instant) throws(StoreError) -> Void
    private var volume: RetentionVolume { RetentionVolume(directory: directory) }

    /// Removes files, one after the other.
    private static let remover = DispatchQueue(label: "store.retention", qos: .utility)

    init(_ directory: StoreDirectory, _ station: StationWriter) {
        self.directory = directory
        self.station = station
        forget = { days, now throws(StoreError) in try station.forget(days, now: now) }
    }

    /// What the policy asks for now, if some days cannot go.
    func plan(
        _ policy: RetentionPolicy, now: Instant, without stuck: Set<Int32> = []
    ) throws(StoreError) -> RetentionPlan {
        let days = station.ownDays.map { RetentionPlan.Day(day: $0, bytes: volume.bytes(of: $0)) }
        return RetentionPlan(
            policy, days: days.filter { !stuck.contains($0.day) }, clock: now.day,
            stored: volume.bytes(ofAll: days, kept: station.keptDays), free: try volume.free())
    }

    /// Drops days of a plan of which nothing is kept; their files must not be open in this writer.
    ///
    /// On a disk without any room `station.db` cannot note what is to go. Then the files go first: a day without files reads
    /// as empty, and what lies in `days/.dropping` was meant to go, so that a crash in between is understood.
    func drop(_ days: [DroppedDay], now: Instant) throws(StoreError) {
        do throws(StoreError) {
            try forget(days, now)
        } catch .diskFull {
            for day in days { setAside(.day(day.day)) }
            Self.clear(directory)
            return try forget(days, now)
        }
        remove(days.map { .day($0.day) })
    }

    /// Removes files that `station.db` does not know any more.
    func remove(_ partitions: [Partition]) {
        for partition in partitions { setAside(partition) }
        let directory = directory
        Self.remover.async { Self.clear(directory) }
    }

    /// Completes what a writer before began; at a store's opening.
    func finish() throws(StoreError) {
        let begun = Self.partitions(in: directory.dropping)
        let left = Self.partitions(in: directory.days)
        let listed = station.ownDays.filter { begun.contains(Partition.day($0).name) }
        for partition in leftovers(among: left) where isOurs(partition) { setAside(partition) }
        for day in station.ownDays where left.contains(Partition.kept(day).name) {
            // Another store's stays; the day is not dropped then.
            try? KeptDay(day: day, directory: directory, identity: station.identity).discard()
        }
        if !listed.isEmpty {
            try drop(listed.map { DroppedDay(day: $0, reason: .free, bytes: 0) }, now: Instant(microseconds: 0))
        }
        let directory = directory
        Self.remover.async { Self.clear(directory) }
    }

    /// Waits until everything that was set aside is gone.
    static func waitForRemovals() { remover.sync {} }

    // MARK: Files

    /// The files of dropped days, and of those of which nothing is kept any more. A day's own files stay as long as those of its
    /// kept events are missing.
    private func leftovers(among left: Set<String>) -> [Partition] {
        var leftovers: [Partition] = []
        for day in station.dropped.sorted() {
            let isKept = station.keptDays.contains(day)
            let hasKept = left.contains(Partition.kept(day).name)
            if left.contains(Partition.day(day).name), hasKept || !isKept { leftovers.append(.day(day)) }
            if hasKept, !isKept { leftovers.append(.kept(day)) }
        }
        return leftovers
    }

    /// Files that bear another store's identity were put there by somebody; they are not ours to remove.
    private func isOurs(_ partition: Partition) -> Bool {
        let path = directory.rawPath(of: partition)
        guard let raw = try? RawFile.reading(path), let head = try? raw.read(at: 0, limit: Int(RawFile.headLength))
        else {
            return false
        }
        return head == RawFile.head(identity: station.identity)
    }

    /// Takes the files of a partition out of the readers' sight, the raw file last.
    private func setAside(_ partition: Partition) {
        let made = unsafe mkdir(directory.dropping, 0o700)
        let isMade = made == 0 || errno == EEXIST
        let name = partition.name
        for ending in RetentionVolume.endings {
            let path = "\(directory.days)/\(name)\(ending)"
            // Without room for the directory it is removed here and now.
            let moved = isMade ? unsafe rename(path, "\(directory.dropping)/\(name)\(ending)") : -1
            if moved != 0 { unsafe _ = unlink(path) }
        }
    }

    private static func clear(_ directory: StoreDirectory) {
        for name in names(in: directory.dropping) { unsafe _ = unlink("\(directory.dropping)/\(name)") }
        unsafe _ = rmdir(directory.dropping)
    }

    private static func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }

    /// The names of the partitions that have files in a directory.
    private static func partitions(in directory: String) -> Set<String> {
        Set(
            names(in: directory).compactMap { name in
                RetentionVolume.endings.first(where: name.hasSuffix).map { String(name.dropLast($0.count)) }
            })
    }
}

extension StoreDirectory {
    /// Where files lie that are about to be removed.
    var dropping: String { days + "/.dropping" }
}
