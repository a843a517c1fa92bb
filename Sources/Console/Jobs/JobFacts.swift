// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE

/// All that is known of one job, a row for each fact.
struct JobFacts {
    /// One row of it.
    enum Line: Sendable {
        case fact(String, StyledLine)
        case bar(ProgressBar)
        case spark(String, Sparkline, note: String)
    }

    let job: Job
    let text: JobText

    /// Cells of the names at the left.
    private static let labelColumns = 11

    func draw(into surface: inout Surface, in rect: Rect, from first: Int, isFocused: Bool) {
        let title = "\(text.camera(of: job)), \(text.clip(of: job))"
        PanelTitle(title, facts: "job \(Figure.grouped(Int(job.id)))", isFocused: isFocused).draw(
            on: &surface, in: rect)
        let room = Self.room(in: rect)
        let all = lines(columns: room.columns - Self.labelColumns)
        let start = min(first, max(0, all.count - room.rows))
        for (offset, line) in all.dropFirst(start).prefix(room.rows).enumerated() {
            draw(line, into: &surface, in: Rect(x: room.x, y: room.y + offset, columns: room.columns, rows: 1))
        }
    }

    private static func room(in rect: Rect) -> Rect {
        Rect(x: rect.x + 1, y: rect.y + 1, columns: rect.columns - 2, rows: rect.rows - 1)
    }

    /// The first row that is shown where the last one is.
    func lastStart(in rect: Rect) -> Int {
        let room = Self.room(in: rect)
        return max(0, lines(columns: room.columns - Self.labelColumns).count - room.rows)
    }

    private func draw(_ line: Line, into surface: inout Surface, in rect: Rect) {
        let value = Rect(
            x: rect.x + Self.labelColumns, y: rect.y, columns: rect.columns - Self.labelColumns, rows: 1)
        guard !value.isEmpty else { return }
        switch line {
        case .fact(let label, let words):
            surface.write(label, x: rect.x, y: rect.y, width: Self.labelColumns - 1, style: Style(.textDim))
            surface.write(words, x: value.x, y: value.y, width: value.columns)
        case .bar(let bar):
            bar.draw(on: &surface, in: Rect(x: value.x, y: value.y, columns: min(value.columns, 40), rows: 1))
        case .spark(let label, let spark, let note):
            surface.write(label, x: rect.x, y: rect.y, width: Self.labelColumns - 1, style: Style(.textDim))
            let most = min(value.columns, 96)
            let noteColumns = CellText.columns(note, atMost: 30, glyphs: surface.look.glyphs) + 2
            let room = max(4, most - noteColumns)
            let shown = min(room, spark.values.count)
            spark.draw(on: &surface, in: Rect(x: value.x, y: value.y, columns: room, rows: 1))
            surface.write(
                note, x: value.x + shown + 2, y: value.y, width: value.columns - shown - 2, style: Style(.textDim))
        }
    }

    // MARK: Rows

    /// The rows where values have so many columns.
    func lines(columns: Int) -> [Line] {
        head + failure(columns) + degraded(columns) + scene + counts + origin + course + rest
    }

    private var head: [Line] {
        let (done, all) = text.frames(of: job)
        let of = all.map { " of \(Figure.grouped($0))" } ?? ""
        var state: StyledLine = [.text(job.state.word, job.state.role, job.state.attributes)]
        switch job.state {
        case .queued: break
        case .running where job.progress?.phase == .checking:
            state.spans.append(.text(", checking the output, frame \(Figure.grouped(done))\(of)"))
        default: state.spans.append(.text(", \(Figure.grouped(done))\(of) frames"))
        }
        var lines: [Line] = [.fact("state", state)]
        if job.state != .queued, let all { lines.append(.bar(ProgressBar(done, of: all))) }
        lines.append(.fact("speed", StyledLine(speed)))
        return lines
    }

    private var speed: String {
        let moments = MomentText(zone: text.zone, now: text.now)
        var parts: [String] = []
        if let speed = text.speed(of: job), speed.isFinite, speed >= 0 { parts.append("\(Figure.decimal(speed)) fps") }
        switch job.state {
        case .queued:
            parts.append("waits since \(moments.seconds(job.submitted))")
            if let time = job.notBefore, time > text.now { parts.append("not before \(moments.seconds(time))") }
        case .running:
            if let seconds = job.progress?.secondsLeft, seconds.isFinite, (0..<1e9).contains(seconds) {
                parts.append("\(Figure.duration(seconds: Int(seconds.rounded(.up)))) left")
            }
            if let started = job.started { parts.append("started \(moments.short(started))") }
        case .succeeded, .failed, .cancelled:
            if let seconds = job.report?.seconds, seconds.isFinite, (0..<1e9).contains(seconds) {
                parts.append("took \(Figure.duration(seconds: Int(seconds.rounded(.up))))")
            }
            if let ended = job.ended { parts.append("ended \(moments.seconds(ended))") }
        }
        return parts.joined(separator: ", ")
    }

    private func failure(_ columns: Int) -> [Line] {
        guard let failure = job.failure, job.state == .failed || job.state == .queued else { return [] }
        return wrapped("why", failure.line, columns, job.state == .failed ? .stateBad : .text)
    }

    private func degraded(_ columns: Int) -> [Line] {
        guard let report = text.report(of: job) else { return [] }
        return report.degraded.flatMap { wrapped("DEGRADED", $0, columns, .stateWarn) }
            + report.notes.flatMap { wrapped("note", $0, columns, .text) }
    }

    /// A text in as many rows as it takes, but for eight at the most.
    private func wrapped(_ label: String, _ words: String, _ columns: Int, _ role: Role) -> [Line] {
        CellText.wrapped(words, columns: max(8, columns)).prefix(8).enumerated().map {
            .fact($0 == 0 ? label : "", StyledLine($1, role))
        }
    }

    private var scene: [Line] {
        guard let clip = job.clip else {
            return [.fact("camera", StyledLine("\(job.options.camera.rawValue), not opened yet", .textDim))]
        }
        let motion = clip.motion.map { $0.isFinite ? " (motion \(Figure.decimal($0)) px)" : "" } ?? ""
        let detectors = clip.detectors.isEmpty ? "none" : clip.detectors.joined(separator: ", ")
        return [
            .fact("camera", StyledLine("\(clip.camera.rawValue)\(motion), \(JobText.shape(of: clip))")),
            .fact("detectors", StyledLine(detectors)),
        ]
    }

    private var counts: [Line] {
        let report = text.report(of: job)
        var lines: [Line] = []
        let fill = JobText.fillShares(report?.filledPixels ?? [:])
        if !fill.isEmpty { lines.append(.fact("fill", StyledLine(fill.joined(separator: ", ")))) }
        let classes = (report?.classes ?? []).map { "\($0.kind.rawValue) \(Figure.grouped($0.detections))" }
        let regions = text.regions(of: job)
        if !regions.isEmpty {
            let parts = classes.isEmpty ? regions : "\(regions): \(classes.joined(separator: "  "))"
            lines.append(.fact("regions", StyledLine(parts)))
        }
        if let report {
            lines.append(.fact("empty", StyledLine("\(Figure.grouped(report.emptyFrames)) frames without a region")))
            lines.append(
                .fact("bridged", StyledLine("\(Figure.grouped(report.bridgedRegions)) regions between detections")))
        }
        if let residual { lines.append(.fact("residual", residual)) }
        return lines
    }

    private var residual: StyledLine? {
        guard let left = text.residualLeft(of: job) else { return nil }
        let role: Role = left > 0 ? .stateBad : .text
        if job.report == nil {
            return [
                .text("\(Figure.grouped(left)) so far", role),
                .text(", checked to frame \(Figure.grouped(job.progress?.frames ?? 0))", .textDim),
            ]
        }
        let again = job.report?.residualMasked ?? 0
        return [
            .text("\(Figure.grouped(left)) left", role, left > 0 ? .bold : []),
            .text(", \(Figure.grouped(again)) found again and masked", .textDim),
        ]
    }

    /// What is promised, by which models, and of what.
    private var origin: [Line] {
        var lines: [Line] = [.fact("privacy", privacy)]
        let report = text.report(of: job)
        let models = (report?.models ?? []).map { model in
            "\(model.name) sha256 \(model.files.map { JobText.short($0.sha256) }.joined(separator: " "))"
        }
        if !models.isEmpty { lines += models.map { .fact("models", StyledLine($0)) } }
        lines.append(.fact("input", path(job.input, report?.input.sha256)))
        return lines
    }

    private var rest: [Line] {
        let outputs = job.report?.outputs ?? []
        let hash = outputs.count == 1 ? outputs[0].sha256 : nil
        let moments = MomentText(zone: text.zone, now: text.now)
        let tries = job.tries > 1 ? ", try \(job.tries)" : ""
        let site = job.gateway.map { ", runs at \($0)" } ?? ""
        let by = job.by.isEmpty ? "?" : job.by
        return [
            .fact("output", path(job.output, hash)),
            .fact("by", StyledLine("\(by), \(moments.short(job.submitted)), priority \(job.priority)\(tries)\(site)")),
        ]
    }

    private func path(_ path: String, _ hash: String?) -> StyledLine {
        var line: StyledLine = [.text(path.isEmpty ? "not known yet" : path, Style(.text), cut: .middle)]
        if let hash, !hash.isEmpty { line = [.text("sha256 \(JobText.short(hash))  ", .textDim)] + line }
        return line
    }

    private var privacy: StyledLine {
        let sound = job.options.keepAudio
        switch job.state {
        case .queued, .running:
            return [
                .text(job.isStream ? "no file before its checks hold" : "no output until all checks hold"),
                .text(sound ? ", SOUND IS KEPT" : ", sound dropped", sound ? .stateWarn : .textDim),
            ]
        case .succeeded:
            return [
                .text("released after its checks"),
                .text(sound ? ", SOUND KEPT" : ", sound and metadata dropped", sound ? .stateWarn : .textDim),
            ]
        case .failed, .cancelled:
            return StyledLine(job.isStream ? "what was released before may still be there" : "nothing was released")
        }
    }

    private var course: [Line] {
        guard let steps = job.course?.steps, steps.count > 1 else { return [] }
        func whole(_ value: Double) -> Int { value.isFinite ? Int(min(max(0, value), 1e6) * 10) : 0 }
        let most = steps.map { whole($0.regions) }.max() ?? 0
        return [
            .spark("fps", Sparkline(steps.map { whole($0.speed) }), note: ""),
            .spark(
                "regions", Sparkline(steps.map { whole($0.regions) }),
                note: "max \(Figure.decimal(Double(most) / 10)) a frame"),
        ]
    }
}
