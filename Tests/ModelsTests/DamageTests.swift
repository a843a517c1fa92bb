// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Models

@Suite struct DamageTests {
    /// Every reader with a small file of its own.
    private static let readers:
        [(name: String, seed: [UInt8], read: @Sendable ([UInt8]) throws(ModelProblem) -> Void)] = [
            (
                "cfg", Array(SmallModels.config.utf8),
                { (bytes) throws(ModelProblem) in _ = try DarknetNetwork(parsing: bytes) }
            ),
            (
                "prototxt", Array(SmallModels.description().utf8.prefix(3000)),
                { (bytes) throws(ModelProblem) in try SSD512Description.check(bytes) }
            ),
            (
                "caffemodel", SmallModels.caffeLayer("conv1_1", [([64], [UInt8](repeating: 0, count: 256))]),
                { (bytes) throws(ModelProblem) in try CaffeWeights.check(bytes) }
            ),
            ("onnx", SmallModels.onnx(), { (bytes) throws(ModelProblem) in _ = try ONNXDetector.recognise(bytes) }),
            (
                "archive",
                PickleWriter.archive(
                    PickleWriter.state([("0.bias", [2], "FloatStorage")]), [[0, 0, 0, 0, 0, 0, 0, 0]]),
                { (bytes) throws(ModelProblem) in _ = try CompletionModel(TorchFile(parsing: bytes)) }
            ),
            (
                "older",
                PickleWriter.older(
                    PickleWriter.state([("0.bias", [2], "FloatStorage")], isOlder: true),
                    [(bytes: [UInt8](repeating: 0, count: 8), size: 4)]),
                { (bytes) throws(ModelProblem) in _ = try CompletionModel(TorchFile(parsing: bytes)) }
            ),
        ]

    @Test(arguments: Self.readers.indices)
    func damagedFilesAreReadOrRefusedInOneLine(_ index: Int) {
        let (name, seed, read) = Self.readers[index]
        var random = SeededGenerator(seed: UInt64(index))
        for round in 0..<600 {
            var bytes = seed
            for _ in 0...Int.random(in: 0...3, using: &random) {
                bytes.mutate(with: Array(seed.suffix(30)), using: &random)
            }
            do throws(ModelProblem) { try read(bytes) } catch {
                #expect(
                    !error.line.contains("\n") && error.line.utf8.count < 600, "\(name), round \(round): \(error.line)")
            }
        }
    }
}
