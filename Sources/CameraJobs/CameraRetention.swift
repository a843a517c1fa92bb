// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import Foundation
internal import JobWork

/// Removes clips that were kept long enough, and outputs; and forgets what need not be known any more. A file that is another one by now than was taken
/// or made stays.
struct CameraRetention {
    private let settings: CameraSettings

    /// For how long a clip is known that is gone, in seconds: it may come back.
    private static let memorySeconds = 7 * 86_400
    /// The most clips that are known, those that are there not counted, nor those whose outputs are to be removed yet.
    static let memoryMost = 10_000

    init(_ settings: CameraSettings) { self.settings = settings }

    /// Removes what is due. What cannot be removed stays due.
    ///
    /// - Returns: what could not be removed, and whether too much waits to be, in one line; empty while all is well.
    func sweep(_ ledger: inout CameraLedger, at now: Instant) throws(CameraProblem) -> String {
        var done = ledger.book.done
        var stuck: [String] = []
        for index in done.indices where done[index].hasSucceeded { stuck += drop(&done[index], at: now) }
        let kept = done.count
        let waiting = forget(&done, at: now)
        if kept != done.count || zip(done, ledger.book.done).contains(where: { $0.isOther($1) }) {
            let left = done
            try ledger.change(at: now) { book in
                book.done = left
                return []
            }
        }
        var troubles = stuck.first.map { [stuck.count > 1 ? "\($0); and \(stuck.count - 1) more files" : $0] } ?? []
        if waiting > Self.memoryMost {
            troubles.append(
                "\(waiting) clips that are gone are known until their outputs are removed; with many more nothing can be noted: keep outputs for a shorter time"
            )
        }
        return troubles.joined(separator: "; ")
    }

    /// Removes of a clip what is due; the answer is what could not be.
    private func drop(_ clip: inout CameraBook.DoneClip, at now: Instant) -> [String] {
        var stuck: [String] = []
        if let seconds = settings.keepInputsSeconds, !clip.isInputGone, Self.isOver(clip.ended, seconds, now) {
            if WatchScan.file(clip.taken.path) == clip.taken { stuck += Self.remove(clip.taken.path) }
            // Where that is not allowed it is tried again.
            clip.isInputGone = WatchScan.file(clip.taken.path) != clip.taken
        }
        if let seconds = settings.keepOutputsSeconds, !clip.outputs.isEmpty, Self.isOver(clip.ended, seconds, now) {
            for output in clip.outputs where Self.isThere(output, of: clip) { stuck += Self.remove(output.path) }
            // The same here.
            clip.outputs = clip.outputs.filter { Self.isThere($0, of: clip) }
        }
        return stuck
    }

    /// Removes a file; the answer is why it could not be, if so.
    private static func remove(_ path: String) -> [String] {
        do {
            try FileManager.default.removeItem(atPath: path)
            return []
        } catch {
            return ["\(path) could not be removed: \(error.localizedDescription)"]
        }
    }

    /// Whether an output is what was made: its content is older than the job's end.
    private static func isThere(_ output: CameraBook.DoneClip.Output, of clip: CameraBook.DoneClip) -> Bool {
        guard let file = WatchScan.file(output.path) else { return false }
        return file.size == output.bytes && file.modified <= clip.ended.microseconds
    }

    /// Forgets clips that are gone, but for those whose outputs are to be removed yet: how many these are.
    private func forget(_ done: inout [CameraBook.DoneClip], at now: Instant) -> Int {
        // Newest last, so that of too many the oldest go.
        var (gone, waiting) = (0, 0)
        for index in done.indices.reversed() where WatchScan.file(done[index].taken.path) != done[index].taken {
            if settings.keepOutputsSeconds != nil, !done[index].outputs.isEmpty {
                waiting += 1
                continue
            }
            gone += 1
            if gone > Self.memoryMost || Self.isOver(done[index].ended, Self.memorySeconds, now) {
                done.remove(at: index)
            }
        }
        return waiting
    }

    private static func isOver(_ begin: Instant, _ seconds: Int, _ now: Instant) -> Bool {
        begin.advanced(byMicroseconds: Int64(seconds) * 1_000_000) <= now
    }
}

extension CameraBook.DoneClip {
    /// Whether anything was removed of it since.
    fileprivate func isOther(_ other: CameraBook.DoneClip) -> Bool {
        isInputGone != other.isInputGone || outputs.count != other.outputs.count
    }

    /// What is to be known of a job that is over.
    init(_ entry: CameraBook.OpenJob, at now: Instant) {
        let report = entry.job.report
        self.init(
            job: entry.job.id, taken: entry.taken, ended: now, hasSucceeded: entry.job.state == .succeeded,
            sha256: report?.input.sha256 ?? "",
            outputs: entry.job.state == .succeeded
                ? (report?.outputs ?? []).map { Output(path: $0.path, bytes: $0.bytes) } : [])
    }
}
