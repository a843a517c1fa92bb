// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Synchronization
import Testing

@testable import Vision

@Suite("How far a job is")
struct PaceTests {
    @Test("progress is told about twice a second, and with it every two seconds the report so far")
    func reports() {
        let begun = ContinuousClock.Instant.now
        let passed = Mutex(Duration.zero)
        let told = Mutex<[JobProgress]>([])
        let pace = Pace(total: 100, previewSide: 0, now: { begun + passed.withLock { $0 } }) { message in
            if case .progress(let progress) = message { told.withLock { $0.append(progress) } }
        }
        let frame = Verification.Processed(
            number: 0, picture: Picture(width: 16, height: 16), regions: [], invented: nil)
        var asked = 0
        for _ in 0..<100 {
            passed.withLock { $0 += .milliseconds(100) }
            pace.frame(frame, residual: 0) {
                asked += 1
                var report = JobReport(
                    program: "test", input: .init(path: "a", bytes: 1, sha256: ""), options: JobOptions())
                report.framesOut = asked
                return report
            }
        }
        let progress = told.withLock { $0 }
        #expect(progress.map(\.frames) == Array(stride(from: 5, through: 100, by: 5)))
        #expect(progress.compactMap(\.soFar?.framesOut) == [1, 2, 3, 4, 5])
        #expect(progress.enumerated().allSatisfy { ($1.soFar != nil) == ($0 % 4 == 0) })
    }
}
