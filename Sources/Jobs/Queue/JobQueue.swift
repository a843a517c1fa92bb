// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
internal import Foundation
package import JobWork
internal import Store
internal import Synchronization

/// The queue of a station, on a thread of its own, as long as no other process runs one on the same data directory; then it waits for its turn.
package final class JobQueue: Sendable {
    private struct Status {
        var trouble = ""
        var runs = false
        var isEnding = false
        var hasStarted = false
    }

    private let settings: JobSettings
    private let store: JobStore
    private let directory: String
    private let own: String
    private let clock: @Sendable () -> Instant
    private let models: @Sendable (JobOptions) throws(JobFailure) -> [UsedModel]
    private let status = Mutex(Status())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// What its workers said last.
    package let live = LiveJobs()

    /// Seconds between two rounds, and between two tries to get the right to run them.
    private static let pause = 0.5
    private static let turnPause = 5.0

    /// - Parameters:
    ///   - own: the path of this program, beside which the worker is looked for.
    ///   - clock: the time now.
    package init(
        _ settings: JobSettings, directory: String, beside own: String, clock: @escaping @Sendable () -> Instant,
        models: @escaping @Sendable (JobOptions) throws(JobFailure) -> [UsedModel] = { _ in [] }
    ) {
        self.settings = settings
        store = JobStore(directory: directory)
        self.directory = directory
        self.own = own
        self.clock = clock
        self.models = models
    }

    /// What could not be done, in one line; empty while all is well.
    package var trouble: String { status.withLock { $0.trouble } }
    /// Whether this process runs the jobs of the data directory.
    package var runs: Bool { status.withLock { $0.runs } }

    package func start() {
        status.withLock { $0.hasStarted = true }
        let thread = Thread { [self] in
            run()
            ended.signal()
        }
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Ends it: workers are ended, and their jobs wait for the next station.
    package func end() {
        let hasStarted = status.withLock { status in
            status.isEnding = true
            return status.hasStarted
        }
        guard hasStarted else { return }
        wake.signal()
        ended.wait()
    }

    private var isEnding: Bool { status.withLock { $0.isEnding } }

    private func run() {
        while !isEnding {
            do throws(JobStoreFailure) {
                guard let lock = try store.queueLock() else {
                    rest(Self.turnPause)
                    continue
                }
                status.withLock { $0.runs = true }
                let door = openDoor()
                runRounds()
                door.wait()
                status.withLock { $0.runs = false }
                withExtendedLifetime(lock) {}
            } catch {
                status.withLock { $0.trouble = "jobs: \(error.message)" }
                rest(Self.turnPause)
            }
        }
    }

    /// Shows newest frames to other processes until it ends; who waits for what is returned waits for that.
    private func openDoor() -> DispatchSemaphore {
        let closed = DispatchSemaphore(value: 0)
        Thread { [self] in
            PreviewDoor.serve(live, in: directory) { isEnding }
            closed.signal()
        }.start()
        return closed
    }

    private func runRounds() {
        let wake = wake
        let round = QueueRound(
            QueueRound.Parts(
                settings: settings, store: store, directory: directory, worker: nil,
                places: settings.workers(onProcessors: ProcessInfo.processInfo.activeProcessorCount), live: live,
                models: models, signal: { wake.signal() }))
        var nextSearch = 0.0
        while !isEnding {
            let seconds = Double(DispatchTime.now().uptimeNanoseconds) / 1e9
            if seconds >= nextSearch {
                round.use(WorkerProgram.find(configured: settings.worker, beside: own))
                nextSearch = seconds + 10
            }
            let trouble = round.run(now: clock(), seconds: seconds)
            status.withLock { $0.trouble = trouble }
            rest(Self.pause)
        }
        round.end(now: clock())
    }

    private func rest(_ seconds: Double) { _ = wake.wait(timeout: .now() + seconds) }
}
