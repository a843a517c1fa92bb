// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE

/// What keys do with the picture beside a job.
extension ConsoleState {
    /// Why the picture of a job cannot be stepped through; the original of one that runs goes with a step.
    func reasonAgainstSteps(of job: Job) -> String? {
        if let reason = reasonAgainstPreview(of: job) { return reason }
        if jobPicturePlace == nil { return "there is no picture, v shows one" }
        return job.state == .running && !isOriginalWanted ? "it runs, and its newest frame is shown" : nil
    }

    /// `<` and `>`: frames before and after the one that is shown.
    mutating func stepPreview(by frames: Int) -> [Effect] {
        guard let job = selectedJob else { return [] }
        let forgotten = forgetOriginal()
        guard job.state != .running else { return forgotten + loadJobPreview() }
        let last =
            (job.report?.framesOut ?? job.clip?.frames).map { min(max(1, $0), Int(Int32.max)) - 1 } ?? Int(Int32.max)
        let shown = jobs.preview.frame ?? jobs.preview.picture?.frame ?? 0
        let (target, overflow) = shown.addingReportingOverflow(frames)
        jobs.preview.frame = min(max(0, overflow ? shown : target), last)
        return forgotten + cancelPicture() + loadJobPreview()
    }

    /// So many frames are ten seconds of the job's clip.
    var framesOfTenSeconds: Int {
        let rate = selectedJob?.clip?.rate ?? 0
        return rate.isFinite && rate > 0 && rate < 1000 ? max(1, Int(rate * 10)) : 100
    }

    /// `v`: the picture over the whole pane, and back.
    mutating func toggleLargePreview() -> [Effect] {
        jobs.focus = jobs.focus == .picture ? .list : .picture
        jobs.cursor = selectedJob?.id
        return cancelPicture() + loadJobPreview()
    }

    mutating func togglePreviewWay() -> [Effect] {
        let ways = PixelPicture.ways(on: look)
        let shown = PixelPicture.way(jobs.preview.way, on: look)
        guard ways.count > 1, let index = ways.firstIndex(of: shown) else {
            return remark("This terminal has not the colours for half-blocks")
        }
        jobs.preview.way = ways[(index + 1) % ways.count]
        return loadJobPreview()
    }

    /// `O`: asks first, as each look is recorded; once more it goes away.
    mutating func askForOriginal() -> [Effect] {
        if jobs.preview.isOriginal { return forgetOriginal() + loadJobPreview() }
        jobs.meant = selectedJob?.id
        return open(Menu(.jobOriginal))
    }

    /// `y`: the frame that is shown, as the camera took it.
    mutating func showOriginal() -> [Effect] {
        guard let job = selectedJob, job.id == jobs.meant else { return remark("Another job is under the cursor now") }
        if jobPicturePlace == nil { jobs.focus = .picture }
        guard let place = jobPicturePlace else { return [] }
        // The list may move; what is looked at stays what it is.
        jobs.cursor = job.id
        let shown = jobs.preview.picture?.frame
        let frame = job.state == .running ? shown : jobs.preview.frame ?? shown
        let wish = JobPreviewWish(job: job.id, frame: frame, side: pictureSide(of: place), isOriginal: true)
        jobs.preview.wish = wish
        return ask(.jobPreview(wish), for: .jobPreview)
    }
}
