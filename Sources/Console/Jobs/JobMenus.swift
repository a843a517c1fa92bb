// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas

extension ConsoleState {
    /// The form of a job: what it is told, a row each, and the deed at the end.
    var jobFormEntries: [MenuEntry] {
        guard let draft = jobs.draft else { return [] }
        let fields = draft.fields.map { field in
            MenuEntry(field.label, note: field.value(in: draft.submission), action: .jobField(field))
        }
        let deed = draft.job == nil ? "submit" : "do it again so"
        return fields + [
            MenuEntry(deed, note: draft.problem ?? "", keys: "s", action: .jobSubmit, reason: draft.problem)
        ]
    }

    /// How a job is done once more.
    var jobAgainEntries: [MenuEntry] {
        guard let job = job(jobs.meant) else { return [] }
        var wider = job.options
        wider.widening = min(1, max(0.25, job.options.widening * 2))
        wider.holdFrames = min(120, max(16, job.options.holdFrames * 2))
        var closer = job.options
        closer.detectEvery = 1
        var degraded = job.options
        degraded.acceptDegraded = true
        func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }
        var entries = [
            heading(of: job),
            MenuEntry("as before", note: "with the same options", keys: "1", action: .jobAgain(nil)),
            MenuEntry(
                "with wider masks",
                note: "\(percent(wider.widening)) on each side, not \(percent(job.options.widening)); tracks hold "
                    + "\(wider.holdFrames) frames", keys: "2", action: .jobAgain(wider)),
        ]
        if job.options.detectEvery > 1 {
            entries.append(
                MenuEntry(
                    "looking at every frame", note: "not only at one in \(job.options.detectEvery); slower", keys: "3",
                    action: .jobAgain(closer)))
        }
        if !job.options.acceptDegraded {
            entries.append(
                MenuEntry(
                    "accepting what is not covered", note: "the report says DEGRADED", keys: "4",
                    action: .jobAgain(degraded)))
        }
        return entries + [
            MenuEntry("by other options", note: "in the form", keys: "5", action: .jobOtherOptions)
        ]
    }

    /// What is asked before a job is cancelled.
    var jobCancelEntries: [MenuEntry] {
        guard let job = job(jobs.meant) else { return [] }
        let done =
            job.isStream
            ? "Its unfinished file is deleted; released ones stay." : "What is done of it so far is deleted."
        let lost = job.state == .running ? done : "It is not begun."
        return [
            heading(of: job),
            MenuEntry(lost, action: .nothing, isHeading: true), MenuEntry("no", keys: "n", action: .nothing),
            MenuEntry("yes, cancel it", keys: "y", action: .jobCancel),
        ]
    }

    private func heading(of job: Job) -> MenuEntry {
        MenuEntry("\(jobText.camera(of: job)), \(jobText.clip(of: job))", action: .nothing, isHeading: true)
    }

    /// What is asked before an original is shown.
    var jobOriginalEntries: [MenuEntry] {
        guard let job = job(jobs.meant) else { return [] }
        return [
            MenuEntry("It shows whoever was there, at \(jobText.camera(of: job)).", action: .nothing, isHeading: true),
            MenuEntry("Each look is recorded with your name.", action: .nothing, isHeading: true),
            MenuEntry("no", keys: "n", action: .nothing),
            MenuEntry("yes, show the original", keys: "y", action: .jobOriginal),
        ]
    }

    /// The report in words; `y` copies all of them.
    func jobReportEntries(_ text: String) -> [MenuEntry] {
        guard let job = job(jobs.meant) else { return [] }
        let lines = JobReportText(job: job, text: jobText).lines
        let columns = max(20, MenuView.tallColumns(of: size) - 4)
        var entries = lines.flatMap { line in
            line.isEmpty ? [""] : CellText.wrapped(line, columns: columns)
        }.filter { text.isEmpty || $0.lowercased().contains(text.lowercased()) }.map {
            MenuEntry("", note: $0, action: .copyText($0, label: "the line"))
        }
        if text.isEmpty, !entries.isEmpty {
            let all = lines.joined(separator: "\n") + "\n"
            entries[0].keys = "y"
            entries[0].action = .copyText(all, label: "the report")
        }
        return entries
    }
}
