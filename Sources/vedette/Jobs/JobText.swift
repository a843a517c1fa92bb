// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import Foundation
internal import Station
internal import Store

/// Jobs and their reports as the command line prints them.
enum JobText {
    /// A report, or anything else of a job, as JSON on one line, with keys as all calls have them.
    static func json(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        // Numbers and texts always encode.
        guard let data = try? encoder.encode(value) else { return Array("null".utf8) }
        return Array(data)
    }

    /// One job in one object, times as everywhere.
    static func object(_ job: Job) -> JSONValue {
        func time(_ instant: Instant?) -> JSONValue { instant.map { .string($0.rfc3339) } ?? .null }
        func verbatim(_ value: (some Encodable)?) -> JSONValue { value.map { .verbatim(json($0)) } ?? .null }
        return .object([
            ("job", .integer(job.id)), ("state", .string(job.state.rawValue)), ("camera", .string(job.camera)),
            ("gateway", job.gateway.map { .string($0) } ?? .null),
            ("input", .string(job.input)), ("output", .string(job.output)), ("priority", .int(job.priority)),
            ("by", .string(job.by)), ("submitted", time(job.submitted)), ("started", time(job.started)),
            ("ended", time(job.ended)), ("tries", .int(job.tries)), ("not_before", time(job.notBefore)),
            ("clip_begin", time(job.clipBegin)), ("clip_end", time(job.clipEnd)), ("options", verbatim(job.options)),
            ("clip", verbatim(job.clip)), ("progress", verbatim(job.progress)), ("failure", verbatim(job.failure)),
            ("degraded", .bool(job.report?.isDegraded ?? false)),
        ])
    }

    static func line(_ job: Job) -> String {
        var line = "\(job.id)  \(job.state.rawValue)"
        if job.report?.isDegraded == true { line += "  DEGRADED" }
        line += "  \(job.camera.isEmpty ? "-" : job.camera)  \(job.input)"
        if let gateway = job.gateway { line += "  at \(gateway)" }
        if job.state == .running, let progress = job.progress { line += "  " + progressed(progress, job.clip) }
        if job.state == .queued, job.priority != 0 { line += "  priority \(job.priority)" }
        if let failure = job.failure { line += "  \(failure.kind.rawValue): \(failure.line)" }
        if job.state == .queued, let time = job.notBefore { line += "  again from \(time.rfc3339)" }
        return line
    }

    /// How far a job is.
    static func progressed(_ progress: JobProgress, _ clip: OpenedClip?) -> String {
        let all = clip?.frames.map { $0 > 0 ? " of \($0)" : "" } ?? ""
        let speed = String(format: "%.1f", progress.speed)
        let left = progress.secondsLeft.map { ", \(Int(min($0, 1e8))) s left" } ?? ""
        let phase = progress.phase == .checking ? "checking: " : ""
        return "\(phase)frame \(progress.frames)\(all), \(speed)/s\(left), \(progress.regions) regions"
    }

    /// What a report comes to, in lines.
    static func lines(_ report: JobReport) -> [String] {
        let seconds = String(format: "%.1f", report.seconds)
        let outputs = report.outputs.count == 1 ? report.outputs[0].path : "\(report.outputs.count) files"
        var lines = [
            "\(outputs): processed, \(report.framesOut) frames, \(report.regions) regions masked "
                + "(\(report.bridgedRegions) of them between detections), \(report.residualMasked) found again and masked, "
                + "\(report.residualLeft) left; \(seconds) s"
        ]
        lines += report.degraded.map { "DEGRADED: \($0)" } + report.notes.map { "note: \($0)" }
        return lines
    }

    /// What a call ends with where a job failed.
    static func message(_ failure: JobFailure) -> UserMessage {
        switch failure.kind {
        case .input, .uncovered, .privacy, .model: UserMessage(.notSo, "\(failure.kind.rawValue): \(failure.line)")
        case .output, .worker: UserMessage(.environment, "\(failure.kind.rawValue): \(failure.line)")
        }
    }
}

extension UserMessage {
    /// What a person is told where something of jobs could not be done.
    init(_ failure: JobStoreFailure) {
        switch failure {
        case .refused(let reason): self.init(.notSo, "\(reason).")
        case .storage: self.init(.environment, "\(failure.message).")
        }
    }

    /// What `body` gives; its failure becomes a message.
    static func ofJobs<Value>(_ body: () throws(JobStoreFailure) -> Value) throws(UserMessage) -> Value {
        do throws(JobStoreFailure) { return try body() } catch { throw UserMessage(error) }
    }
}
