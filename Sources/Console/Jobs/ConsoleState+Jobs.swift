// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE
internal import Query

extension ConsoleState {
    /// How long what is shown of jobs is good enough, in microseconds: while one runs, and else. Workers tell more often, which is no reason to
    /// paint the screen of somebody at the other end of a slow line.
    private static let runningRest: Int64 = 1_000_000
    private static let quietRest: Int64 = 3_000_000
    /// And while the course of the job under the cursor, which comes for one job alone, is that of another.
    private static let courseRest: Int64 = 300_000

    /// Whether the jobs pane is on the screen.
    var showsJobs: Bool { place.pane == .jobs && place.depth == .overview }

    /// The jobs of the list, running first, then queued in order, then the newest.
    var jobRows: [Job] { jobs.board?.jobs ?? [] }

    /// The job under the cursor.
    var selectedJob: Job? { jobRows.first { $0.id == jobs.cursor } ?? jobRows.first }

    /// Its place in the list.
    var selectedJobIndex: Int { jobRows.firstIndex { $0.id == selectedJob?.id } ?? 0 }

    /// A job of the list.
    func job(_ id: Int64?) -> Job? { jobRows.first { $0.id == id } }

    // MARK: Asking

    mutating func loadJobs() -> [Effect] {
        dirty.remove(.jobs)
        jobs.whole = jobs.cursor
        return ask(.jobs(JobQuery(text: jobs.text, limit: jobs.limit, whole: jobs.cursor)), for: .jobs)
    }

    private var areJobsDue: Bool {
        guard requests.waiting[.jobs] == nil else { return false }
        guard let answered = answeredAt[.jobs] else { return true }
        let rest =
            jobs.whole != jobs.cursor
            ? Self.courseRest : (jobs.board?.running ?? 0) > 0 ? Self.runningRest : Self.quietRest
        return dirty.contains(.jobs) || answered.advanced(byMicroseconds: rest) <= now
    }

    mutating func refreshJobs() -> [Effect] { (areJobsDue ? loadJobs() : []) + loadJobPreview() }

    // MARK: Answers

    mutating func take(_ board: JobBoard) -> [Effect] {
        settleJobCursor(in: board)
        jobs.board = board
        jobs.failure = nil
        if showsJobs, jobs.focus == .detail, board.jobs.isEmpty { jobs.focus = .list }
        return loadJobPreview()
    }

    /// The cursor goes to a job that was submitted here, once it is in the list, and to the neighbour of its job where that has left the list.
    private mutating func settleJobCursor(in board: JobBoard) {
        defer { jobs.submitted = nil }
        if let submitted = jobs.submitted, board.jobs.contains(where: { $0.id == submitted }) {
            (jobs.cursor, jobs.scroll) = (submitted, 0)
            return
        }
        guard let cursor = jobs.cursor, let index = jobRows.firstIndex(where: { $0.id == cursor }) else { return }
        let ids = Set(board.jobs.map(\.id))
        guard !ids.contains(cursor) else { return }
        let neighbour =
            jobRows[index...].first { ids.contains($0.id) } ?? jobRows[..<index].last { ids.contains($0.id) }
        (jobs.cursor, jobs.scroll) = (neighbour?.id, 0)
    }

    mutating func take(_ outcome: JobOutcome) -> [Effect] {
        let isSubmission = jobs.isSubmitting
        jobs.isSubmitting = false
        switch outcome {
        case .refused(let reason): return fail(reason)
        case .done(let id, let line):
            notices.add(Notice(.done, line), now: now)
            guard showsJobs else { return [] }
            // Of others the cursor may have moved on meanwhile.
            if isSubmission { jobs.submitted = id }
            return loadJobs()
        }
    }

    // MARK: Keys

    mutating func moveJobCursor(_ step: CursorStep) -> [Effect] {
        let page = max(1, layout.body.rows - 8)
        switch jobs.focus {
        case .picture:
            return []
        case .detail:
            let last = lastJobScroll
            // The text may have become shorter since.
            let shown = min(jobs.scroll, last)
            let target =
                switch step {
                case .by(let rows): shown + rows
                case .page(let pages): shown + pages * page
                case .first: 0
                case .last: last
                }
            jobs.scroll = min(max(0, target), last)
            return []
        case .list:
            let rows = jobRows
            guard !rows.isEmpty else { return [] }
            let target =
                switch step {
                case .by(let rows): selectedJobIndex + rows
                case .page(let pages): selectedJobIndex + pages * page
                case .first: 0
                case .last: rows.count - 1
                }
            return select(rows[min(max(0, target), rows.count - 1)])
        }
    }

    private mutating func select(_ job: Job) -> [Effect] {
        guard job.id != selectedJob?.id || jobs.cursor == nil else { return [] }
        jobs.cursor = job.id
        jobs.scroll = 0
        jobs.preview.clear()
        let cancelled = requests.cancel(.jobPreview)
        guard jobs.wantsMore(at: selectedJobIndex) else { return cancelled + loadJobPreview() }
        jobs.limit = min(jobs.limit + JobsState.step, JobQuery.jobsMost)
        return cancelled + loadJobs() + loadJobPreview()
    }

    /// The row that the detail of the selected job begins with where its end is seen.
    private var lastJobScroll: Int {
        guard let job = selectedJob, let rect = JobsLayout(body: layout.body, focus: .detail).facts else { return 0 }
        return JobFacts(job: job, text: jobText).lastStart(in: rect)
    }

    /// What jobs are told with.
    var jobText: JobText { JobText(zone: zone, now: now) }

    /// Enter: all that is known of the job, and back.
    mutating func openJob() -> [Effect] {
        guard let job = selectedJob else { return remark("There is no job") }
        jobs.cursor = job.id
        jobs.focus = jobs.focus == .detail ? .list : .detail
        jobs.scroll = 0
        return loadJobPreview()
    }

    /// Tab: the list, or the detail.
    mutating func turnJobFocus() -> [Effect] {
        guard selectedJob != nil else { return [] }
        return openJob()
    }

    /// Esc: the list again, from whatever lies over it; `nil` where it is there.
    mutating func leaveJob() -> [Effect]? {
        guard showsJobs, jobs.focus != .list || isOriginalWanted else { return nil }
        // Before any message: nobody whom it shows shall stand there longer than is wanted.
        if isOriginalWanted { return forgetOriginal() + loadJobPreview() }
        if notices.dismiss() { return [] }
        jobs.focus = .list
        return loadJobPreview()
    }

    /// Shows the jobs in whose names a text stands.
    mutating func filterJobs(_ text: String) -> [Effect] {
        guard text.utf8.count <= JobQuery.textLimit else {
            return fail("The text has \(text.utf8.count) bytes, \(JobQuery.textLimit) are allowed; shorten it")
        }
        jobs.text = text
        (jobs.limit, jobs.cursor, jobs.focus) = (JobsState.step, nil, .list)
        jobs.preview.clear()
        return closeEditor() + requests.cancel(.jobPreview) + loadJobs()
    }

    /// What `y` copies of the pane.
    var jobRow: PanelRow? {
        guard showsJobs, let job = selectedJob else { return nil }
        let parts = [
            String(job.id), job.state.rawValue, job.camera, job.input, job.output, job.by, job.submitted.rfc3339,
            jobText.regions(of: job), jobText.residual(of: job), jobText.note(of: job, place: nil),
        ]
        return PanelRow(
            identity: String(job.id), meaning: .nothing(reason: "a job has no events of its own"),
            text: parts.map { $0.replacing("\t", with: " ") }.joined(separator: "\t"))
    }
}
