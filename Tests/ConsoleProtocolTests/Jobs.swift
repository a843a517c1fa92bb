// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE

extension Examples {
    static let jobQueries: [JobQuery] = [
        JobQuery(), JobQuery(text: "quay \u{202E}", camera: "quay-3", at: instant, limit: JobQuery.jobsMost),
    ]

    static let previewWishes: [JobPreviewWish] = [
        JobPreviewWish(job: 5, side: 64), JobPreviewWish(job: .max, frame: 7, side: 1024, isOriginal: true),
    ]

    static let jobOptions: JobOptions = {
        var options = JobOptions()
        (options.camera, options.acceptDegraded, options.keepAudio, options.lastFill) = (.fixed, true, true, .pixelated)
        (options.classes, options.confidence, options.widening) = ([.person], 0.2, 1)
        return options
    }()

    static let jobDeeds: [JobDeed] = [
        .submit(JobSubmission(camera: "quay-3", input: "/in\u{1B}.mp4", output: "", options: jobOptions, priority: -9)),
        .cancel(0), .retry(5, nil), .retry(5, jobOptions), .prioritise(.max, 9),
    ]

    static let picture = PreviewPicture(
        frame: 3, width: 3, height: 2, pixels: (0..<18).map { UInt8(truncatingIfNeeded: $0 * 15) },
        regions: [
            Region(box: PixelBox(x: -1, y: 2, width: 3, height: 4), kind: .person, confidence: 0.5, origin: .bridged)
        ])

    static let jobReport: JobReport = {
        var report = JobReport(
            program: "1", input: .init(path: "/in", bytes: .max, sha256: "91aa"), options: jobOptions)
        report.outputs = [.init(path: "/out", bytes: 1, sha256: "")]
        report.models = [UsedModel(name: "m", kind: .yolo, files: [.init(path: "/m", sha256: "4be1")])]
        report.classes = [.init(kind: .car, detections: 3, meanConfidence: 0.5, leastConfidence: .nan)]
        (report.regions, report.bridgedRegions, report.emptyFrames) = (5, 2, 1)
        report.filledPixels = [.plate: .max, .telea: 1]
        (report.degraded, report.notes) = (["no weights"], ["sound was kept"])
        return report
    }()

    static let jobBoard: JobBoard = {
        var board = JobBoard()
        board.jobs = JobState.allCases.enumerated().map { index, state in
            var job = Job(
                id: Int64(index), state: state, camera: "quay\u{7}", gateway: "gw-1", input: "/in", output: "/out",
                options: jobOptions, clipBegin: instant, clipEnd: instant, priority: 9, by: "ada", submitted: instant)
            (job.started, job.ended, job.tries, job.notBefore) = (instant, instant, 2, instant)
            job.clip = OpenedClip(
                width: 480, height: 360, rate: .infinity, frames: 795, camera: .fixed, motion: 0.2, detectors: ["HOG"])
            job.progress = JobProgress(
                frames: 7, phase: .checking, regions: 1, residual: 2, speed: 14.2, secondsLeft: nil, soFar: jobReport)
            var course = JobCourse()
            course.take(JobProgress(frames: 5, regions: 10, residual: 0, speed: 12, secondsLeft: 3))
            job.course = course
            job.failure = JobFailure(JobFailure.Kind.allCases[index % 6], "line\u{1B}[0m")
            job.report = jobReport
            return job
        }
        (board.total, board.running, board.queued, board.succeededToday) = (70, 2, 3, 61)
        (board.failedToday, board.cancelledToday, board.workers, board.watchFolders) = (1, 1, 2, 4)
        board.absence = "not installed"
        return board
    }()
}
