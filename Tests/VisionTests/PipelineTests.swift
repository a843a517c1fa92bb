// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation
import Synchronization
import Testing

@testable import Vision

@Suite("Jobs from the input to the output")
struct PipelineTests {
    let folder: TestFolder
    let scene = Scene()

    init() throws { folder = try TestFolder() }

    private func order(_ models: [UsedModel] = [], _ change: (inout JobOptions) -> Void = { _ in })
        -> WorkerOrder.Processing
    {
        var options = JobOptions()
        change(&options)
        return .init(
            input: folder.file("in.mp4"), output: folder.file("out.mp4"), options: options, models: models,
            regions: folder.file("regions"), previewSide: 64)
    }

    private func run(_ order: WorkerOrder.Processing) throws(JobFailure) -> JobReport {
        try Pipeline(order) { _ in }.run()
    }

    /// Before a camera that stands still a bright square goes from left to right.
    private func writeFixed(frames: Int = 90) throws {
        try scene.write(folder.file("in.mp4"), frames: frames) { frame in
            var picture = scene.picture()
            Scene.draw(235, x: 2 * frame - 20, y: 50, side: 18, into: &picture)
            return picture
        }
    }

    /// The same before a camera that turns.
    private func writeMoving(frames: Int = 40) throws {
        try scene.write(folder.file("in.mp4"), frames: frames) { frame in
            var picture = scene.picture(turned: 3 * frame)
            Scene.draw(235, x: 60, y: 50, side: 18, into: &picture)
            return picture
        }
    }

    @Test("without a model, what moves before a fixed camera is gone, and the scene is there in its place")
    func fixedWithoutModels() throws {
        try writeFixed()
        let report = try run(order())
        let pictures = try DrawnClip.pictures(folder.file("out.mp4"))
        #expect(report.clip?.camera == .fixed)
        #expect(pictures.count == 90 && report.framesIn == 90 && report.framesOut == 90)
        let ground = scene.picture()
        for picture in pictures {
            #expect(Scene.pixels(of: picture, above: 200) == 0)
            #expect(DrawnClip.nearness(picture, ground) > 30)
        }
        #expect((report.filledPixels[.plate] ?? 0) > 0)
        #expect(report.notes.contains { $0.contains("standing persons and vehicles are not covered") })
        #expect(!report.notes.contains { $0.contains("of the clip alone") })
        #expect(!report.isDegraded)
        #expect(report.outputs.count == 1)
        let lines = try String(contentsOfFile: folder.file("regions"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 90)
        let last = try JSONDecoder().decode(FrameRegions.self, from: Data(try #require(lines.last).utf8))
        #expect(last.frame == 89)
    }

    @Test("of a short clip the report says that motion tells little")
    func short() throws {
        try writeFixed(frames: 60)
        let report = try run(order())
        #expect(report.notes.contains { $0.contains("told from 6.0 s of the clip alone: who hardly moved") })
    }

    @Test(
        "a job that leaves a class out is degraded, and without motion and a model nothing is done before a fixed camera either"
    )
    func leftOut() throws {
        try writeFixed()
        let failure = #expect(throws: JobFailure.self) { try run(order { $0.classes = [.car, .bus] }) }
        #expect(failure?.kind == .uncovered)
        #expect(failure?.line.contains("motion is not among what is masked") == true)
        #expect(try folder.names == ["in.mp4"])
        let accepted = try run(
            order {
                $0.classes = [.car, .bus]
                $0.acceptDegraded = true
            })
        #expect(accepted.clip?.camera == .fixed)
        #expect(accepted.degraded.count == 2)
        #expect(accepted.degraded.contains { $0.hasSuffix(": person, bicycle, motorbike, truck, motion") })
        #expect(accepted.degraded.contains { $0.contains("most of them are not covered") })
    }

    @Test("before a moving camera nothing is done without a model, unless somebody accepts that")
    func movingWithoutModels() throws {
        try writeMoving()
        let failure = #expect(throws: JobFailure.self) { try run(order()) }
        #expect(failure?.kind == .uncovered)
        #expect(failure?.line.contains("vedette models import") == true)
        #expect(try folder.names == ["in.mp4"])
        let report = try run(order { $0.acceptDegraded = true })
        #expect(report.isDegraded)
        #expect(report.clip?.camera == .moving)
    }

    @Test(
        "before a moving camera what a model finds is filled from what is around it",
        arguments: FillMethod.last)
    func movingWithModel(fill: FillMethod) throws {
        try writeMoving()
        let report = try run(order([try TinyModel.install(in: folder)]) { $0.lastFill = fill })
        for picture in try DrawnClip.pictures(folder.file("out.mp4")) {
            #expect(Scene.pixels(of: picture, above: 200) == 0)
        }
        #expect(report.classes.map(\.kind) == [.person])
        #expect((report.filledPixels[fill] ?? 0) > 0)
        #expect(report.residualLeft == 0)
    }

    @Test("a model that answers what is no number fails the job, and nothing is left")
    func notANumber() throws {
        try writeMoving()
        let model = try TinyModel.install(in: folder, weights: TinyModel.weights(first: .nan))
        let failure = #expect(throws: JobFailure.self) { try run(order([model])) }
        #expect(failure?.kind == .model)
        #expect(try folder.names.sorted() == ["in.mp4", "tiny.cfg", "tiny.weights"])
    }

    @Test("a model's file that is not the one of the order is refused; one that is replaced later does not matter")
    func replacedModel() throws {
        try writeMoving(frames: 12)
        let model = try TinyModel.install(in: folder)
        let pipeline = try Pipeline(order([model])) { _ in }
        try folder.write(TinyModel.weights(first: .nan), "tiny.weights")
        #expect(try pipeline.run().framesOut == 12)
        let failure = #expect(throws: JobFailure.self) { try Pipeline(order([model])) { _ in } }
        #expect(failure?.kind == .model)
        #expect(failure?.line.contains("tiny.weights") == true)
    }

    @Test("a clip of one frame and an image are processed like others")
    func single() throws {
        try writeMoving(frames: 1)
        let model = try TinyModel.install(in: folder)
        #expect(try run(order([model])).framesOut == 1)
        #expect(Scene.pixels(of: try #require(try DrawnClip.pictures(folder.file("out.mp4")).first), above: 200) == 0)
        let failure = #expect(throws: JobFailure.self) {
            try FileManager.default.removeItem(atPath: folder.file("regions"))
            try FileManager.default.removeItem(atPath: folder.file("out.mp4"))
            _ = try run(order())
        }
        #expect(failure?.kind == .uncovered)
    }

    @Test("the clip is told of once, then how far the job is, and at the end the report has the same numbers")
    func messages() throws {
        try writeFixed(frames: 60)
        let told = Mutex<[WorkerMessage]>([])
        let report = try Pipeline(order()) { message in told.withLock { $0.append(message) } }.run()
        let messages = told.withLock { $0 }
        let opened = messages.compactMap { if case .opened(let clip) = $0 { clip } else { nil } }
        #expect(opened.map(\.detectors) == [["HOG", "motion"]])
        let phases = messages.compactMap { if case .progress(let progress) = $0 { progress.phase } else { nil } }
        #expect(phases.contains(.checking))
        let reports = messages.compactMap { if case .progress(let progress) = $0 { progress.soFar } else { nil } }
        let last = try #require(reports.last)
        #expect(last.framesOut == 60 && last.clip == report.clip && last.classes == report.classes)
        #expect(last.regions == report.regions && last.bridgedRegions == report.bridgedRegions)
        #expect(last.emptyFrames == report.emptyFrames && last.filledPixels == report.filledPixels)
        #expect(messages.allSatisfy { $0.isSound })
    }
}
