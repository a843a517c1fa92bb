// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// Recounts a whole store from its raw lines, and says everything that is not as it should be.
///
/// It reads only, needs no lock, and may run beside a writer. Memory does not grow with what is stored: a day is gone through
/// from the front of its raw file, with look-ups of the rows beside it.
package struct StoreVerifier {
    /// How far it has come.
    package struct Progress: Sendable {
        /// The file that is read, from the data directory on.
        package var path: String
        package var events: Int
    }

    /// What was found.
    package struct Report: Sendable {
        /// Days' files that were gone through.
        package var files = 0
        package var events = 0
        /// Bytes of raw files, compressed.
        package var bytes: UInt64 = 0
        /// How many problems there are; `problems` names the first of each file.
        package var problemCount = 0
        package var problems: [StoreProblem] = []

        package init() {}
    }

    private let directory: StoreDirectory

    package init(directory: String) {
        self.directory = StoreDirectory(root: directory)
    }

    /// Recounts everything; `progress` is called after each MiB of lines.
    ///
    /// - Throws: `StoreError` where there is no store, or `station.db` may not be read.
    package func run(_ progress: (Progress) -> Void) throws(StoreError) -> Report {
        var problems = ProblemList()
        var report = Report()
        let station = try readStation(&problems)
        RuleCheck.run(directory, identity: station?.identity, &problems)
        TriageCheck.run(directory, identity: station?.identity, &problems)
        GatewayCheck.run(directory, identity: station?.identity, &problems)
        PushCheck.run(directory, identity: station?.identity, &problems)
        AttestationCheck.run(directory, identity: station?.identity, &problems)
        IdentifierCheck.run(directory, identity: station?.identity, &problems)
        JobCheck.run(directory, identity: station?.identity, &problems)
        var held = DayCheck.Outcome()
        var absent: [Partition] = []
        var days: [Partition: Set<Int32>] = [:]
        for partition in station?.partitions ?? directory.storedPartitions {
            let name = StoreDirectory.name(of: partition)
            guard directory.has(partition) else {
                // A day may be noted and have no file: its first commit never ended, or somebody has taken it away.
                absent.append(partition)
                continue
            }
            var seen = held.events
            progress(Progress(path: name, events: seen))
            let check = DayCheck(partition: partition, directory: directory, identity: station?.identity ?? 0)
            let outcome = check.run(&problems) { count in
                seen += count
                progress(Progress(path: name, events: seen))
            }
            report.files += 1
            guard let outcome else {
                // Retention may have taken it meanwhile.
                if !directory.has(partition) { problems.forget(partition) }
                held.isWhole = false
                continue
            }
            days[partition] = outcome.days
            held.add(outcome)
        }
        if let station {
            try findStrangers(days, &problems)
            station.compare(held, absent: absent, &problems)
        }
        report.events = held.events
        report.bytes = held.bytes
        report.problemCount = problems.count
        report.problems = problems.told
        return report
    }

    /// What the books say; `nil` where they cannot be read.
    private func readStation(_ problems: inout ProblemList) throws(StoreError) -> StationCheck? {
        guard FileManager.default.fileExists(atPath: directory.station) else {
            guard !directory.storedPartitions.isEmpty else {
                // Rules may be written before the first event comes.
                if SharedFile.rules(in: directory).exists { return nil }
                throw .system(path: directory.station, call: "open", code: ENOENT)
            }
            problems.add(StationCheck.path, "it is missing")
            return nil
        }
        do throws(StoreError) {
            let station = try StationCheck.read(directory, &problems)
            if station == nil { problems.add(StationCheck.path, "it is empty") }
            return station
        } catch {
            guard error.isDamage else { throw error }
            problems.add(StationCheck.path, error.fact)
            return nil
        }
    }

    /// Looks for files and days of events that the books do not know. They are read anew: days may have come meanwhile.
    private func findStrangers(
        _ days: [Partition: Set<Int32>], _ problems: inout ProblemList
    ) throws(StoreError) {
        let stored = directory.storedPartitions
        var ignored = ProblemList()
        guard let station = try readStation(&ignored) else { return }
        for partition in stored where !station.partitions.contains(partition) && directory.has(partition) {
            if case .day(let day) = partition, station.dropped.contains(day) { continue }
            problems.add(StoreDirectory.name(of: partition), "station.db does not know it, so it is not seen")
        }
        for (partition, found) in days.sorted(by: { $0.key.origin < $1.key.origin }) {
            station.checkDays(found, of: partition, &problems)
        }
    }
}
