// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Models

struct ModelCorpusTests {
    /// `CORPUS=FOLDER` writes small models there, for fuzzing to begin with (Fuzz/README.md).
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CORPUS"] != nil))
    func write() throws {
        let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["CORPUS"] ?? "")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let zeros = [UInt8](repeating: 0, count: 256)
        let state = PickleWriter.state([("0.bias", [64], "FloatStorage"), ("1.num_batches_tracked", [], "LongStorage")])
        let older = PickleWriter.state([("0.bias", [64], "FloatStorage")], isOlder: true)
        let all: [[UInt8]] = [
            Array(SmallModels.config.utf8) + [0] + SmallModels.weights(), Array(SmallModels.description().utf8),
            SmallModels.caffeLayer("conv1_1", [([64], zeros)]),
            SmallModels.caffeLayer("conv4_3_norm", [([512], zeros)], isOld: true, hasOldShapes: true),
            SmallModels.onnx(), PickleWriter.archive(state, [zeros, Array(zeros.prefix(8))]),
            PickleWriter.older(older, [(bytes: zeros, size: 4)]), state,
        ]
        for (index, bytes) in all.enumerated() {
            try Data(bytes).write(to: folder.appendingPathComponent("model-\(index)"))
        }
    }
}
