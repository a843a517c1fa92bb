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

    /// Jobs whose inputs, and jobs whose outputs, are removed in one sweep.
    private static let most = 100

    /// Removes what is due, some at a time. What cannot be removed stays due, and keeps nothing else from being removed: an original that is kept for longer than
    /// was said has to be seen.
    ///
    /// - Returns: what could not be removed, in one line; empty while all is well.
    func sweep(at now: Instant) throws(JobStoreFailure) -> String {
        var troubles: [String] = []
        if let seconds = settings.keepInputsSeconds {
            let before = Self.before(now, seconds)
            try sweep(inputs: true, &troubles, at: now) { last throws(JobStoreFailure) in
                try store.inputsToDrop(before: before, behind: last, limit: Self.most)
            } remove: { kept in
                kept.taken.map(Self.drop)
            }
        }
        if let seconds = settings.keepOutputsSeconds {
            let before = Self.before(now, seconds)
            try sweep(inputs: false, &troubles, at: now) { last throws(JobStoreFailure) in
                try store.outputsToDrop(before: before, behind: last, limit: Self.most)
            } remove: { kept in
                if let directory { RegionsFiles.remove(of: kept.job.id, in: directory) }
                return (kept.job.report?.outputs ?? []).map { Self.drop($0, endedAt: kept.job.ended) }
            }
        }
        return troubles.first.map { troubles.count > 1 ? "\($0); and files of \(troubles.count - 1) more jobs" : $0 }
            ?? ""
    }

    /// Goes on past jobs whose files are stuck until enough others are done.
    private func sweep(
        inputs: Bool, _ troubles: inout [String], at now: Instant,
        _ due: (Job?) throws(JobStoreFailure) -> [JobStore.KeptFiles], remove: (JobStore.KeptFiles) -> [Removal]
    ) throws(JobStoreFailure) {
        var (last, done) = (Job?.none, 0)
        while done < Self.most {
            let page = try due(last)
            for kept in page {
                let stuck = troubles.count
                try note(kept, inputs: inputs, remove(kept), &troubles, at: now)
                done += troubles.count == stuck ? 1 : 0
            }
            guard page.count == Self.most else { return }
            last = page.last?.job
        }
    }

    private static func before(_ now: Instant, _ seconds: Int) -> Instant {
        now.advanced(byMicroseconds: -Int64(seconds) * 1_000_000)
    }

    private static func drop(_ taken: TakenFile) -> Removal {
        guard let file = WatchScan.file(taken.path) else { return ("\(taken.path) was gone", true) }
        return file == taken ? remove(taken.path) : left(taken.path)
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
