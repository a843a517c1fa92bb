// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE

/// The jobs of the anonymizer, all that is known of the one under the cursor, and its picture.
struct JobsPane {
    let state: ConsoleState

    private var hasKeys: Bool { state.menu == nil && state.editor == nil }

    func draw(into surface: inout Surface, in rect: Rect) {
        guard let board = state.jobs.board else { return drawUnread(into: &surface, in: rect) }
        guard let job = state.selectedJob else { return drawEmpty(board, into: &surface, in: rect) }
        let layout = JobsLayout(body: rect, focus: state.jobs.focus)
        let text = state.jobText
        if let list = layout.list {
            JobList(
                board: board, selected: state.selectedJobIndex, text: text, filter: state.jobs.text,
                isFocused: true, hasKeys: hasKeys, submitKey: state.keys.hint(for: .jobSubmit, in: [.jobs]) ?? ":submit"
            ).draw(into: &surface, in: list)
        }
        if let facts = layout.facts { drawFacts(job, board, text, into: &surface, in: facts) }
        if let preview = layout.preview {
            JobPreviewBox(
                preview: state.shownPreview, reason: state.reasonAgainstPreview(of: job), keys: state.keys,
                originalReason: state.reasonAgainst(.jobOriginal), hasSteps: job.state != .running,
                isFocused: state.jobs.focus == .picture
            ).draw(into: &surface, in: preview, picture: layout.picture)
        }
    }

    /// The facts, and below them, in the list, why the newest failed job did.
    private func drawFacts(
        _ job: Job, _ board: JobBoard, _ text: JobText, into surface: inout Surface, in rect: Rect
    ) {
        var facts = rect
        let isList = state.jobs.focus == .list
        if isList, rect.rows >= 16, job.state != .failed, let failed = board.jobs.first(where: { $0.state == .failed })
        {
            let rows = JobFailureBox(job: failed, text: text, keys: state.keys).rows(columns: rect.columns)
            facts.rows -= rows + 1
            JobFailureBox(job: failed, text: text, keys: state.keys).draw(
                into: &surface, in: Rect(x: rect.x, y: rect.bottom - rows, columns: rect.columns, rows: rows))
        }
        JobFacts(job: job, text: text).draw(
            into: &surface, in: facts, from: isList ? 0 : state.jobs.scroll, isFocused: state.jobs.focus == .detail)
    }

    // MARK: Nothing

    private func drawUnread(into surface: inout Surface, in rect: Rect) {
        PanelTitle("Jobs", isFocused: true).draw(on: &surface, in: rect)
        let line = state.jobs.failure.map { StyledLine($0, .stateBad) } ?? StyledLine("Reading…", .textDim)
        EmptyState([line]).draw(on: &surface, in: rect)
    }

    private func drawEmpty(_ board: JobBoard, into surface: inout Surface, in rect: Rect) {
        PanelTitle("Jobs", isFocused: true).draw(on: &surface, in: rect)
        let body = Rect(x: rect.x + 1, y: rect.y + 1, columns: rect.columns - 2, rows: rect.rows - 1)
        EmptyState(linesForNone(board, columns: body.columns)).draw(on: &surface, in: body)
    }

    private func linesForNone(_ board: JobBoard, columns: Int) -> [StyledLine] {
        func key(_ command: Command) -> StyledLine.Span {
            .text(
                state.keys.hint(for: command, in: [.jobs, .everywhere]) ?? ":\(command.text.phrase ?? "")", .key, .bold)
        }
        if !state.jobs.text.isEmpty {
            return [
                StyledLine("No job has \(state.jobs.text) in its names."),
                [key(.filterClear), .text(" shows all", .textDim)],
            ]
        }
        if let absence = board.absence {
            return [StyledLine("The video anonymizer cannot run here.")]
                + CellText.wrapped(absence, columns: max(20, columns)).prefix(4).map { StyledLine($0, .stateWarn) }
                + [[], [.text("vedette doctor", .key, .bold), .text(" in a shell says what is missing", .textDim)]]
        }
        let folders = board.watchFolders
        let watched =
            folders == 0
            ? "No folder is watched; docs/anonymizer.md says how one is"
            : "New files in \(folders == 1 ? "the watch folder" : "\(folders) watch folders") become jobs by themselves"
        return [
            StyledLine("No job yet."), [key(.jobSubmit), .text(" submits one", .textDim)],
            StyledLine(watched, .textDim),
        ]
    }
}

/// Why a job failed, in a panel of its own.
struct JobFailureBox {
    let job: Job
    let text: JobText
    let keys: KeyTable

    private static let linesMost = 3

    private func lines(_ columns: Int) -> [String] {
        Array(
            CellText.wrapped(job.failure?.line ?? "nobody said why", columns: max(8, columns - 2))
                .prefix(Self.linesMost))
    }

    /// Rows that it takes: a title, the reason, the keys.
    func rows(columns: Int) -> Int { lines(columns).count + 2 }

    func draw(into surface: inout Surface, in rect: Rect) {
        PanelTitle("Why \(text.camera(of: job)) failed", facts: "closed").draw(on: &surface, in: rect)
        for (offset, line) in lines(rect.columns).enumerated() {
            surface.write(line, x: rect.x + 1, y: rect.y + 1 + offset, width: rect.columns - 2, style: Style(.stateBad))
        }
        let words = "\(text.consequence(of: job)); \(text.clip(of: job)), job \(job.id)"
        surface.write(words, x: rect.x + 1, y: rect.bottom - 1, width: rect.columns - 2, style: Style(.textDim))
    }
}
