// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Fixtures
import Testing

struct JobQueryTests {
    private func job(_ begin: Int64? = nil, _ end: Int64? = nil) -> Job {
        Job(
            camera: "Quay-3", input: "/srv/quay/1300.mp4", output: "/srv/out.mp4",
            clipBegin: begin.map { Instant(microseconds: $0) }, clipEnd: end.map { Instant(microseconds: $0) },
            by: "ada",
            submitted: Instant(microseconds: 0))
    }

    @Test func textIsSoughtWhateverItsCase() {
        for text in ["", "quay-3", "QUEUED", "ADA", "1300", "out.mp4"] { #expect(JobQuery(text: text).matches(job())) }
        #expect(!JobQuery(text: "tram").matches(job()))
    }

    @Test func camerasAreMeantExactlyAndTimesWithinTheClip() {
        #expect(JobQuery(camera: "Quay-3").matches(job()))
        #expect(!JobQuery(camera: "quay-3").matches(job()))
        var elsewhere = job()
        elsewhere.gateway = "gw-quay"
        #expect(JobQuery(camera: "gw-quay").matches(elsewhere))
        let at = Instant(microseconds: 50)
        #expect(JobQuery(at: at).matches(job(50, 50)))
        // Nobody knows whether it lasted so long.
        #expect(!JobQuery(at: at).matches(job(0, nil)))
        #expect(!JobQuery(at: at).matches(job(51, 60)))
        #expect(!JobQuery(at: at).matches(job(0, 49)))
        #expect(!JobQuery(at: at).matches(job()))
    }
}

struct JobCourseTests {
    @Test func aLongRunIsToldInAFixedNumberOfSteps() {
        var course = JobCourse()
        for step in 1...10_000 {
            course.take(JobProgress(frames: step * 10, regions: step * 30, residual: 0, speed: 12, secondsLeft: nil))
            #expect(course.steps.count < JobCourse.most)
        }
        #expect(course.steps.count >= JobCourse.most / 2 - 1)
        for step in course.steps {
            #expect(step.regions == 3)
            #expect(step.speed == 12)
        }
    }

    /// Workers read hostile video; what they say is not trusted.
    @Test func anyNumbersAreTaken() {
        var course = JobCourse()
        for (frames, regions) in [(1, Int.min), (2, .max), (3, .min), (.max, .max)] {
            course.take(JobProgress(frames: frames, regions: regions, residual: 0, speed: .infinity, secondsLeft: nil))
        }
        #expect(course.steps.count == 4)
    }

    @Test func whatStandsStillOrIsNoNumberMakesNoStep() {
        var course = JobCourse()
        course.take(JobProgress(frames: 0, regions: 0, residual: 0, speed: 1, secondsLeft: nil))
        course.take(JobProgress(frames: 5, phase: .checking, regions: 5, residual: 0, speed: 1, secondsLeft: nil))
        #expect(course.steps.isEmpty)
        course.take(JobProgress(frames: 5, regions: 5, residual: 0, speed: .nan, secondsLeft: nil))
        course.take(JobProgress(frames: 5, regions: 9, residual: 0, speed: 1, secondsLeft: nil))
        #expect(course.steps == [.init(speed: 0, regions: 1)])
    }

    /// A station tells of many jobs at once.
    @Test func inBriefNoPicturesAreTold() {
        var job = Job(camera: "", input: "a", output: "b", by: "", submitted: Instant(microseconds: 0))
        var report = JobReport(program: "", input: .init(path: "", bytes: 0, sha256: ""), options: JobOptions())
        report.outputs = (0..<100).map { .init(path: "\($0)", bytes: 0, sha256: "") }
        job.report = report
        job.progress = JobProgress(
            frames: 1, regions: 0, residual: 0, speed: 0, secondsLeft: nil,
            preview: PreviewPicture(frame: 0, width: 1, height: 1, pixels: [0, 0, 0]), soFar: report)
        #expect(job.brief.progress?.preview == nil)
        #expect(job.brief.report?.outputs.count == 8)
        #expect(job.brief.progress?.soFar?.outputs.isEmpty == true)
    }
}
