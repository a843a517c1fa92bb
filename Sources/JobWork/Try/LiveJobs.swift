// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Synchronization

/// What workers that run said last, in memory alone: how far they are, and the newest processed frame. Threads share it.
package final class LiveJobs: Sendable {
    package struct Entry: Sendable {
        package var clip: OpenedClip?
        package var progress: JobProgress?
        package var preview: PreviewPicture?
        package var course = JobCourse()
    }

    private let entries = Mutex<[Int64: Entry]>([:])

    package init() {}

    /// The newest processed frame of a job that runs; `nil` where it has shown none.
    package func preview(of job: Int64) -> PreviewPicture? { entries.withLock { $0[job]?.preview } }

    package func entry(of job: Int64) -> Entry? { entries.withLock { $0[job] } }

    func take(_ message: WorkerMessage, of job: Int64) {
        entries.withLock { entries in
            switch message {
            case .opened(let clip): entries[job, default: Entry()].clip = clip
            case .progress(var progress):
                if let preview = progress.preview { entries[job, default: Entry()].preview = preview }
                progress.preview = nil
                // It comes with some messages only.
                progress.soFar = progress.soFar ?? entries[job]?.progress?.soFar
                entries[job, default: Entry()].course.take(progress)
                entries[job, default: Entry()].progress = progress
            case .preview, .succeeded, .failed, .tested: break
            }
        }
    }

    package func forget(_ job: Int64) { entries.withLock { _ = $0.removeValue(forKey: job) } }
}
