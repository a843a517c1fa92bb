// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE

/// The list of jobs: running first, then queued in order, then the newest.
struct JobList {
    let board: JobBoard
    let selected: Int
    let text: JobText
    let filter: String
    let isFocused: Bool
    let hasKeys: Bool
    /// The key that submits a job, as the title names it.
    let submitKey: String

    /// The columns where there are so many cells: names get more of them on wide screens.
    private static func columns(_ width: Int) -> [TableColumn] {
        [
            TableColumn("state", least: 9, priority: 1, gap: 1),
            TableColumn("camera", least: 9, best: width < 140 ? 11 : 16, priority: 1, gap: 2, isLead: true),
            TableColumn("clip", least: 14, best: width < 100 ? 14 : width < 140 ? 16 : 20, priority: 2, gap: 2),
            TableColumn("progress", least: 12, best: 21, priority: 2, gap: 2),
            TableColumn("fps", least: 5, priority: 5, align: .right),
            TableColumn("left", least: 6, priority: 3, align: .right),
            TableColumn("regions", least: 8, priority: 4, align: .right),
            TableColumn("residual", least: 8, priority: 3, align: .right),
            TableColumn("note", least: 14, best: 26, priority: 6, gap: 2, grows: true),
        ]
    }

    func draw(into surface: inout Surface, in rect: Rect) {
        let facts = filter.isEmpty ? "running first   \(submitKey) submit" : "with \(filter)"
        PanelTitle("Jobs", facts: facts, isFocused: isFocused).draw(on: &surface, in: rect)
        let height = max(1, rect.rows - 2)
        let rows = board.jobs
        let isCut = max(rows.count, board.total) > height && height > 2
        let shown = isCut ? height - 1 : height
        let first = max(0, min(selected - shown / 2, rows.count - shown))
        let queued = rows.filter { $0.state == .queued }.map(\.id)
        Table(
            columns: Self.columns(rect.columns),
            rows: rows.dropFirst(first).prefix(shown).map { job in
                row(job, place: filter.isEmpty ? queued.firstIndex(of: job.id).map { $0 + 1 } : nil)
            }, cursor: rows.isEmpty ? nil : selected - first, isFocused: isFocused && hasKeys
        ).draw(on: &surface, in: Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: shown + 1))
        guard isCut else { return }
        let below = max(rows.count, board.total) - first - min(shown, rows.count)
        let words = [first > 0 ? "\(Figure.grouped(first)) above" : nil, below > 0 ? told(below, first + shown) : nil]
            .compactMap(\.self).joined(separator: ", ")
        surface.write(words, x: rect.x + 2, y: rect.bottom - 1, width: rect.columns - 3, style: Style(.textDim))
    }

    /// How many follow, and of what kind where all of them are alike.
    private func told(_ count: Int, _ start: Int) -> String {
        let words = Set(board.jobs.dropFirst(start).map(\.state.word))
        let isAll = board.jobs.count >= board.total
        return "\(Figure.grouped(count)) \(isAll && words.count == 1 ? "\(words.first ?? "") " : "more ")below"
    }

    private func row(_ job: Job, place: Int?) -> TableRow {
        let residual = text.residualLeft(of: job) ?? 0
        let isDegraded = job.report?.isDegraded == true
        let noteRole: Role = job.state == .failed ? .stateBad : isDegraded ? .stateWarn : .textDim
        return TableRow([
            .text(job.state.word, job.state.role, job.state.attributes), .text(text.camera(of: job)),
            .text(text.clip(of: job), .text, cut: .middle), progress(of: job, place: place),
            .text(speed(of: job)), .text(job.state == .running ? JobText.left(job.progress?.secondsLeft) : ""),
            .text(text.regions(of: job)),
            .text(text.residual(of: job), residual > 0 ? .stateBad : .text, residual > 0 ? [.bold] : []),
            .text(text.note(of: job, place: place), noteRole, isDegraded ? [.bold] : []),
        ])
    }

    private func speed(of job: Job) -> String {
        text.speed(of: job).map { $0.isFinite && $0 >= 0 ? Figure.decimal($0) : "?" } ?? ""
    }

    private func progress(of job: Job, place: Int?) -> TableEntry {
        if job.state == .queued {
            return .text(place.map { "waits, place \(Figure.grouped($0))" } ?? "waits", .textDim)
        }
        let (done, all) = text.frames(of: job)
        guard let all else { return .text(done > 0 ? "\(Figure.grouped(done)) frames" : "", .textDim) }
        return .progress(ProgressBar(done, of: all, role: job.state == .running ? .accent : .bar))
    }
}
