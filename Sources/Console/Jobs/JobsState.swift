// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Canvas
internal import EVE

/// What the console knows of jobs of the anonymizer.
package struct JobsState: Sendable {
    /// Which part of the pane has the keys.
    package enum Focus: Sendable, Hashable {
        case list
        /// All that is known of one job.
        case detail
        /// The picture alone, over the whole pane.
        case picture
    }

    /// The jobs that were asked for, and how the queue stands; `nil` until it was read.
    package var board: JobBoard?
    /// Why it could not be read.
    package var failure: String?
    /// What the list is filtered by.
    package var text = ""
    /// How many jobs are asked for; more as the cursor comes to the end of the list.
    var limit = step
    /// The job under the cursor.
    package var cursor: Int64?
    /// The job whose course was asked for last; `nil` for that of the first.
    var whole: Int64?
    package var focus = Focus.list
    /// The first row of the detail that is shown.
    var scroll = 0
    package var preview = JobPreviewState()
    /// What is being asked for: a new job, or one once more.
    var draft: JobDraft?
    /// Whether a new job is on its way to the station, and the number that it got, until the list is read again.
    var isSubmitting = false
    var submitted: Int64?
    /// The job that a question on the screen is about.
    var meant: Int64?
    /// The camera and the time of which a clip was asked for from an event.
    var sought: (camera: String, time: Instant)?

    /// By how many jobs the list grows.
    static let step = 200

    package init() {}

    /// Whether the cursor is so near the end of what was read that more should be.
    func wantsMore(at index: Int) -> Bool {
        guard let board else { return false }
        return index + 10 >= board.jobs.count && board.jobs.count < board.total && limit < JobQuery.jobsMost
    }
}

/// The picture beside a job.
package struct JobPreviewState: Sendable {
    /// What was shown last, and of which job.
    package var picture: PreviewPicture?
    package var job: Int64?
    /// Whether it is of the input. Such a picture is let go as soon as anything else is looked at.
    package var isOriginal = false
    /// Why there is none, or no other one.
    package var refusal: String?
    /// The frame that was stepped to; `nil` for the newest.
    var frame: Int?
    /// What was asked for last, and how far the job was then.
    var wish: JobPreviewWish?
    var progress: Int?
    var showsOutlines = true
    var way = PixelPicture.Way.pixels

    /// Before then no newer picture of a job that runs is asked for.
    private(set) var restsUntil: Instant?
    /// In microseconds.
    private static let restMost: Int64 = 60_000_000

    package init() {}

    /// Lets keys have the terminal for as long as it was drawn on, which began at `now`.
    mutating func rest(after took: Int64, now: Instant) {
        restsUntil = now.advanced(byMicroseconds: 2 * min(max(0, took), Self.restMost))
    }

    /// Forgets the picture, and how it was to be drawn not.
    mutating func clear() {
        (picture, job, isOriginal, refusal, frame, wish, progress) = (nil, nil, false, nil, nil, nil, nil)
    }
}
