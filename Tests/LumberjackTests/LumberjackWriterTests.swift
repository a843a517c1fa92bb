// SPDX-License-Identifier: Apache-2.0
import Fixtures
import Lumberjack
import Testing

@Suite("Writing Lumberjack windows")
struct LumberjackWriterTests {
    @Test("a window of plain events has just the bytes that it should")
    func golden() throws {
        var writer = try LumberjackWriter(level: 0)
        writer.append(Array(#"{"a":1}"#.utf8))
        writer.append(Array("{}".utf8))
        #expect(writer.count == 2 && writer.frameBytes == 29)
        #expect(writer.byteCount == LumberjackReaderTests.golden.count + 6)
        #expect(writer.finish() == LumberjackReaderTests.golden)
        #expect(writer.count == 0 && writer.frameBytes == 0)
        #expect(writer.finish() == Wire.window(0))
    }

    @Test("what was written is read again", arguments: 1...30 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var writer = try LumberjackWriter(level: Int(seed % 10))
        var bytes: [UInt8] = []
        var expected: [Seen] = []
        for _ in 0..<5 {
            let payloads = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                let size =
                    Int.random(in: 0...20, using: &random) == 0 ? 50_000 : Int.random(in: 0...900, using: &random)
                return random.bytes(size)
            }
            for payload in payloads { writer.append(payload) }
            bytes += writer.finish()
            expected.append(.window(payloads.count))
            expected += payloads.enumerated().map { .event(UInt32($0.offset + 1), $0.element) }
        }
        let reading = Reading.of(bytes) { Int.random(in: 1...5000, using: &random) }
        #expect(reading == Reading(frames: expected, isBetweenFrames: true))
    }

    @Test("events that repeat get small")
    func small() throws {
        var writer = try LumberjackWriter()
        for number in 0..<1000 { writer.append(Array(#"{"eve":{"event_type":"flow","flow_id":\#(number)}}"#.utf8)) }
        #expect(writer.frameBytes > 50_000)
        #expect(writer.finish().count < 10_000)
    }
}
