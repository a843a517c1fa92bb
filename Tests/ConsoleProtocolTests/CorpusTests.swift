// SPDX-License-Identifier: Apache-2.0

import ConsoleProtocol
import Foundation
import Testing

struct CorpusTests {
    /// `CORPUS=FOLDER` writes the examples there as JSON, a file each, for fuzzing to begin with (Fuzz/README.md).
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CORPUS"] != nil))
    func write() throws {
        let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["CORPUS"] ?? "")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let texts = try Examples.consoleFrames.map(Sent.text) + Examples.stationFrames.map(Sent.text)
        for (index, text) in texts.enumerated() {
            try Data(text.utf8).write(to: folder.appendingPathComponent("frame-\(index)"))
        }
    }
}
