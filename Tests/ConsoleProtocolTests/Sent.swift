// SPDX-License-Identifier: Apache-2.0

import Console
import ConsoleProtocol
import EVE
import Testing

/// What a console could send that is not this program's.
enum Sent {
    /// A text as a frame.
    static func framed(_ json: String) -> [UInt8] {
        let length = json.utf8.count
        return (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + json.utf8
    }

    /// The text of a good frame.
    static func text(_ frame: some Frame) throws -> String {
        String(decoding: try FrameCoder.encode(frame).dropFirst(4), as: UTF8.self)
    }

    /// What is read of a text.
    static func read(_ json: String) throws -> ConsoleFrame? {
        var reader = FrameReader<ConsoleFrame>()
        reader.append(framed(json))
        return try reader.next()
    }

    /// That a frame is refused once `old` in it, which it must have, is `new`, and that what is wrong is told.
    static func expectRefusal(
        of frame: ConsoleFrame, with old: String, as new: String, _ reason: String,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let text = try text(frame)
        let changed = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false).joined(separator: new)
        try #require(changed != text, "\(text)", sourceLocation: location)
        #expect(try read(text) == frame, sourceLocation: location)
        do {
            _ = try read(changed)
            Issue.record("taken: \(changed)", sourceLocation: location)
        } catch FrameError.malformed(let told) {
            #expect(told.contains(reason), "\(told)", sourceLocation: location)
        }
    }
}
