// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE

extension ConsoleState {
    /// How long a picture of a job that runs is good enough, in microseconds.
    private static let pictureRest: Int64 = 2_000_000

    /// Where the picture stands on the screen; `nil` where there is no room for one.
    var jobPicturePlace: Rect? { showsJobs ? JobsLayout(body: layout.body, focus: jobs.focus).picture : nil }

    /// What can be shown of a job now, or why nothing can.
    func reasonAgainstPreview(of job: Job) -> String? {
        switch job.state {
        case .running where job.progress == nil: "the first frames are being processed"
        case .running, .succeeded: nil
        case .queued: "it waits; there is no processed frame yet"
        case .failed: "it failed, and no output is kept"
        case .cancelled: "it was cancelled, and no output is kept"
        }
    }

    /// Asks for the picture of the job under the cursor, where one is shown, it is not there, and none is under way.
    mutating func loadJobPreview() -> [Effect] {
        let forgotten = forgetPictureOfAnother()
        guard let place = jobPicturePlace, let job = selectedJob, !jobs.preview.isOriginal else { return forgotten }
        guard reasonAgainstPreview(of: job) == nil, requests.waiting[.jobPreview] == nil else { return forgotten }
        let wish = JobPreviewWish(job: job.id, frame: jobs.preview.frame, side: pictureSide(of: place))
        guard wish != jobs.preview.wish || isPictureOld(of: job) else { return forgotten }
        jobs.preview.wish = wish
        jobs.preview.progress = job.progress?.frames
        return forgotten + ask(.jobPreview(wish), for: .jobPreview)
    }

    /// Lets go of a picture, and of one that is under way, once it is of another job than the one that is told of: keys move the cursor, and
    /// so does a list that changes under it. An original goes also where there is no room for it any more.
    private mutating func forgetPictureOfAnother() -> [Effect] {
        let job = selectedJob?.id
        let isShownOfAnother = jobs.preview.job.map { $0 != job } ?? false
        let isWantedOfAnother = jobs.preview.wish.map { $0.job != job } ?? false
        if isShownOfAnother || isWantedOfAnother {
            jobs.preview.clear()
            return requests.cancel(.jobPreview)
        }
        return jobPicturePlace == nil ? forgetOriginal() : []
    }

    /// The picture as it may stand beside the job that is told of: none of another job, whatever became of the list.
    var shownPreview: JobPreviewState {
        var preview = jobs.preview
        if let job = preview.job, job != selectedJob?.id { preview.clear() }
        return preview
    }

    /// Whether an original is shown, or under way.
    var isOriginalWanted: Bool { jobs.preview.isOriginal || jobs.preview.wish?.isOriginal == true }

    /// Whether the job went on since, and long enough ago; longer where the terminal takes long to show a picture.
    private func isPictureOld(of job: Job) -> Bool {
        guard job.state == .running, jobs.preview.progress != job.progress?.frames else { return false }
        if let until = jobs.preview.restsUntil, now < until { return false }
        return answeredAt[.jobPreview].map { $0.advanced(byMicroseconds: Self.pictureRest) <= now } ?? true
    }

    /// Pixels of the longer side that the terminal is sent at most.
    private static let terminalSideMost = 256

    /// Pixels of the longer side that are worth having in so many cells, in few steps, so that not each size of a window is another one.
    private func pictureSide(of place: Rect) -> Int {
        var pixels = max(place.columns, 2 * place.rows)
        if let cell = look.cellPixels, PixelPicture.way(jobs.preview.way, on: look) == .pixels {
            pixels = min(Self.terminalSideMost, max(place.columns * cell.width, place.rows * cell.height))
        }
        let wanted = (pixels + 31) / 32 * 32
        return min(max(JobPreviewWish.sides.lowerBound, wanted), JobPreviewWish.sides.upperBound)
    }

    mutating func take(_ preview: JobPreview, for wish: JobPreviewWish) -> [Effect] {
        // Another job is looked at by now, or the original is not wanted any more.
        guard wish == jobs.preview.wish, wish.job == selectedJob?.id, showsJobs else { return [] }
        switch preview {
        case .refused(let reason):
            return losePreview(wish, because: reason)
        case .picture(let picture):
            guard picture.isSound else {
                jobs.preview.refusal = "the station sent no picture"
                return []
            }
            jobs.preview.picture = picture
            jobs.preview.job = wish.job
            jobs.preview.isOriginal = wish.isOriginal
            jobs.preview.refusal = nil
        }
        return []
    }

    /// A picture could not be had. That it was an original is told aside, as the processed one takes its place again.
    mutating func losePreview(_ wish: JobPreviewWish, because reason: String) -> [Effect] {
        guard wish == jobs.preview.wish else { return [] }
        guard wish.isOriginal else {
            jobs.preview.refusal = reason
            return []
        }
        jobs.preview.wish = nil
        return fail("No original: \(reason)") + loadJobPreview()
    }

    // MARK: Keys

    /// `<` and `>`: frames before and after the one that is shown.
    mutating func stepPreview(by frames: Int) -> [Effect] {
        guard let job = selectedJob else { return [] }
        let forgotten = forgetOriginal()
        let last =
            (job.report?.framesOut ?? job.clip?.frames).map { min(max(1, $0), Int(Int32.max)) - 1 } ?? Int(Int32.max)
        let shown = jobs.preview.frame ?? jobs.preview.picture?.frame ?? 0
        let (target, overflow) = shown.addingReportingOverflow(frames)
        jobs.preview.frame = min(max(0, overflow ? shown : target), last)
        return forgotten + requests.cancel(.jobPreview) + loadJobPreview()
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
        return requests.cancel(.jobPreview) + loadJobPreview()
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
        let frame = jobs.preview.frame ?? jobs.preview.picture?.frame
        let wish = JobPreviewWish(job: job.id, frame: frame, side: pictureSide(of: place), isOriginal: true)
        jobs.preview.wish = wish
        return ask(.jobPreview(wish), for: .jobPreview)
    }

    /// Lets go of an original, and of one that is under way.
    mutating func forgetOriginal() -> [Effect] {
        guard jobs.preview.isOriginal || jobs.preview.wish?.isOriginal == true else { return [] }
        let frame = jobs.preview.frame
        jobs.preview.clear()
        jobs.preview.frame = frame
        return requests.cancel(.jobPreview)
    }

    /// The pane is left: no original stays behind, and no picture is waited for.
    mutating func leavePictures() -> [Effect] { forgetOriginal() + requests.cancel(.jobPreview) }
}
