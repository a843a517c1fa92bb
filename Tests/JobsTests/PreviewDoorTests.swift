// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation
import Synchronization
import Testing

@testable import JobWork
@testable import Jobs

@Suite("Frames of running jobs for other processes") struct PreviewDoorTests {
    let bench: Bench
    let live = LiveJobs()
    let picture = PreviewPicture(frame: 3, width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6])

    init() throws { bench = try Bench() }

    private func show() {
        live.take(
            .progress(JobProgress(frames: 4, regions: 0, residual: 0, speed: 1, secondsLeft: nil, preview: picture)),
            of: 7)
    }

    @Test("the newest frame of a job is shown while it runs, and by nobody once the queue has ended")
    func shown() throws {
        show()
        let (opened, closed) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let (live, path) = (live, bench.path)
        let over = Over()
        Thread {
            // It asks before it opens the door and each time before it waits at it.
            PreviewDoor.serve(live, in: path) {
                if FileManager.default.fileExists(atPath: path + "/jobs.socket") { opened.signal() }
                return over.flag.load(ordering: .relaxed)
            }
            closed.signal()
        }.start()
        opened.wait()
        #expect(PreviewDoor.preview(of: 7, in: path) == picture)
        #expect(PreviewDoor.preview(of: 8, in: path) == nil)
        live.forget(7)
        #expect(PreviewDoor.preview(of: 7, in: path) == nil)
        over.flag.store(true, ordering: .relaxed)
        closed.wait()
        #expect(PreviewDoor.preview(of: 7, in: path) == nil && !bench.has("jobs.socket"))
    }

    @Test("what other processes are told of progress holds no picture")
    func memory() {
        show()
        #expect(live.entry(of: 7)?.progress?.preview == nil && live.preview(of: 7) == picture)
    }

    private final class Over: Sendable {
        let flag = Atomic(false)
    }
}
