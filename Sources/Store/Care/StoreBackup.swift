// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
internal import Glibc

/// Copies a store while it is written; the copy is a store by itself.
///
/// `station.db` is copied first, then the days, as a commit goes the other way round: the copy's bookmarks may be behind its days,
/// never ahead. What lies between is recognised when the logs are read again. Everything is written under another name, which
/// becomes the right one once all of it is on the disk.
package struct StoreBackup {
    /// What was copied.
    package struct Report: Sendable {
        /// Days' files.
        package var files = 0
        /// Those of them that an earlier backup had already.
        package var kept = 0
        /// Bytes that were written.
        package var bytes: UInt64 = 0
    }

    /// Why there is no backup.
    package enum Failure: Error, Sendable, Equatable {
        /// The target is there, and no earlier backup that may be brought up to date.
        case targetExists(path: String)
        /// The target is no backup of this store.
        case otherStore(path: String)
        case store(StoreError)
    }

    private let source: StoreDirectory
    private let target: String

    /// Days that retention takes meanwhile make it begin again, so often at the most.
    private static let attempts = 3

    /// A backup of `directory` into `target`.
    package init(of directory: String, to target: String) {
        source = StoreDirectory(root: directory)
        self.target = target.count > 1 && target.hasSuffix("/") ? String(target.dropLast()) : target
    }

    /// Copies; with `updating`, days that did not change since are taken from the earlier backup of that name. `progress` gets
    /// the file at work.
    package func run(updating: Bool, _ progress: (String) -> Void) throws(Failure) -> Report {
        let exists = FileManager.default.fileExists(atPath: target)
        guard updating || !exists else { throw .targetExists(path: target) }
        let earlier = exists ? StoreDirectory(root: target) : nil
        do throws(StoreError) {
            if let earlier, try !isBackup(earlier) { throw StoreError.foreignFile(path: target) }
            let partial = StoreDirectory(root: target + ".partial")
            var report: Report?
            for attempt in 1...Self.attempts where report == nil {
                try? FileManager.default.removeItem(atPath: partial.root)
                try partial.create()
                report = try copyAll(to: partial, earlier, isLast: attempt == Self.attempts, progress)
            }
            try DiskSync.directory(partial.days)
            try DiskSync.directory(partial.root)
            try putInPlace(partial.root, exists: exists)
            return report ?? Report()
        } catch {
            if case .foreignFile(target) = error { throw .otherStore(path: target) }
            throw .store(error)
        }
    }

    /// `nil` where a day went away meanwhile, so that the copy of `station.db` knows more than there is.
    private func copyAll(
        to partial: StoreDirectory, _ earlier: StoreDirectory?, isLast: Bool, _ progress: (String) -> Void
    ) throws(StoreError) -> Report? {
        var report = Report()
        progress(StationCheck.path)
        guard let station = try StoreFile.openForReading(source.station, schema: Schema.station) else {
            throw .system(path: source.station, call: "open", code: ENOENT)
        }
        try DatabaseCopy.write(station, to: partial.station)
        report.bytes += Self.size(partial.station)
        try copyShared(to: partial, &report, progress)
        var ignored = ProblemList()
        let partitions = try StationCheck.read(partial, &ignored)?.partitions ?? []
        // A day may be noted and have no file yet.
        let present = partitions.filter(source.has)
        for partition in present {
            progress(StoreDirectory.name(of: partition))
            if try keep(partition, from: earlier, in: partial) {
                report.kept += 1
            } else if try !copy(partition, to: partial, &report) {
                guard isLast else { return nil }
                continue
            }
            report.files += 1
        }
        if present.contains(.shared) { try noteSharedDays(station, in: partial) }
        return report
    }

    /// Notes in the copied books the days that came into the shared file between the copies of the two. To note one whose events came
    /// too late for the copy is no harm: they come again from their log.
    private func noteSharedDays(_ station: DatabaseQueue, in partial: StoreDirectory) throws(StoreError) {
        let days = try station.snapshot { database throws(StoreError) in
            let rows = try Statement(database, "SELECT day FROM day WHERE shared = 1")
            var days: [Int64] = []
            while try rows.step() { days.append(rows.integer(0)) }
            return days
        }
        let copy = try StoreFile.openForWriting(partial.station, schema: Schema.station)
        try copy.transaction { database throws(StoreError) in
            let add = try Statement(database, "INSERT OR IGNORE INTO day VALUES (?, 1)")
            for day in days {
                add.bind(1, day)
                try add.run()
            }
        }
        try StoreFile.guarded(partial.station) { try copy.close() }
    }

    /// Copies what people wrote, if they did: always, as it is small beside a day, and before the days, so that triage names no alert
    /// that the copy has not.
    private func copyShared(
        to partial: StoreDirectory, _ report: inout Report, _ progress: (String) -> Void
    ) throws(StoreError) {
        let files: [SharedFile] = [
            .rules(in: source), .triage(in: source), .gateways(in: source), .pushes(in: source),
            .attestation(in: source), .jobs(in: source),
            // Behind what knows pseudonyms by name, so that it says of each whose it is.
            .identifier(in: source),
        ]
        for file in files {
            guard let queue = try file.reading() else { continue }
            progress(file.name)
            let target = "\(partial.root)/\(file.name)"
            if file.isPrivate { try Self.makePrivate(target) }
            try DatabaseCopy.write(queue, to: target)
            report.bytes += Self.size(target)
        }
        report.bytes += try KeyCopy.run(from: source, to: partial)
    }

    /// Makes an empty file that only its owner may read, also once it is written.
    private static func makePrivate(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed("open", path: path) }
        close(descriptor)
    }

    // MARK: Days

    /// Copies a day's files; false where they are gone.
    private func copy(
        _ partition: Partition, to partial: StoreDirectory, _ report: inout Report
    ) throws(StoreError) -> Bool {
        guard let day = try StoreFile.openForReading(source.path(of: partition), schema: Schema.day) else {
            if source.has(partition) { try source.expectFile(of: partition) }
            return source.has(partition)
        }
        try DatabaseCopy.write(day, to: partial.path(of: partition))
        report.bytes += Self.size(partial.path(of: partition))
        // Of the raw lines just what this state of the other file knows: they are only ever appended to.
        let length = try Self.state(of: partition, in: partial)?.length ?? 0
        guard length > 0 else { return true }
        guard let raw = try RawFile.reading(source.rawPath(of: partition)) else { return false }
        let end = try raw.length()
        guard end >= length else {
            throw .rawFileTooShort(path: source.rawPath(of: partition), length: end, wanted: length)
        }
        try Self.copy(raw, to: partial.rawPath(of: partition), length: length)
        report.bytes += length
        return true
    }

    private static func copy(_ raw: borrowing RawFile, to path: String, length: UInt64) throws(StoreError) {
        let new = try RawFile.writing(path, identity: 0)
        var offset: UInt64 = 0
        while offset < length {
            let bytes = try raw.read(at: offset, limit: Int(min(4 << 20, length - offset)))
            guard !bytes.isEmpty else { throw .rawFileTooShort(path: raw.path, length: offset, wanted: length) }
            try new.write(bytes, at: offset)
            offset += UInt64(bytes.count)
        }
        try new.synchronise()
    }

    /// Takes a day from an earlier backup if nothing was committed to it since.
    private func keep(
        _ partition: Partition, from earlier: StoreDirectory?, in partial: StoreDirectory
    ) throws(StoreError) -> Bool {
        guard let earlier, let now = try Self.state(of: partition, in: source),
            // A file that is damaged in the backup is copied again.
            let before = try? Self.state(of: partition, in: earlier), before == now,
            (try? RawFile.reading(earlier.rawPath(of: partition))?.length()) == now.length
        else { return false }
        return unsafe link(earlier.path(of: partition), partial.path(of: partition)) == 0
            && link(earlier.rawPath(of: partition), partial.rawPath(of: partition)) == 0
    }

    /// What tells one state of a day from another: each commit makes the raw file longer.
    private struct State: Equatable {
        var store: Int64
        var length: UInt64
    }

    private static func state(of partition: Partition, in directory: StoreDirectory) throws(StoreError) -> State? {
        guard let queue = try StoreFile.openForReading(directory.path(of: partition), schema: Schema.day) else {
            return nil
        }
        return try queue.snapshot { database throws(StoreError) in
            let rows = try Statement(database, "SELECT store, length FROM raw_file")
            return try rows.step() ? State(store: rows.integer(0), length: UInt64(clamping: rows.integer(1))) : nil
        }
    }

    // MARK: The target

    /// Whether a directory is a backup of this store.
    private func isBackup(_ earlier: StoreDirectory) throws(StoreError) -> Bool {
        guard FileManager.default.fileExists(atPath: earlier.station) else { return false }
        var ignored = ProblemList()
        let own = try StationCheck.read(source, &ignored)?.identity
        let other = try StationCheck.read(earlier, &ignored)?.identity
        return own != nil && own == other
    }

    private func putInPlace(_ partial: String, exists: Bool) throws(StoreError) {
        let old = target + ".old"
        if exists {
            try? FileManager.default.removeItem(atPath: old)
            try SetAside.rename(target, to: old)
        }
        guard unsafe rename(partial, target) == 0 else { throw .failed("rename", path: partial) }
        try DiskSync.directory(of: target)
        // Whatever cannot be removed of it is no part of the backup.
        if exists { try? FileManager.default.removeItem(atPath: old) }
    }

    private static func size(_ path: String) -> UInt64 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? UInt64(clamping: status.st_size) : 0
    }
}
