// SPDX-License-Identifier: Apache-2.0

import Console
import ConsoleProtocol
import Foundation
import Query
import Rules
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

    @Test func nothingIsReadBehindALengthOverTheLimit() {
        var reader = FrameReader<ConsoleFrame>(limit: 100)
        reader.append([0, 0, 0, 101])
        let error = FrameError.tooLong(bytes: 101, limit: 100)
        #expect(throws: error) { try reader.next() }
        reader.append(Array(repeating: 0, count: 1000))
        #expect(!reader.isWithinFrame)
        #expect(throws: error) { try reader.next() }
        var usual = FrameReader<ConsoleFrame>()
        usual.append([0, 0x10, 0, 1])
        #expect(throws: FrameError.tooLong(bytes: 1_048_577, limit: 1_048_576)) { try usual.next() }
        var station = FrameReader<StationFrame>()
        station.append([0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: FrameError.tooLong(bytes: 4_294_967_295, limit: 67_108_864)) { try station.next() }
    }

    @Test func framesOverTheLimitAreNotSent() throws {
        let text = String(repeating: "x", count: ConsoleFrame.lengthLimit)
        #expect {
            try FrameCoder.encode(ConsoleFrame.changeRule(.add(.sigma, text: text, comment: "")))
        } throws: {
            guard case FrameError.tooLong(let bytes, 1_048_576) = $0 else { return false }
            return bytes > text.utf8.count
        }
    }

    @Test func aFrameThatIsCutIsNone() throws {
        let stream = try FrameCoder.encode(frames[0])
        for count in 1..<stream.count {
            var reader = FrameReader<ConsoleFrame>()
            reader.append(Array(stream.prefix(count)))
            #expect(try reader.next() == nil)
            #expect(reader.isWithinFrame)
        }
    }

    @Test(arguments: [
        "", "{", "null", "[]", "7", "{}", "\u{0}", "{\"hello\":1}", "{\"hello\":{\"version\":1}}", "{\"other\":{}}",
        "{\"cancel\":{\"rawValue\":1},\"editingRule\":null}", "{\"cancel\":{\"rawValue\":-1}}",
        "{\"cancel\":{\"rawValue\":1e999}}", "{\"cancel\":{\"rawValue\":18446744073709551616}}",
        "{\"ask\":{\"id\":{\"rawValue\":1}}}", "{\"ask\":{\"id\":{\"rawValue\":1},\"question\":{\"unheard\":{}}}}",
    ])
    func whatIsNoFrameEndsTheConnection(_ text: String) throws {
        var reader = FrameReader<ConsoleFrame>()
        reader.append(Sent.framed(text))
        reader.append(try FrameCoder.encode(frames[0]))
        let first = try #require(#expect(throws: FrameError.self) { try reader.next() })
        guard case .malformed(let reason) = first else {
            Issue.record("another error")
            return
        }
        #expect(!reason.isEmpty && reason.utf8.count <= 300 && !reason.contains("\n"))
        // The good frame behind it does not count any more.
        #expect(throws: first) { try reader.next() }
    }

    /// Foundation's own limit is 512; nothing is worked through before that is known.
    @Test func deepNestingIsRefused() {
        for depth in [600, 100_000] {
            for (open, close) in [("[", "]"), ("{\"not\":", "}")] {
                var reader = FrameReader<ConsoleFrame>()
                reader.append(
                    Sent.framed(String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)))
                #expect(throws: FrameError.self) { try reader.next() }
            }
        }
    }

    /// A thread has 512 KiB where nobody says otherwise.
    @Test func theDeepestFilterIsReadOnASmallStack() async throws {
        let depth = Filter.depthLimit - 2
        let filter = (0..<depth).reduce(Filter.test(.gateway, .exists)) { inner, level in
            level % 2 == 0 ? .not(inner) : .any([inner])
        }
        let frame = ConsoleFrame.ask(RequestID(rawValue: 1), .page(PageRequest(filter: filter)))
        let read = await withCheckedContinuation { continuation in
            let thread = Thread {
                continuation.resume(returning: try? Sent.read(Sent.text(frame)))
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
        #expect(read == frame)
    }
}
