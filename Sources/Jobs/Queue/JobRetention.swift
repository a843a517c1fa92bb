// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import Foundation
internal import JobWork
internal import Store

/// Removes files that were kept long enough: inputs that the queue took from watch folders, and outputs that it made. A file that is another one by
/// now than it took or made stays.
struct JobRetention {
    private let settings: JobSettings
    private let store: JobStore
    private let directory: String?

    init(_ settings: JobSettings, store: JobStore, directory: String?) {
        self.settings = settings
        self.store = store
        self.directory = directory
    }

    /// What came of one file: told in words, and whether nothing of it is left that is to go.
    private typealias Removal = (words: String, isGone: Bool)

    /// Removes what is due, some at a time. What cannot be removed stays due: an original that is kept for longer than was said has to be seen.
    ///
    /// - Returns: what could not be removed, in one line; empty while all is well.
    func sweep(at now: Instant) throws(JobStoreFailure) -> String {
        var troubles: [String] = []
        if let seconds = settings.keepInputsSeconds {
            for kept in try store.inputsToDrop(before: Self.before(now, seconds)) {
                let words = kept.taken.map { file in
                    WatchScan.file(file.path) == file ? Self.remove(file.path) : Self.left(file.path)
                }
                try note(kept, inputs: true, words, &troubles, at: now)
            }
        }
        if let seconds = settings.keepOutputsSeconds {
            for kept in try store.outputsToDrop(before: Self.before(now, seconds)) {
                let outputs = kept.job.report?.outputs ?? []
                if let directory { RegionsFiles.remove(of: kept.job.id, in: directory) }
                let words = outputs.map { Self.drop($0, endedAt: kept.job.ended) }
                try note(kept, inputs: false, words, &troubles, at: now)
            }
        }
        return troubles.first.map { troubles.count > 1 ? "\($0); and files of \(troubles.count - 1) more jobs" : $0 }
            ?? ""
    }

    private static func before(_ now: Instant, _ seconds: Int) -> Instant {
        now.advanced(byMicroseconds: -Int64(seconds) * 1_000_000)
    }

    private static func drop(_ output: JobReport.HashedFile, endedAt end: Instant?) -> Removal {
        guard let file = WatchScan.file(output.path) else { return ("\(output.path) was gone", true) }
        // Its content was made before the job ended.
        guard file.size == output.bytes, let end, file.modified <= end.microseconds else {
            return left(output.path)
        }
        return remove(output.path)
    }

    private static func left(_ path: String) -> Removal { ("\(path) was left: it is another file by now", true) }

    private static func remove(_ path: String) -> Removal {
        do {
            try FileManager.default.removeItem(atPath: path)
            return ("\(path) was removed", true)
        } catch {
            return ("\(path) could not be removed: \(error.localizedDescription)", false)
        }
    }

    /// Of a folder with thousands of images the record names the first.
    private func note(
        _ kept: JobStore.KeptFiles, inputs: Bool, _ removals: [Removal], _ troubles: inout [String], at now: Instant
    ) throws(JobStoreFailure) {
        if let stuck = removals.first(where: { !$0.isGone }) { return troubles.append(stuck.words) }
        let words = removals.map(\.words)
        let told = words.prefix(8).joined(separator: "; ") + (words.count > 8 ? "; and \(words.count - 8) more" : "")
        try store.noteDropped(kept.job.id, inputs: inputs, words: told, at: now)
    }
}
