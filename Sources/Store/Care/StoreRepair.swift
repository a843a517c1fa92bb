// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Foundation
internal import GRDB
internal import Glibc

/// Brings a store in order that was damaged: everything that can be made from raw lines is made from them anew.
///
/// It writes, so no other process may; nothing is removed but what a commit that never ended has left.
package struct StoreRepair {
    private let directory: StoreDirectory
    private let now: Instant
    private let isDryRun: Bool
    private let isThorough: Bool

    /// `now` is the station's clock, for the names of what is set aside. A thorough repair recounts every day as `vedette verify`
    /// does; without it, only what shows without decoding every line is seen. A dry run changes nothing.
    package init(directory: String, now: Instant, isDryRun: Bool, isThorough: Bool) {
        self.directory = StoreDirectory(root: directory)
        self.now = now
        self.isDryRun = isDryRun
        self.isThorough = isThorough
    }

    /// What was done, in the order of doing; `progress` gets the file at work and how many events of it are done.
    ///
    /// - Throws: `StoreError`: `busy` while another process writes; where the disk or a permission is in the way.
    package func run(_ progress: (String, Int) -> Void) throws(StoreError) -> [RepairAction] {
        let stored = directory.storedPartitions
        guard FileManager.default.fileExists(atPath: directory.station) || !stored.isEmpty else {
            throw .system(path: directory.station, call: "open", code: ENOENT)
        }
        let lock = try StoreLock(directory.lock)
        let actions = try repair(stored, progress)
        // The lock ends with its last use.
        withExtendedLifetime(lock) {}
        return actions
    }

    private func repair(
        _ stored: [Partition], _ progress: (String, Int) -> Void
    ) throws(StoreError) -> [RepairAction] {
        var actions: [RepairAction] = []
        let fault = try StationRepair.fault(directory)
        let station = StationRepair(directory: directory, now: now)
        var problems = ProblemList()
        let books = fault == nil ? try StationCheck.read(directory, &problems) : nil
        let owner = try mostCommonOwner(of: stored)
        var identity = books?.identity ?? owner ?? Int64.random(in: 1 ... .max)
        if let owner, let books, owner != books.identity, try !isOwned(stored, by: books.identity) {
            identity = owner
            actions.append(RepairAction(StationCheck.path, "the store's number is not that of its days; set back"))
            if !isDryRun { try station.adopt(owner) }
        }
        let bookmarks = fault == nil ? StationRepair.bookmarks(directory) : nil
        let partitions = Set(stored).union(books?.partitions ?? []).sorted {
            ($0.origin, $0.name) < ($1.origin, $1.name)
        }
        var absent: [Partition] = []
        for partition in partitions {
            guard directory.has(partition) else {
                absent.append(partition)
                continue
            }
            let name = StoreDirectory.name(of: partition)
            progress(name, 0)
            let day = DayRepair(
                partition: partition, directory: directory, identity: identity, bookmarks: bookmarks, now: now,
                isDryRun: isDryRun)
            do throws(StoreError) {
                let found = isThorough ? recount(partition, identity, progress) : nil
                actions += try day.run(fault: found) { progress(name, $0) }
            } catch .newerSchema(let path) {
                actions.append(RepairAction(name, StoreError.newerSchema(path: path).fact, isLoss: true))
            }
        }
        if let books {
            actions += try replaceAbsent(absent, books, identity)
            actions += try noteDays(books, identity)
        }
        if let fault {
            guard !isDryRun else { return actions + [RepairAction(StationCheck.path, "\(fault); would be made anew")] }
            var accounts = DayAccounts()
            for partition in stored where try Self.owner(directory.rawPath(of: partition)) == identity {
                progress(StoreDirectory.name(of: partition), 0)
                try accounts.add(partition, in: directory)
            }
            actions += try station.run(identity: identity, accounts, because: fault)
        }
        return actions
    }

    /// What a recount finds first in the file of events.
    private func recount(_ partition: Partition, _ identity: Int64, _ progress: (String, Int) -> Void) -> String? {
        let name = StoreDirectory.name(of: partition)
        var problems = ProblemList()
        var seen = 0
        _ = DayCheck(partition: partition, directory: directory, identity: identity).run(&problems) { count in
            seen += count
            progress(name, seen)
        }
        guard let first = problems.told.first(where: { $0.path == name }) else { return nil }
        let rest = problems.count(of: name) - 1
        return first.what + (rest > 0 ? " (and \(rest) more)" : "")
    }

    // MARK: Owners

    /// The store that most of these files were written for.
    private func mostCommonOwner(of partitions: [Partition]) throws(StoreError) -> Int64? {
        var counts: [Int64: Int] = [:]
        for partition in partitions {
            guard let owner = try Self.owner(directory.rawPath(of: partition)) else { continue }
            counts[owner, default: 0] += 1
        }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    }

    private func isOwned(_ partitions: [Partition], by identity: Int64) throws(StoreError) -> Bool {
        for partition in partitions where try Self.owner(directory.rawPath(of: partition)) == identity { return true }
        return false
    }

    /// The store that a raw file's head names.
    static func owner(_ rawPath: String) throws(StoreError) -> Int64? {
        guard let file = try RawFile.reading(rawPath) else { return nil }
        let head = try file.read(at: 0, limit: Int(RawFile.headLength))
        guard head.count == Int(RawFile.headLength), head.starts(with: RawFile.magic) else { return nil }
        var reader = ByteReader(head[RawFile.magic.count...])
        return reader.littleEndian(UInt64.self).map { Int64(bitPattern: $0) }
    }

    // MARK: Days without files, and files without days

    /// Notes days that the books have forgotten: without that nobody sees them.
    private func noteDays(_ books: StationCheck, _ identity: Int64) throws(StoreError) -> [RepairAction] {
        var days: [Int32: Partition] = [:]
        for partition in directory.storedPartitions where try Self.owner(directory.rawPath(of: partition)) == identity {
            for day in try DayAccounts.days(of: partition, in: directory) { days[day] = partition }
        }
        for known in books.days where days[known.day] == known.partition { days[known.day] = nil }
        for day in books.dropped { days[day] = nil }
        guard !days.isEmpty else { return [] }
        if !isDryRun { try StationRepair(directory: directory, now: now).note(days) }
        let word = isDryRun ? "would be noted" : "noted again"
        return days.sorted { $0.key < $1.key }.map { day, partition in
            RepairAction(
                StoreDirectory.name(of: partition),
                "station.db did not know that it has \(Partition.text(ofDay: day)); \(word)")
        }
    }

    /// A day that is noted and has no files had never begun, unless events are missing. Then it begins anew, with a mark that
    /// something is gone.
    private func replaceAbsent(
        _ absent: [Partition], _ books: StationCheck, _ identity: Int64
    ) throws(StoreError) -> [RepairAction] {
        guard !absent.isEmpty else { return [] }
        var stored = 0
        for partition in directory.storedPartitions {
            stored += try DayDiagnosis.count(partition, in: directory) ?? 0
        }
        let missing = books.countedEvents - stored
        guard missing > 0 || !books.dropped.isEmpty else { return [] }
        var actions: [RepairAction] = []
        for partition in absent {
            let what = missing > 0 ? "it is gone, and \(missing) events that came are not stored" : "it is gone"
            actions.append(RepairAction(StoreDirectory.name(of: partition), what, isLoss: true))
            if !isDryRun {
                let day = DayRepair(
                    partition: partition, directory: directory, identity: identity, bookmarks: nil, now: now)
                try day.beginAnew()
            }
        }
        return actions
    }
}
