// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation
internal import Glibc
internal import JobWork
internal import Jobs
internal import Query
internal import Store

extension Doctor {
    /// Whether video can be processed, and whether watch folders can be read and written.
    static func jobs(_ configuration: StationConfiguration, own: String) -> [Finding] {
        [worker(configuration.anonymizer, own)] + models(configuration.dataDirectory)
            + configuration.anonymizer.watch.flatMap(watch) + queue(configuration.dataDirectory)
    }

    private static func worker(_ settings: JobSettings, _ own: String) -> Finding {
        guard let worker = WorkerProgram.find(configured: settings.worker, beside: own) else {
            return Finding(
                subject: "anonymizer", state: settings.watch.isEmpty ? .warn : .bad,
                found: settings.worker.map { "\($0) is no program" } ?? "\(WorkerProgram.name) is not installed",
                advice: "No video is processed, and jobs wait; it is built where OpenCV and FFmpeg are installed")
        }
        let patience = Cancellation(deadline: .now + .seconds(5))
        guard let version = worker.version(while: { !patience.isCancelled }) else {
            return Finding(
                subject: "anonymizer", state: .bad, found: "\(worker.path) does not say its version",
                advice: "Jobs will fail; run it with --version to see why")
        }
        return Finding(subject: "anonymizer", state: .good, found: "\(worker.path), \(version)", advice: "")
    }

    private static func watch(_ folder: WatchFolder) -> [Finding] {
        var findings: [Finding] = []
        if unsafe access(folder.folder, R_OK | X_OK) != 0 {
            findings.append(
                Finding(
                    subject: "watch \(folder.camera)", state: .bad, found: "\(folder.folder) cannot be read",
                    advice: "Clips in it do not become jobs; make it, or make it readable for the station"))
        }
        if !mayBeMade(folder.output) {
            findings.append(
                Finding(
                    subject: "watch \(folder.camera)", state: .bad, found: "\(folder.output) cannot be written",
                    advice: "Its jobs fail; make it writable for the station"))
        }
        return findings
    }

    /// Whether a folder can be written, or be made with all those above it that are missing, as jobs do.
    private static func mayBeMade(_ folder: String) -> Bool {
        var path = folder
        var isFolder: ObjCBool = false
        while unsafe !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            let parent = (path as NSString).deletingLastPathComponent
            guard !parent.isEmpty, parent != path else { return false }
            path = parent
        }
        return unsafe isFolder.boolValue && access(path, W_OK | X_OK) == 0
    }

    private static func queue(_ directory: String) -> [Finding] {
        let store = JobStore(directory: directory)
        guard store.exists else { return [] }
        do throws(JobStoreFailure) {
            let board = try store.board(JobQuery(limit: 0), at: SystemClock.now)
            return [
                Finding(
                    subject: "jobs", state: .good, found: "\(board.running) running, \(board.queued) queued", advice: ""
                )
            ]
        } catch {
            return [
                Finding(
                    subject: "jobs", state: .bad, found: error.message,
                    advice: "Until it can be read no video is processed; 'vedette verify' looks closer")
            ]
        }
    }
}
