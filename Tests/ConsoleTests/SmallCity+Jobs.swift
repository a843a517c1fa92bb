// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Fixtures

@testable import Console

extension SmallCity {
    private static func at(_ hour: Int64, _ minute: Int64) -> Instant {
        Instant(seconds: (Self.now.microseconds / 86_400_000_000) * 86_400 + hour * 3600 + minute * 60)
    }

    /// Two that run, three that wait, and what came of the others today.
    mutating func addJobs() {
        let running = [
            job(1204, "quay-3", (13, 0), .running, frames: 8370, regions: 18_204),
            job(1205, "market-1", (12, 45), .running, frames: 2430, regions: 6911),
        ]
        var queued = [
            job(1198, "tram-2", (11, 30), .queued), job(1206, "quay-3", (13, 15), .queued),
            job(1207, "school-2", (12, 0), .queued),
        ]
        (queued[0].by, queued[0].priority, queued[0].tries) = ("ada", 3, 1)
        let ended = [
            failed(job(1197, "tram-2", (11, 30), .failed, frames: 13_500, regions: 21_377)),
            job(1203, "quay-3", (12, 45), .succeeded, frames: 13_500, regions: 17_950),
            job(1202, "market-1", (12, 30), .succeeded, frames: 13_500, regions: 22_041),
            degraded(job(1201, "bridge-1", (12, 0), .succeeded, frames: 13_500, regions: 3118)),
            job(1200, "stadium-4", (11, 0), .cancelled, frames: 4200, regions: 402),
        ]
        jobs.jobs = running + queued + ended
        for index in 0..<58 {
            jobs.jobs.append(job(Int64(1190 - index), "quay-\(index % 4)", (10, 0), .succeeded, frames: 900))
        }
        (jobs.running, jobs.queued, jobs.succeededToday, jobs.failedToday, jobs.cancelledToday) = (2, 3, 61, 1, 1)
        (jobs.workers, jobs.watchFolders) = (2, 4)
    }

    private func job(
        _ id: Int64, _ camera: String, _ begin: (Int64, Int64), _ state: JobState, frames: Int = 0, regions: Int = 0
    ) -> Job {
        var job = Job(
            id: id, state: state, camera: camera, input: "/srv/video/\(camera)/clip-\(id).mp4",
            output: "/srv/processed/\(camera)/clip-\(id).mp4", clipBegin: Self.at(begin.0, begin.1),
            clipEnd: Self.at(begin.0, begin.1 + 15), by: "watch folder \(camera)", submitted: Self.at(12, 1))
        guard state != .queued else { return job }
        job.started = Self.at(14, 20)
        job.clip = OpenedClip(
            width: 480, height: 360, rate: 15, frames: 13_500, camera: .fixed, motion: 0.2,
            detectors: ["yolo-fastest-xl", "motion", "HOG"])
        var course = JobCourse()
        for step in 1...max(2, frames / 100) {
            course.take(
                JobProgress(
                    frames: step * 100, regions: step * step % 97 + step * 200, residual: 0,
                    speed: 12 + Double(step % 5), secondsLeft: nil))
        }
        job.course = course
        let report = self.report(of: job, frames: frames, regions: regions)
        if state == .running {
            job.progress = JobProgress(
                frames: frames, regions: regions, residual: 0, speed: id == 1204 ? 14.2 : 11.8,
                secondsLeft: id == 1204 ? 190 : 535, soFar: report)
        } else {
            job.report = report
            job.ended = Self.at(14, 4)
        }
        return job
    }

    private func report(of job: Job, frames: Int, regions: Int) -> JobReport {
        var report = JobReport(
            program: "vedette-anonymizer 0.1",
            input: .init(path: job.input, bytes: 31_400_000, sha256: "91aa" + sha + "0c7f"),
            options: job.options)
        report.outputs = [.init(path: job.output, bytes: 28_100_000, sha256: "77e0" + sha + "12ab")]
        (report.clip, report.framesIn, report.framesOut, report.regions) = (job.clip, frames, frames, regions)
        report.models = [
            UsedModel(
                name: "yolo-fastest-xl", kind: .yolo,
                files: [.init(path: "/var/lib/vedette/models/xl.weights", sha256: "4be1" + sha + "90d2")])
        ]
        report.classes = [
            .init(kind: .person, detections: 11_870, meanConfidence: 0.61, leastConfidence: 0.1),
            .init(kind: .car, detections: 5902, meanConfidence: 0.72, leastConfidence: 0.11),
            .init(kind: .bicycle, detections: 432, meanConfidence: 0.44, leastConfidence: 0.1),
        ]
        (report.bridgedRegions, report.emptyFrames) = (640, 214)
        report.filledPixels = [.plate: 961_000, .telea: 39_000]
        report.seconds = Double(frames) / 12.9
        return report
    }

    private var sha: String { String(repeating: "ab", count: 28) }

    private func failed(_ job: Job) -> Job {
        var job = job
        job.failure = JobFailure(
            .privacy,
            "2 regions still found in the output, frames 4,118 and 4,119 (person, 0.41). Output deleted, input kept")
        job.report?.residualLeft = 2
        job.report?.residualMasked = 5
        job.report?.outputs = []
        return job
    }

    private func degraded(_ job: Job) -> Job {
        var job = job
        job.report?.degraded = ["no weights: standing persons and vehicles are not covered"]
        job.report?.models = []
        return job
    }

    /// What a query finds.
    func board(_ query: JobQuery) -> JobBoard {
        var board = jobs
        let found = jobs.jobs.filter(query.matches)
        board.total = found.count
        board.jobs = found.prefix(query.limit).map(\.brief)
        let whole = query.whole.map { id in board.jobs.firstIndex { $0.id == id } } ?? board.jobs.indices.first
        if let whole { board.jobs[whole].course = found[whole].course }
        return board
    }

    /// A street with a sky, a house, a road; and where somebody was taken out.
    func preview(_ wish: JobPreviewWish) -> JobPreview {
        guard let job = jobs.jobs.first(where: { $0.id == wish.job }) else { return .refused("no job \(wish.job)") }
        let (width, height) = (wish.side, wish.side * 3 / 4)
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width { pixels += Self.colour(Double(x) / Double(width), Double(y) / Double(height), wish) }
        }
        let regions = [
            Region(
                box: PixelBox(x: width / 6, y: height / 2, width: width / 10, height: height / 3), kind: .person,
                confidence: 0.6, origin: .detected),
            Region(
                box: PixelBox(x: width * 6 / 10, y: height * 6 / 10, width: width / 3, height: height / 4), kind: .car,
                confidence: 0.7, origin: .bridged),
        ]
        return .picture(
            PreviewPicture(
                frame: wish.frame ?? max(0, (job.progress?.frames ?? job.report?.framesOut ?? 1) - 60), width: width,
                height: height, pixels: pixels, regions: regions))
    }

    private static func colour(_ x: Double, _ y: Double, _ wish: JobPreviewWish) -> [UInt8] {
        if wish.isOriginal, abs(x - 0.2) < 0.03, (0.55..<0.8).contains(y) { return [13, 7, 99] }
        if y < 0.3 { return [150, UInt8(180 + y * 100), 230] }
        if y < 0.6, (0.35..<0.6).contains(x) {
            return Int(x * 40) % 3 == 0 && Int(y * 30) % 2 == 0 ? [240, 230, 150] : [120, 90, 80]
        }
        if y < 0.6 { return [90, 120, 90] }
        return abs(x - 0.5) < 0.01 && Int(y * 20) % 2 == 0 ? [230, 230, 230] : [70, 70, 75]
    }
}
