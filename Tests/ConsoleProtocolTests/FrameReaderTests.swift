// SPDX-License-Identifier: Apache-2.0

import Console
import ConsoleProtocol
import Testing

struct FrameReaderTests {
    private let frames: [ConsoleFrame] = [
        .hello(version: 1, program: "vedette"), .ask(RequestID(rawValue: .max), .gateways),
        .editingRule(nil), .editingRule("1:2001"), .cancel(RequestID(rawValue: 7)),
    ]

    @Test func framesComeOutHoweverTheStreamIsCut() throws {
        let stream = try frames.flatMap { frame throws(FrameError) in try FrameCoder.encode(frame) }
        for size in [1, 2, 3, 5, 64, stream.count] {
            var reader = FrameReader<ConsoleFrame>()
            var found: [ConsoleFrame] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                reader.append(Array(stream[start..<min(start + size, stream.count)]))
                while let frame = try reader.next() { found.append(frame) }
            }
            #expect(found == frames)
            #expect(!reader.isWithinFrame)
        }
    }
}
