// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE

/// A job's report, or what there is of one, in lines for people. Each fact stands on a line of its own.
struct JobReportText {
    let job: Job
    let text: JobText

    var lines: [String] {
        var lines = ["Job \(job.id), \(text.camera(of: job)), \(text.clip(of: job)): \(job.state.word)"]
        if let failure = job.failure { lines.append("\(text.consequence(of: job)): \(failure.line)") }
        guard let report = text.report(of: job) else {
            return lines + ["", "There is no report yet."] + options(job.options)
        }
        if job.report == nil { lines.append("It still runs; this is what is known so far.") }
        lines += report.degraded.map { "DEGRADED: \($0)" } + report.notes.map { "Note: \($0)" }
        lines += ["", "Frames"] + frames(report) + ["", "Regions"] + regions(report) + ["", "Fill"] + fill(report)
        lines += ["", "Files"] + files(report) + ["", "Models"] + models(report) + options(report.options)
        return lines + [
            "", "Processed by \(report.program.isEmpty ? "?" : report.program) in \(seconds(report.seconds)).",
        ]
    }

    private func seconds(_ value: Double) -> String {
        guard value.isFinite, (0..<1e9).contains(value) else { return "?" }
        return value < 60 ? "\(Figure.decimal(value)) s" : Figure.duration(seconds: Int(value.rounded()))
    }

    private func frames(_ report: JobReport) -> [String] {
        var lines = [
            "  in             \(Figure.grouped(report.framesIn))",
            "  out            \(Figure.grouped(report.framesOut))",
            "  without region \(Figure.grouped(report.emptyFrames))",
        ]
        if let clip = report.clip ?? job.clip {
            lines.append("  picture        \(JobText.shape(of: clip)), camera \(clip.camera.rawValue)")
            lines.append("  detectors      \(clip.detectors.isEmpty ? "none" : clip.detectors.joined(separator: ", "))")
        }
        return lines
    }

    private func regions(_ report: JobReport) -> [String] {
        [
            "  masked         \(Figure.grouped(report.regions))",
            "  bridged        \(Figure.grouped(report.bridgedRegions)), no detector found them in their frame",
            "  found again    \(Figure.grouped(report.residualMasked)), masked once more",
            "  left           \(Figure.grouped(report.residualLeft))",
        ]
            + report.classes.map { count in
                "  \(padded(count.kind.rawValue)) \(Figure.grouped(count.detections)) detections, confidence "
                    + "\(share(count.meanConfidence)) on average, \(share(count.leastConfidence)) at least"
            }
    }

    private func share(_ value: Double) -> String {
        guard value.isFinite, (0...1).contains(value) else { return "?" }
        let hundredths = Int((value * 100).rounded())
        return hundredths == 100 ? "1.00" : "0.\(hundredths < 10 ? "0" : "")\(hundredths)"
    }

    private func padded(_ word: String) -> String {
        word + String(repeating: " ", count: max(0, 14 - word.utf8.count))
    }

    private func fill(_ report: JobReport) -> [String] {
        let shares = JobText.fillShares(report.filledPixels)
        return shares.isEmpty ? ["  nothing was filled"] : shares.map { "  \($0) of the filled pixels" }
    }

    private func files(_ report: JobReport) -> [String] {
        func told(_ name: String, _ file: JobReport.HashedFile) -> [String] {
            let bytes = Figure.bytes(Int(clamping: file.bytes))
            return ["  \(name) \(file.path), \(bytes)"] + (file.sha256.isEmpty ? [] : ["    sha256 \(file.sha256)"])
        }
        let outputs = report.outputs.flatMap { told("output", $0) }
        let none = job.isStream ? "  files that were released are in \(job.output)" : "  no output"
        return told("input ", report.input) + (outputs.isEmpty ? [none] : outputs)
    }

    private func models(_ report: JobReport) -> [String] {
        guard !report.models.isEmpty else { return ["  none: motion and HOG need none"] }
        return report.models.flatMap { model in
            ["  \(model.name) (\(model.kind.rawValue))"] + model.files.map { "    \($0.path), sha256 \($0.sha256)" }
        }
    }

    private func options(_ options: JobOptions) -> [String] {
        let submission = JobSubmission(camera: job.camera, input: job.input, output: job.output, options: options)
        let shown: [JobField] = [.mode, .degraded, .classes, .every, .hold, .widening, .lastFill, .sound]
        let confidence = options.confidence.map { ["  confidence       \(share($0)) at least"] } ?? []
        return ["", "Options"]
            + shown.map { field in
                let label = field.label + String(repeating: " ", count: max(1, 17 - field.label.utf8.count))
                return "  \(label)\(field.value(in: submission))"
            } + confidence
    }
}
