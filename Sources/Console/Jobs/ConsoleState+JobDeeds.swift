// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import Anonymizer
internal import Canvas
internal import EVE
internal import Query

extension ConsoleState {
    mutating func performJob(_ command: Command) -> [Effect]? {
        switch command {
        case .jobSubmit: startSubmission()
        case .jobCancel: askForCancelling()
        case .jobRetry: openMeant(.jobAgain)
        case .jobRaise: prioritise(by: 1)
        case .jobLower: prioritise(by: -1)
        case .jobReport: openMeant(.jobReport)
        case .jobOriginal: askForOriginal()
        case .previewLarge: toggleLargePreview()
        case .previewOutlines: togglePreviewOutlines()
        case .previewWay: togglePreviewWay()
        case .previewEarlier: stepPreview(by: -1)
        case .previewLater: stepPreview(by: 1)
        case .previewFarEarlier: stepPreview(by: -framesOfTenSeconds)
        case .previewFarLater: stepPreview(by: framesOfTenSeconds)
        case .filterClear where showsJobs: filterJobs("")
        case .panelNext where showsJobs, .panelPrevious where showsJobs: turnJobFocus()
        case .viewLeave: leaveJob()
        case .eventClip: lookForClip()
        default: nil
        }
    }

    /// Why nothing can be done with a job now.
    func reasonAgainstJob(_ command: Command) -> String? {
        switch command {
        case .jobSubmit, .jobCancel, .jobRetry, .jobRaise, .jobLower, .jobReport, .jobOriginal, .previewLarge,
            .previewOutlines, .previewWay, .previewEarlier, .previewLater, .previewFarEarlier, .previewFarLater:
            break
        case .eventClip: return place.depth == .event && event?.row != nil ? nil : "no event is open"
        default: return nil
        }
        guard showsJobs else { return "only the jobs pane, 7, has it" }
        if command == .jobSubmit {
            return reasonOfRole(.anonymize) ?? jobs.board?.absence.map { "the anonymizer cannot run here: \($0)" }
        }
        guard let job = selectedJob else { return "there is no job" }
        switch command {
        case .jobCancel:
            return reasonOfRole(.anonymize) ?? (job.state.isOver ? "it has ended already" : nil)
        case .jobRetry:
            return reasonOfRole(.anonymize) ?? (job.state.isOver ? nil : "it has not ended yet; cancel it first")
        case .jobRaise, .jobLower:
            if let reason = reasonOfRole(.anonymize) { return reason }
            guard job.state == .queued else { return "only a job that waits has a place to change" }
            let next = job.priority + (command == .jobRaise ? 1 : -1)
            return Job.priorities.contains(next) ? nil : "\(job.priority) is the last priority"
        case .jobOriginal:
            if jobs.preview.isOriginal { return nil }
            return reasonOfRole(.seeOriginals) == nil ? nil : "no right, it takes an administrator"
        case .previewOutlines, .previewWay:
            return jobs.preview.picture == nil ? "there is no picture" : nil
        case .previewEarlier, .previewLater, .previewFarEarlier, .previewFarLater:
            return reasonAgainstSteps(of: job)
        default: return nil
        }
    }

    private mutating func togglePreviewOutlines() -> [Effect] {
        jobs.preview.showsOutlines.toggle()
        return []
    }

    // MARK: At once

    /// `+` and `-`.
    private mutating func prioritise(by step: Int) -> [Effect] {
        guard let job = selectedJob else { return [] }
        jobs.cursor = job.id
        return [.job(.prioritise(job.id, job.priority + step))]
    }

    // MARK: Asking first

    /// Opens a menu that is about the job under the cursor, whichever is there when it is answered.
    private mutating func openMeant(_ kind: Menu.Kind) -> [Effect] {
        guard let job = selectedJob else { return [] }
        jobs.meant = job.id
        jobs.cursor = job.id
        return open(Menu(kind))
    }

    /// `c`: sure? What ran so far is lost.
    private mutating func askForCancelling() -> [Effect] { openMeant(.jobCancel) }

    mutating func cancelJob() -> [Effect] {
        guard let id = jobs.meant else { return [] }
        jobs.meant = nil
        return [.job(.cancel(id))]
    }

    mutating func retryJob(_ options: JobOptions?) -> [Effect] {
        guard let id = jobs.meant else { return [] }
        jobs.meant = nil
        return [.job(.retry(id, options))]
    }

    // MARK: The form

    /// `N`: a form with what the job under the cursor was told, as the next one is often of the same camera.
    private mutating func startSubmission() -> [Effect] {
        var submission = JobSubmission(camera: selectedJob?.camera ?? "", input: "", output: "")
        submission.options.camera = selectedJob?.options.camera ?? .auto
        jobs.draft = JobDraft(submission)
        return open(Menu(.jobForm))
    }

    /// The options of a job that is done once more, in the form.
    mutating func openRetryForm() -> [Effect] {
        guard let job = job(jobs.meant) else { return remark("The job is gone from the list") }
        let submission = JobSubmission(
            camera: job.camera, input: job.input, output: job.output, options: job.options, priority: job.priority)
        jobs.draft = JobDraft(submission, job: job.id)
        return open(Menu(.jobForm))
    }

    /// A row of the form: typed in the bar while the form stays, or turned to the next of what it can be.
    mutating func change(_ field: JobField) -> [Effect] {
        guard var draft = jobs.draft else { return closeMenu() }
        guard field.isText else {
            field.turn(&draft.submission)
            jobs.draft = draft
            return []
        }
        let text =
            switch field {
            case .camera: draft.submission.camera
            case .input: draft.submission.input
            default: draft.submission.output
            }
        editor = FilterEditor(.jobField(field), text: text)
        return []
    }

    /// A row was typed.
    mutating func accept(_ text: String, for field: JobField) -> [Effect] {
        let most = field == .camera ? JobSubmission.cameraLimit : JobSubmission.pathLimit
        guard text.utf8.count <= most else {
            return fail("The \(field.label) has \(text.utf8.count) bytes, \(most) are allowed; shorten it")
        }
        switch field {
        case .camera: jobs.draft?.submission.camera = text
        case .input: jobs.draft?.submission.input = text
        default: jobs.draft?.submission.output = text
        }
        if menu?.kind == .jobForm { _ = moveMenu(by: 1) }
        return closeEditor()
    }

    mutating func submitDraft() -> [Effect] {
        guard let draft = jobs.draft else { return [] }
        if let problem = draft.problem { return fail("Not submitted: \(problem)") }
        jobs.draft = nil
        jobs.meant = nil
        if let job = draft.job { return [.job(.retry(job, draft.submission.options))] }
        jobs.isSubmitting = true
        return [.job(.submit(draft.submission))]
    }

    // MARK: From an event

    /// `v` on an event: the clip of its gateway's camera around its time.
    private mutating func lookForClip() -> [Effect] {
        guard let row = event?.row else { return [] }
        jobs.sought = (row.gateway, row.time)
        return ask(.jobs(JobQuery(camera: row.gateway, at: row.time, limit: 8)), for: .cameraJobs)
    }

    /// Opens the clip that was found at the event's frame; processed ones first.
    mutating func takeClips(_ board: JobBoard) -> [Effect] {
        guard let (camera, time) = jobs.sought, place.depth == .event else { return [] }
        jobs.sought = nil
        let found = board.jobs.first { $0.state == .succeeded } ?? board.jobs.first
        guard let job = found else {
            return remark("No clip of \(camera) around that time was submitted")
        }
        // The list is narrowed to the clip's file, so that the job is in it however many came since.
        let name = JobText.fileName(job.input)
        let text = name.utf8.count <= JobQuery.textLimit ? name : job.camera
        (jobs.board, jobs.text, jobs.cursor, jobs.focus) = (board, text, job.id, .picture)
        jobs.limit = JobsState.step
        jobs.preview.clear()
        // The frame is of this job, and shown once it has succeeded.
        jobs.preview.job = job.id
        jobs.preview.frame = Self.frame(of: job, at: time)
        return go { place in
            place.pane = .jobs
            place.depth = .overview
        }
    }

    /// The frame of a clip at a time; `nil` where its rate is not known.
    static func frame(of job: Job, at time: Instant) -> Int? {
        guard let begin = job.clipBegin, let clip = job.clip, clip.rate.isFinite, clip.rate > 0, clip.rate < 1000 else {
            return nil
        }
        let (distance, overflow) = time.microseconds.subtractingReportingOverflow(begin.microseconds)
        guard !overflow, distance >= 0 else { return nil }
        let frame = Double(distance) / 1_000_000 * clip.rate
        guard frame < Double(Int32.max) else { return nil }
        let last = max(1, clip.frames ?? Int(Int32.max)) - 1
        return max(0, min(Int(frame), last))
    }
}
