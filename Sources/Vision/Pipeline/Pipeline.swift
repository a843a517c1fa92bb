// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Foundation
internal import Version

/// One job, from the opened input to the released output.
///
/// `init` opens all that is read and written; from `run` on only descriptors that are open are used, and the output's own folder. A failure
/// leaves no output behind.
package final class Pipeline {
    private let order: WorkerOrder.Processing
    private let reader: ClipReader
    private let writer: ClipWriter
    private let models: [ModelFiles]
    private let completion: Network?
    private let regions: RegionsFile?
    private let verifying: Detectors
    private let final: FinalLook
    private let pace: Pace
    private let tell: @Sendable (WorkerMessage) -> Void

    /// As far as the job has come.
    package private(set) var report: JobReport

    /// Opens the input, the models and the outputs.
    ///
    /// - Throws: `JobFailure`; nothing is left of outputs then.
    package init(
        _ order: WorkerOrder.Processing, tell: @escaping @Sendable (WorkerMessage) -> Void
    ) throws(JobFailure) {
        if let problem = order.options.problem { throw JobFailure(.input, problem) }
        VisionThreads.set(1)
        self.order = order
        // Both threads tell; lines do not mix.
        let lock = NSLock()
        let inTurn: @Sendable (WorkerMessage) -> Void = { message in lock.withLock { tell(message) } }
        self.tell = inTurn
        report = JobReport(
            program: VedetteVersion.text, input: .init(path: StreamAddress.told(order.input), bytes: 0, sha256: ""),
            options: order.options)
        var models: [ModelFiles] = []
        for model in order.models { models.append(try ModelFiles(model)) }
        self.models = models
        report.models = order.models
        if let glcic = models.first(where: { $0.model.kind == .glcic }) {
            completion = try Network(glcic.model.name, .onnx, graph: glcic.contents[0])
        } else {
            completion = nil
        }
        reader = try ClipReader(input: order.input, sound: order.options.keepAudio)
        report.input = try reader.hashedInput()
        // Detectors of its own for looking at what was processed: they run on another thread than the first ones.
        verifying = try Detectors(of: models, options: order.options)
        let final = FinalLook(verifying)
        let pace = Pace(total: reader.info.frames, previewSide: order.previewSide) { inTurn($0) }
        self.final = final
        self.pace = pace
        regions = try order.regions.map { path throws(JobFailure) in try RegionsFile(path: path) }
        do throws(JobFailure) {
            writer = try ClipWriter(output: order.output, source: reader, options: order.options) {
                picture, number throws(JobFailure) in
                try final.look(at: picture, number: number)
                pace.checked()
            }
        } catch {
            regions?.remove()
            throw error
        }
    }

    /// Processes the clip.
    ///
    /// - Throws: `JobFailure`; there is no output then, and `report` says how far it came.
    package func run() throws(JobFailure) -> JobReport {
        let clip = SharedClip(reader)
        let handover = Handover()
        let opened = OpenedNote()
        startLeading(clip, handover, opened)
        let trailing = TrailingPass(
            clip, handover: handover, filler: Filler(completion: completion, lastFill: order.options.lastFill),
            verification: Verification(verifying, options: order.options), final: final, writer: writer,
            regions: regions, pace: pace, opened: { opened.clip }, report: report)
        do throws(JobFailure) {
            try trailing.run()
        } catch {
            handover.finish(.failure(error))
            opened.wait()
            conclude(trailing, opened)
            regions?.remove()
            throw error
        }
        opened.wait()
        conclude(trailing, opened)
        return report
    }

    private func startLeading(_ clip: SharedClip, _ handover: Handover, _ opened: OpenedNote) {
        let (options, models, tell) = (order.options, models, tell)
        let thread = Thread {
            do throws(JobFailure) {
                let leading = try LeadingPass(clip, options: options, models: models, handover: handover) {
                    opened.set($0)
                    tell(.opened($0))
                }
                try leading.run()
                handover.finish(.success(()))
            } catch {
                handover.finish(.failure(error))
            }
            opened.end()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func conclude(_ trailing: TrailingPass, _ opened: OpenedNote) {
        report = trailing.concluded()
        let detects = models.contains { $0.model.kind.detects }
        let left = RegionClass.allCases.filter { !order.options.classes.contains($0) }
        if !left.isEmpty {
            report.degraded.append(
                "'classes' leaves out what is to be masked otherwise: \(left.map(\.rawValue).joined(separator: ", "))")
        }
        if !detects {
            report.notes.append("no model looked at the processed frames again")
            if report.clip?.camera == .fixed, order.options.classes.contains(.motion) {
                report.notes.append(
                    "no model that finds people and vehicles is installed: standing persons and vehicles are not covered"
                )
            }
        }
        if report.clip?.camera == .moving, completion == nil, report.filledPixels[.plate] == nil {
            report.notes.append("no completion network is installed: masked regions show as blots")
        }
    }
}

/// What the leading thread says of itself to the one that waits for it.
private final class OpenedNote: @unchecked Sendable {
    // @unchecked: the variables are used under `condition` alone, which Swift cannot see.
    private let condition = NSCondition()
    private var note: OpenedClip?
    private var hasEnded = false

    var clip: OpenedClip? { condition.withLock { note } }

    func set(_ clip: OpenedClip) { condition.withLock { note = clip } }

    func end() {
        condition.withLock {
            hasEnded = true
            condition.broadcast()
        }
    }

    /// Until the thread is done with the clip.
    func wait() {
        condition.withLock { while !hasEnded { condition.wait() } }
    }
}
