// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Testing

@testable import JobWork

@Suite("What running workers said last") struct LiveJobsTests {
    @Test("a report so far stays until a newer one comes, as it comes with some messages only")
    func reports() {
        let live = LiveJobs()
        func say(_ frames: Int, _ report: JobReport?) {
            let progress = JobProgress(
                frames: frames, regions: 0, residual: 0, speed: 1, secondsLeft: nil, soFar: report)
            live.take(.progress(progress), of: 3)
        }
        var report = JobReport(program: "test", input: .init(path: "a", bytes: 1, sha256: ""), options: JobOptions())
        say(1, nil)
        #expect(live.entry(of: 3)?.progress?.soFar == nil)
        say(2, report)
        say(3, nil)
        #expect(live.entry(of: 3)?.progress?.frames == 3)
        #expect(live.entry(of: 3)?.progress?.soFar == report)
        report.framesOut = 4
        say(4, report)
        #expect(live.entry(of: 3)?.progress?.soFar == report)
    }
}
