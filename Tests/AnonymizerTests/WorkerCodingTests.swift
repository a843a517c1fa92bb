// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Anonymizer

@Suite("What workers and stations write each other")
struct WorkerCodingTests {
    @Test("numbers of a box that no picture has are brought within bounds before anything is counted with them")
    func hostileBox() throws {
        let text = #"{"x":-9223372036854775808,"y":9223372036854775807,"width":9223372036854775807,"height":-5}"#
        let box = try JSONDecoder().decode(PixelBox.self, from: Data(text.utf8))
        #expect(box == PixelBox(x: -PixelBox.most, y: PixelBox.most, width: PixelBox.most, height: 0))
        #expect(box.clipped(width: 10, height: 10).isEmpty)
    }

    @Test("a report and a preview come back as they went, pixels as one text and fills by name")
    func roundTrip() throws {
        var report = JobReport(program: "1", input: .init(path: "a", bytes: 1, sha256: "00"), options: JobOptions())
        report.filledPixels = [.plate: 5, .solid: 7]
        let picture = PreviewPicture(frame: 1, width: 1, height: 1, pixels: [1, 2, 3])
        for message in [WorkerMessage.succeeded(report), .preview(picture)] {
            let line = try JSONEncoder().encode(message)
            #expect(try JSONDecoder().decode(WorkerMessage.self, from: line) == message)
        }
        let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(text.contains(#""plate":5"#))
        #expect(!PreviewPicture(frame: 0, width: 2, height: 1, pixels: [1]).isSound)
    }
}
