// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE

/// What the screens say of jobs in few words. A job that is done is called processed, never anonymous: nobody can promise that.
struct JobText {
    var zone: DisplayZone
    var now: Instant

    private var moments: MomentText { MomentText(zone: zone, now: now) }

    /// The camera, or what stands for one that nobody named.
    func camera(of job: Job) -> String { job.camera.isEmpty ? "(no name)" : job.camera }

    /// When the clip was taken, else the name of its file.
    func clip(of job: Job) -> String {
        guard let begin = job.clipBegin else { return Self.fileName(job.input) }
        guard let end = job.clipEnd, end > begin else { return "from \(moments.short(begin))" }
        return "\(moments.short(begin)) to \(moments.hourMinute(end))"
    }

    /// The last part of a path.
    static func fileName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// How far it is: frames that are done, and how many there are where that is known.
    func frames(of job: Job) -> (done: Int, all: Int?) {
        if job.state == .succeeded, let report = job.report { return (report.framesOut, report.framesOut) }
        let all = job.clip?.frames.flatMap { $0 > 0 ? $0 : nil }
        return (max(0, job.progress?.frames ?? job.report?.framesIn ?? 0), all)
    }

    /// Frames a second: of late while it runs, else over all of it.
    func speed(of job: Job) -> Double? {
        if job.state == .running { return job.progress?.speed }
        guard let report = job.report, report.seconds > 0, report.framesIn > 0 else { return nil }
        return Double(report.framesIn) / report.seconds
    }

    /// Seconds as `3:10`, or `1:02:10`.
    static func left(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite, seconds >= 0, seconds < 360_000 else { return "" }
        let whole = Int(seconds.rounded(.up))
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return whole < 3600
            ? "\(whole / 60):\(two(whole % 60))" : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }

    /// What is counted of it: the report where there is one, else what is known so far.
    func report(of job: Job) -> JobReport? { job.report ?? job.progress?.soFar }

    func regions(of job: Job) -> String {
        (job.report?.regions ?? job.progress?.regions).map { Figure.grouped($0) } ?? ""
    }

    /// Regions that were found again: what is left of them, which is what matters.
    func residualLeft(of job: Job) -> Int? { job.report?.residualLeft ?? job.progress?.residual }

    func residual(of job: Job) -> String { residualLeft(of: job).map { Figure.grouped($0) } ?? "" }

    // MARK: Notes

    /// What else there is to say of it in the list; `place` is its place in the queue, from 1.
    func note(of job: Job, place: Int?) -> String {
        let by = job.by.isEmpty ? "" : "by \(job.by)"
        let at = job.gateway.map { ["at \($0)"] } ?? []
        switch job.state {
        case .running:
            if job.progress?.phase == .checking { return list(["checking the output"] + at) }
            return list([camera(job), plate(job)].compactMap(\.self) + at)
        case .queued:
            let priority = job.priority == 0 ? [] : ["prio \(job.priority)"]
            let wait = job.notBefore.flatMap { $0 > now ? ["not before \(moments.short($0))"] : nil } ?? []
            return list((job.tries > 0 ? ["again"] : []) + wait + (by.isEmpty ? [] : [by]) + priority + at)
        case .failed: return list([consequence(of: job)] + at)
        case .succeeded:
            guard let report = job.report, report.isDegraded else { return list(["processed"] + at) }
            return "DEGRADED: \(report.degraded[0])"
        case .cancelled:
            let left = job.isStream ? "released files stay" : "no output"
            return list((by.isEmpty ? [left] : [by]) + at)
        }
    }

    private func list(_ parts: [String]) -> String { parts.joined(separator: ", ") }

    private func camera(_ job: Job) -> String? {
        job.clip.map { $0.camera == .auto ? "camera?" : $0.camera.rawValue }
    }

    private func plate(_ job: Job) -> String? {
        guard let pixels = report(of: job)?.filledPixels, let most = pixels.max(by: { $0.value < $1.value })?.key else {
            return nil
        }
        return Self.words(of: most)
    }

    /// What a failure comes to. Of a stream the file is lost that was being written; those that were released before may stay.
    func consequence(of job: Job) -> String {
        switch job.failure?.kind {
        case nil: job.isStream ? "failed" : "failed, no output"
        case .input: job.isStream ? "stream not read on" : "input not read"
        case .uncovered: "not covered, not begun"
        case .privacy: job.isStream ? "last file deleted" : "output deleted"
        case .model: "model refused"
        case .output: "output not written"
        case .worker: job.isStream ? "worker ended" : "worker ended, no output"
        }
    }

    static func words(of method: FillMethod) -> String {
        switch method {
        case .plate: "median plate"
        case .completion: "completion"
        case .telea: "telea"
        case .smooth: "smooth"
        case .pixelated: "pixelated"
        case .solid: "one colour"
        }
    }

    /// How many parts of the filled pixels each method has, the most first.
    static func fillShares(_ pixels: [FillMethod: Int64]) -> [String] {
        let known = pixels.filter { $0.value > 0 }.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
        let all = known.reduce(0.0) { $0 + Double($1.value) }
        guard all > 0 else { return [] }
        return known.map { "\(words(of: $0.key)) \(Figure.decimal(Double($0.value) / all * 100))%" }
    }

    /// `4be1…90d2`, or what there is of it.
    static func short(_ hash: String, _ glyphs: GlyphSet = .full) -> String {
        guard hash.utf8.count > 12 else { return hash.isEmpty ? "none" : hash }
        return "\(hash.prefix(4))..\(hash.suffix(4))"
    }

    /// `480x360, 15 fps`.
    static func shape(of clip: OpenedClip) -> String {
        let rate = clip.rate.isFinite && clip.rate > 0 ? ", \(trimmed(clip.rate)) fps" : ", no steady rate"
        return "\(clip.width)x\(clip.height)\(rate)"
    }

    private static func trimmed(_ value: Double) -> String {
        let text = Figure.decimal(value)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension JobState {
    /// The word on the screen.
    var word: String { self == .failed ? "FAILED" : rawValue }

    var role: Role {
        switch self {
        case .running: .accent
        case .queued, .cancelled: .textDim
        case .succeeded: .stateGood
        case .failed: .stateBad
        }
    }

    var attributes: Style.Attributes { self == .failed || self == .running ? [.bold] : [] }
}
