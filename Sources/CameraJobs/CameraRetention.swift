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
    /// The most clips that are known, those that are there not counted.
    private static let memoryMost = 10_000

    init(_ settings: CameraSettings) { self.settings = settings }

    /// Removes what is due.
    func sweep(_ ledger: inout CameraLedger, at now: Instant) throws(CameraProblem) {
        var done = ledger.book.done
        for index in done.indices where done[index].hasSucceeded { drop(&done[index], at: now) }
        let kept = done.count
        forget(&done, at: now)
        guard kept != done.count || zip(done, ledger.book.done).contains(where: { $0.isOther($1) }) else { return }
        let left = done
        try ledger.change(at: now) { book in
            book.done = left
            return []
        }
    }

    private func drop(_ clip: inout CameraBook.DoneClip, at now: Instant) {
        if let seconds = settings.keepInputsSeconds, !clip.isInputGone, Self.isOver(clip.ended, seconds, now) {
            if WatchScan.file(clip.taken.path) == clip.taken {
                try? FileManager.default.removeItem(atPath: clip.taken.path)
            }
            // Where that is not allowed it is tried again.
            clip.isInputGone = WatchScan.file(clip.taken.path) != clip.taken
        }
        if let seconds = settings.keepOutputsSeconds, !clip.outputs.isEmpty, Self.isOver(clip.ended, seconds, now) {
            for output in clip.outputs where Self.isThere(output, of: clip) {
                try? FileManager.default.removeItem(atPath: output.path)
            }
            // The same here.
            clip.outputs = clip.outputs.filter { Self.isThere($0, of: clip) }
        }
    }

    /// Whether an output is what was made: its content is older than the job's end.
    private static func isThere(_ output: CameraBook.DoneClip.Output, of clip: CameraBook.DoneClip) -> Bool {
        guard let file = WatchScan.file(output.path) else { return false }
        return file.size == output.bytes && file.modified <= clip.ended.microseconds
    }

    private func forget(_ done: inout [CameraBook.DoneClip], at now: Instant) {
        // Newest last, so that of too many the oldest go.
        var gone = 0
        for index in done.indices.reversed() where WatchScan.file(done[index].taken.path) != done[index].taken {
            gone += 1
            let isWaiting = settings.keepOutputsSeconds != nil && !done[index].outputs.isEmpty
            if gone > Self.memoryMost || !isWaiting && Self.isOver(done[index].ended, Self.memorySeconds, now) {
                done.remove(at: index)
            }
        }
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
