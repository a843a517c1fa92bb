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
        case .failed where job.isStream: "it failed; files that were released before may be in its output's folder"
        case .failed: "it failed, and no output is kept"
        case .cancelled where job.isStream:
            "it was cancelled; files that were released before may be in its output's folder"
        case .cancelled: "it was cancelled, and no output is kept"
        }
    }

    /// Asks for the picture of the job under the cursor, where one is shown, it is not there, and none is under way. A job that failed, waits again or is cancelled
    /// has none any more, and what was shown of it goes.
    mutating func loadJobPreview() -> [Effect] {
        let forgotten = forgetPictureOfAnother()
        guard let job = selectedJob, !isOriginalWanted else { return forgotten }
        guard reasonAgainstPreview(of: job) == nil else { return forgotten + forgetPicture() }
        guard let place = jobPicturePlace, requests.waiting[.jobPreview] == nil else { return forgotten }
        // Of one that runs there is the newest frame alone.
        let frame = job.state == .running ? nil : jobs.preview.frame
        let wish = JobPreviewWish(job: job.id, frame: frame, side: pictureSide(of: place))
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

    /// The picture as it may stand beside the job that is told of: none of another job, and none of one that has no output, whatever became of
    /// the list.
    var shownPreview: JobPreviewState {
        var preview = jobs.preview
        let hasNone = selectedJob.map { reasonAgainstPreview(of: $0) != nil } ?? true
        if preview.job.map({ $0 != selectedJob?.id }) ?? false || hasNone && !preview.isOriginal { preview.clear() }
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
    func pictureSide(of place: Rect) -> Int {
        var pixels = max(place.columns, 2 * place.rows)
        if let cell = look.cellPixels, PixelPicture.way(jobs.preview.way, on: look) == .pixels {
            pixels = min(Self.terminalSideMost, max(place.columns * cell.width, place.rows * cell.height))
        }
        let wanted = (pixels + 31) / 32 * 32
        return min(max(JobPreviewWish.sides.lowerBound, wanted), JobPreviewWish.sides.upperBound)
    }

    mutating func take(_ preview: JobPreview, for wish: JobPreviewWish) -> [Effect] {
        // Another job is looked at by now, the original is not wanted any more, or the job has no output after all.
        guard wish == jobs.preview.wish, let job = selectedJob, wish.job == job.id, showsJobs,
            wish.isOriginal || reasonAgainstPreview(of: job) == nil
        else { return [] }
        switch preview {
        case .refused(let reason):
            return losePreview(wish, because: reason)
        case .picture(let picture):
            guard picture.isSound else { return losePreview(wish, because: "the station sent no picture") }
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

    // MARK: Letting go

    /// Lets go of an original, and of one that is under way.
    mutating func forgetOriginal() -> [Effect] { isOriginalWanted ? forgetPicture() : [] }

    /// Lets go of the picture, and of one that is under way. The frame that was stepped to, and of which job it is, stay.
    private mutating func forgetPicture() -> [Effect] {
        let (job, frame) = (jobs.preview.job, jobs.preview.frame)
        jobs.preview.clear()
        (jobs.preview.job, jobs.preview.frame) = (job, frame)
        return requests.cancel(.jobPreview)
    }

    /// Waits no longer for a picture that is under way, so that the same one may be asked for again.
    mutating func cancelPicture() -> [Effect] {
        let cancelled = requests.cancel(.jobPreview)
        if !cancelled.isEmpty { jobs.preview.wish = nil }
        return cancelled
    }

    /// The pane is left: no original stays behind, and no picture is waited for.
    mutating func leavePictures() -> [Effect] { forgetOriginal() + cancelPicture() }
}
