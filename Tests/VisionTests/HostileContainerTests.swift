// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Fixtures
import Foundation
import Testing

@testable import Vision

/// Clips that are mutated at random, by a seed, through the worker under its limits. SOAK=1 goes on until SOAK_END, from SOAK_SEED.
@Suite("Hostile containers", .serialized)
struct HostileContainerTests {
    let folder: TestFolder
    let worker: WorkerModel

    init() throws {
        folder = try TestFolder()
        worker = WorkerModel(folder: folder)
    }

    private static let environment = ProcessInfo.processInfo.environment

    private var isOver: Bool {
        guard let end = Self.environment["SOAK_END"].flatMap(Double.init) else { return true }
        return Date().timeIntervalSince1970 >= end
    }

    @Test("a mutated clip ends in an output or in one line, and never in a crash or in half an output")
    func mutated() throws {
        try DrawnClip.write(folder.file("a.mp4"), width: 48, height: 32, frames: 24)
        try DrawnClip.write(folder.file("a.jpg"), width: 48, height: 32, frames: 1, source: .image, isPNG: false)
        try DrawnClip.write(folder.file("a.png"), width: 48, height: 32, frames: 1, source: .image)
        let clips = try ["a.mp4", "a.jpg", "a.png"].map { try folder.read($0) }
        let first = Self.environment["SOAK"] == "1" ? UInt64(Self.environment["SOAK_SEED"] ?? "") ?? 1 : 1
        var seed = first
        repeat {
            for _ in 0..<12 {
                try run(clips, seed: seed)
                seed += 1
            }
        } while Self.environment["SOAK"] == "1" && !isOver
    }

    private func run(_ clips: [[UInt8]], seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = clips[seed % 4 < 2 ? 0 : seed % 4 == 2 ? 1 : 2]
        for _ in 0...Int.random(in: 0..<6, using: &random) {
            bytes.mutate(with: [0xff, 0xff, 0xff, 0xff], using: &random)
        }
        try folder.write(bytes, "bad")
        let isJob = seed.isMultiple(of: 3)
        let answer = try worker.run(
            isJob ? worker.job("bad", "out") : .preview(.init(file: folder.file("bad"), frame: 100, side: 32)))
        #expect(answer.ending == 0 || answer.ending == 1, "seed \(seed): \(answer)")
        #expect(answer.ending == 0 || answer.failure?.line.contains("\n") == false, "seed \(seed)")
        #expect(try folder.names.contains("out") == (isJob && answer.ending == 0), "seed \(seed)")
        #expect(try !folder.names.contains("out.partial"), "seed \(seed)")
        try? FileManager.default.removeItem(atPath: folder.file("out"))
    }
}
