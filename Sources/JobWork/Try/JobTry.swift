// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Foundation
internal import Synchronization

/// One try of a job: its worker runs on a thread of its own, and what it leaves is held against what it says.
package final class JobTry: Sendable {
    /// Why it is to end before its time.
    package enum Stop: Sendable, Hashable {
        case cancelled(String)
        case stationEnds
    }

    private struct Course {
        var stop: Stop?
        var ending: TryEnding?
    }

    package let job: Job
    private let course = Mutex(Course())
    private let over = DispatchSemaphore(value: 0)

    package init(_ job: Job) { self.job = job }

    /// How it ended; `nil` while it runs.
    package var ending: TryEnding? { course.withLock { $0.ending } }

    /// Asks for its end; the first reason counts.
    package func stop(_ stop: Stop) { course.withLock { $0.stop = $0.stop ?? stop } }

    /// Waits until it has ended.
    package func wait() {
        over.wait()
        over.signal()
    }

    /// Begins. `signal` is called once it is over.
    ///
    /// - Parameters:
    ///   - previewSide: pixels along the longer side of the previews that go with progress; 0 for none.
    ///   - regions: where it is written what is masked; `nil` for nowhere. Of a try that fails nothing is left there.
    package func start(
        _ run: WorkerRun, models: @escaping @Sendable (JobOptions) throws(JobFailure) -> [UsedModel], live: LiveJobs,
        previewSide: Int = 0, regions: String? = nil, signal: @escaping @Sendable () -> Void
    ) {
        let thread = Thread { [self] in
            let ending = perform(run, models, live, previewSide, regions)
            if case .succeeded = ending {} else if let regions { try? FileManager.default.removeItem(atPath: regions) }
            course.withLock { $0.ending = ending }
            over.signal()
            signal()
        }
        thread.stackSize = 4 << 20
        thread.start()
    }

    private func perform(
        _ run: WorkerRun, _ models: (JobOptions) throws(JobFailure) -> [UsedModel], _ live: LiveJobs,
        _ previewSide: Int, _ regions: String?
    ) -> TryEnding {
        let order: WorkerOrder.Processing
        do throws(JobFailure) {
            order = WorkerOrder.Processing(
                input: job.input, output: job.output, options: job.options, models: try models(job.options),
                regions: regions, previewSide: previewSide)
        } catch {
            return .failed(error, nil, again: nil)
        }
        let ending = ClipProcessing(run, order).perform(while: { course.withLock { $0.stop == nil } }) { message in
            live.take(message, of: job.id)
        }
        switch ending {
        case .succeeded(let report): return .succeeded(report)
        case .failed(let failure, let report): return .failed(failure, report, again: nil)
        case .cancelled, .said:
            guard case .cancelled(let person)? = course.withLock({ $0.stop }) else { return .interrupted }
            return .cancelled(person)
        }
    }
}
