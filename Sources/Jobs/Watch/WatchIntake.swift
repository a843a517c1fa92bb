// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import JobWork
internal import Store

/// All watch folders: each new file that is complete becomes a job, once.
struct WatchIntake {
    private var scans: [WatchScan]
    private let store: JobStore
    private var refusals: [String: String] = [:]

    init(_ settings: JobSettings, store: JobStore) {
        scans = settings.watch.map(WatchScan.init)
        self.store = store
    }

    /// What of the folders cannot be looked at or taken, in one line; empty while all is well.
    var trouble: String {
        (scans.map(\.trouble) + refusals.sorted { $0.key < $1.key }.map(\.value)).filter { !$0.isEmpty }
            .joined(separator: "; ")
    }

    /// Looks at all folders.
    mutating func look(now: Instant, seconds: Double) throws(JobStoreFailure) {
        for index in scans.indices {
            for found in scans[index].look(now: now, seconds: seconds) {
                try take(found, of: scans[index].folder, now: now)
                scans[index].settle(found)
            }
        }
    }

    private mutating func take(_ found: WatchScan.Found, of folder: WatchFolder, now: Instant) throws(JobStoreFailure) {
        guard try !store.hasTaken(found.file) else { return }
        // Somebody touched it or put it there once more: what counts is what is in it.
        if let known = try store.processed(found.file.path, size: found.file.size),
            WorkerFiles.look(at: found.file.path)?.sha256 == known.sha256
        {
            return try store.take(found.file, as: known.job)
        }
        do throws(JobStoreFailure) {
            try submit(found, of: folder, now: now)
            refusals[found.file.path] = nil
        } catch {
            // It is told, and not tried again with every look.
            guard case .refused(let reason) = error else { throw error }
            refusals[found.file.path] = "\(found.file.path): \(reason)"
        }
    }

    private func submit(_ found: WatchScan.Found, of folder: WatchFolder, now: Instant) throws(JobStoreFailure) {
        let output = ClipName.freeOutput(for: found.name, in: folder.output) { path in
            !WorkerFiles.isThere(path) && !WorkerFiles.isThere(WorkerFiles.partial(of: path))
                && (try? store.isOutputFree(path)) ?? false
        }
        guard let output else { throw .refused("thousands of outputs of that name are there") }
        let begin = ClipName.begin(of: found.name)
        let job = Job(
            camera: folder.camera, input: found.file.path, output: output, options: folder.options, clipBegin: begin,
            clipEnd: begin == nil ? Instant(microseconds: found.file.modified) : nil, priority: folder.priority,
            by: "watch \(folder.camera)", submitted: now)
        _ = try store.submit(job, watch: folder.folder, taken: found.file)
    }
}
