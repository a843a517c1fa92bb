// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Looks at a store's files without reading what is in them: enough to tell a missing, cut, foreign or unreadable one. The log of triage
/// alone is read, record by record.
package enum StoreCheckup {
    /// What is wrong; nothing for a directory that holds no store.
    ///
    /// - Throws: `StoreError` where a file may not be read.
    package static func run(directory: String) throws(StoreError) -> [StoreProblem] {
        let directory = StoreDirectory(root: directory)
        let stored = directory.storedPartitions
        var problems = ProblemList()
        RuleCheck.open(directory, &problems)
        TriageCheck.look(directory, &problems)
        guard FileManager.default.fileExists(atPath: directory.station) || !stored.isEmpty else { return problems.told }
        let advice = StoreProblem.mend
        if let fault = try StationRepair.fault(directory) {
            problems.add(StationCheck.path, fault, advice: advice)
        }
        let station = problems.count(of: StationCheck.path) == 0 ? try StationCheck.read(directory, &problems) : nil
        for partition in stored {
            if let fault = try fault(of: partition, in: directory, identity: station?.identity) {
                problems.add(StoreDirectory.name(of: partition), fault, advice: advice)
            }
        }
        if let station {
            for partition in stored where !station.partitions.contains(partition) && directory.has(partition) {
                problems.add(
                    StoreDirectory.name(of: partition), "station.db does not know it, so it is not seen", advice: advice
                )
            }
        }
        return problems.told
    }

    private static func fault(
        of partition: Partition, in directory: StoreDirectory, identity: Int64?
    ) throws(StoreError) -> String? {
        do throws(StoreError) {
            guard let queue = try StoreFile.openForReading(directory.path(of: partition), schema: Schema.day) else {
                let raw = try RawFile.reading(directory.rawPath(of: partition))?.length() ?? 0
                return raw > RawFile.headLength ? "it is missing or empty, and its raw events are there" : nil
            }
            return try queue.snapshot { database throws(StoreError) -> String? in
                let state = try Statement(database, "SELECT store, length FROM raw_file")
                // A day that had only just begun.
                guard try state.step() else { return nil }
                let store = state.integer(0)
                let length = UInt64(clamping: state.integer(1))
                if let identity, store != identity { return "it belongs to another store" }
                guard length > RawFile.headLength else { return nil }
                guard let raw = try RawFile.reading(directory.rawPath(of: partition)) else {
                    return "its raw file is missing"
                }
                if try raw.length() < length { return "its raw file has \(try raw.length()) bytes of \(length)" }
                let head = try raw.read(at: 0, limit: Int(RawFile.headLength))
                return head == RawFile.head(identity: store) ? nil : "its raw file has not the head that it should have"
            }
        } catch {
            guard error.isDamage else { throw error }
            return error.fact
        }
    }
}
