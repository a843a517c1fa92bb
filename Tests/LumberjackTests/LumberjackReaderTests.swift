// SPDX-License-Identifier: Apache-2.0
import Fixtures
import Lumberjack
import Testing

@Suite("Reading Lumberjack frames")
struct LumberjackReaderTests {
    /// A window in the style of go-lumber's client, not compressed: events numbered from 1 in each window.
    static let golden: [UInt8] =
        Array("2W".utf8) + [0, 0, 0, 2] + Array("2J".utf8) + [0, 0, 0, 1, 0, 0, 0, 7] + Array(#"{"a":1}"#.utf8)
        + Array("2J".utf8) + [0, 0, 0, 2, 0, 0, 0, 2] + Array("{}".utf8)

    @Test("a window of plain events")
    func plain() {
        let reading = Reading.of(Self.golden)
        #expect(
            reading
                == Reading(
                    frames: [.window(2), .event(1, Array(#"{"a":1}"#.utf8)), .event(2, Array("{}".utf8))],
                    isBetweenFrames: true))
    }

    /// What pylogbeat 2.1.0 sent for two windows, the first of two events.
    static let pylogbeat: [UInt8] =
        Wire.window(2) + Array("2C".utf8) + [
            0x00, 0x00, 0x00, 0x36, 0x78, 0x9C, 0x33, 0xF2, 0x62, 0x60, 0x60, 0x60, 0x04, 0x62, 0xC9, 0x6A,
            0xA5, 0xDC, 0xD4, 0xE2, 0xE2, 0xC4, 0xF4, 0x54, 0x25, 0x2B, 0x05, 0xA5, 0xEA, 0x5A, 0x25, 0x1D,
            0x05, 0xA5, 0x3C, 0x20, 0xD3, 0xB0, 0xD6, 0x08, 0xA4, 0x84, 0x09, 0x88, 0x05, 0x90, 0x94, 0x28,
            0x45, 0xC7, 0x2A, 0xD5, 0x02, 0x00, 0x84, 0x58, 0x0D, 0xBC,
        ] + Wire.window(1) + Array("2C".utf8) + [
            0x00, 0x00, 0x00, 0x20, 0x78, 0x9C, 0x33, 0xF2, 0x62, 0x60, 0x60, 0x60, 0x06, 0x62, 0x81, 0x6A,
            0xA5, 0xDC, 0xD4, 0xE2, 0xE2, 0xC4, 0xF4, 0x54, 0x25, 0x2B, 0x05, 0x25, 0x63, 0xA5, 0x5A, 0x00,
            0x3C, 0x2E, 0x05, 0x82,
        ]

    @Test("pylogbeat's windows are compressed and numbered on")
    func realClient() {
        let reading = Reading.of(Self.pylogbeat)
        #expect(
            reading
                == Reading(
                    frames: [
                        .window(2), .event(1, Array(#"{"message": "{}", "n": 1}"#.utf8)),
                        .event(2, Array(#"{"message":"[]"}"#.utf8)), .window(1),
                        .event(3, Array(#"{"message": "3"}"#.utf8)),
                    ], isBetweenFrames: true))
        #expect(Reading.of(Self.pylogbeat) { 1 } == reading)
    }

    @Test("a client that counts over the whole connection keeps its numbers")
    func counting() {
        let bytes =
            Wire.window(1) + Wire.event(7, "{}") + Wire.window(2) + Wire.event(8, "{}") + Wire.event(0xFFFF_FFFF, "{}")
        let braces = Array("{}".utf8)
        #expect(
            Reading.of(bytes).frames == [
                .window(1), .event(7, braces), .window(2), .event(8, braces), .event(.max, braces),
            ])
    }

    /// The stream of `{}` numbered 1, stored and not compressed: no zlib writes it otherwise (RFC 1950, 1951 section 3.2.4).
    static let stored: [UInt8] =
        Array("2C".utf8) + [0, 0, 0, 23] + [0x78, 0x01, 0x01, 12, 0, 0xF3, 0xFF] + Array("2J".utf8)
        + [0, 0, 0, 1, 0, 0, 0, 2] + Array("{}".utf8) + [0x07, 0x12, 0x01, 0x78]

    @Test("a compressed frame gives its events, and stands for no window")
    func compressed() throws {
        #expect(Reading.of(Self.stored).frames == [.event(1, Array("{}".utf8))])
        let events = (1...500).flatMap { Wire.event($0, #"{"number":\#($0)}"#) }
        let reading = Reading.of(Wire.window(501) + (try Wire.compressed(events)) + Wire.event(501, "{}"))
        #expect(reading.frames.count == 502)
        #expect(reading.frames.last == .event(501, Array("{}".utf8)))
        #expect(reading.isBetweenFrames)
    }

    /// Windows of all kinds behind each other.
    static func mixture(_ random: inout SeededGenerator) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<6 {
            var events: [UInt8] = []
            let count = Int.random(in: 0...9, using: &random)
            for number in 0..<count {
                events += Wire.event(number + 1, random.bytes(Int.random(in: 0...300, using: &random)))
            }
            bytes += Wire.window(count) + (Bool.random(using: &random) ? try Wire.compressed(events) : events)
        }
        return bytes
    }

    @Test("one byte at a time gives what the whole gives", arguments: 1...20 as ClosedRange<UInt64>)
    func byteAtATime(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = try Self.mixture(&random)
        let whole = Reading.of(bytes)
        #expect(whole.error == nil && whole.isBetweenFrames)
        #expect(Reading.of(bytes) { 1 } == whole)
        #expect(Reading.of(bytes) { Int.random(in: 1...700, using: &random) } == whole)
    }

    @Test(
        "damage ends the reading with the same error however the bytes are cut",
        arguments: 1...60 as ClosedRange<UInt64>)
    func damage(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = try Self.mixture(&random)
        for _ in 0..<3 { bytes.mutate(with: Self.golden, using: &random) }
        let whole = Reading.of(bytes)
        let single = Reading.of(bytes) { 1 }
        #expect(single.frames == whole.frames)
        #expect(single.error?.reason == whole.error?.reason || Self.isZlib(whole.error) && Self.isZlib(single.error))
        #expect(single.error?.offset == whole.error?.offset)
        #expect(single.isBetweenFrames == whole.isBetweenFrames)
    }

    /// How soon zlib finds damage depends on how much it sees at once.
    static func isZlib(_ error: LumberjackError?) -> Bool {
        switch error?.reason {
        case .notCompressed, .compressedEndsEarly, .compressedEndsLate: true
        default: false
        }
    }

    @Test("garbage is refused at once", arguments: 1...200 as ClosedRange<UInt64>)
    func garbage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = random.bytes(40)
        let reading = Reading.of(bytes)
        #expect(reading.error != nil || bytes[0] == UInt8(ascii: "2"))
    }

    static let refused: [(bytes: [UInt8], error: LumberjackError)] = [
        (Array("GET / HTTP/1.1".utf8), LumberjackError(.version(0x47), at: 0)),
        ([0x16, 0x03, 0x01], LumberjackError(.version(0x16), at: 0)),
        (Array("1W".utf8) + [0, 0, 0, 1], LumberjackError(.version(0x31), at: 0)),
        (Wire.window(1) + Array("2D".utf8), LumberjackError(.kind(0x44), at: 6)),
        (Wire.window(1) + Array("2A".utf8) + [0, 0, 0, 1], LumberjackError(.kind(0x41), at: 6)),
        (Wire.window(65_537), LumberjackError(.windowTooLarge(events: 65_537, limit: 65_536), at: 0)),
        (
            Array("2J".utf8) + [0, 0, 0, 1, 0, 0xA0, 0, 1],
            LumberjackError(.frameTooLarge(bytes: 10_485_761, limit: 10_485_760), at: 0)
        ),
        (
            Wire.window(1) + Array("2C".utf8) + [0xFF, 0xFF, 0xFF, 0xFF],
            LumberjackError(.frameTooLarge(bytes: 4_294_967_295, limit: 10_485_760), at: 6)
        ),
        (Wire.frame([0x79, 0x9C, 1, 2, 3, 4, 5, 6]), LumberjackError(.notCompressed, at: 0, inflated: 0)),
        (Wire.frame([]), LumberjackError(.compressedEndsEarly, at: 0, inflated: 0)),
    ]

    @Test("what no client may send is refused with its place", arguments: refused.indices)
    func refusals(index: Int) {
        let (bytes, error) = Self.refused[index]
        #expect(Reading.of(bytes).error == error)
        #expect(Reading.of(bytes) { 1 }.error == error)
        #expect(error.message.contains("at byte \(error.offset) of the connection"))
    }

    @Test("within a compressed frame only events may be")
    func nested() throws {
        let event = Wire.event(1, "{}")
        let window = try Wire.compressed(event + Wire.window(1))
        #expect(Reading.of(window).error == LumberjackError(.kindInside(0x57), at: 0, inflated: 12))
        let frame = Wire.window(2) + (try Wire.compressed(event + (try Wire.compressed(event))))
        #expect(Reading.of(frame).error == LumberjackError(.kindInside(0x43), at: 6, inflated: 12))
        #expect(Reading.of(frame).frames == [.window(2), .event(1, Array("{}".utf8))])
        #expect(Reading.of(try Wire.compressed([0])).error == LumberjackError(.version(0), at: 0, inflated: 0))
    }

    @Test("a zlib stream ends just where its frame does")
    func ends() throws {
        let stream = try Wire.deflated(Wire.event(1, "{}"))
        for length in 0..<stream.count {
            let reading = Reading.of(Wire.frame(Array(stream.prefix(length))) + Wire.window(1))
            #expect(reading.error?.reason == .compressedEndsEarly)
        }
        #expect(Reading.of(Wire.frame(stream + stream)).error?.reason == .compressedEndsLate(bytes: stream.count))
        let half = try Wire.deflated(Array(Wire.event(1, "{}").dropLast()))
        #expect(Reading.of(Wire.frame(half)).error == LumberjackError(.compressedEndsEarly, at: 0, inflated: 11))
    }

    @Test("a wrong checksum is found")
    func checksum() {
        var bytes = Self.stored
        bytes[bytes.count - 1] ^= 1
        #expect(Reading.of(bytes).error?.reason == .notCompressed)
    }

    @Test("a zip bomb stops at the limit and holds one event")
    func bomb() throws {
        let zeros = Wire.event(1, [UInt8](repeating: 0, count: 4 << 20))
        let bytes = try Wire.compressed((1...40).flatMap { _ in zeros })
        #expect(bytes.count < 1 << 20)
        let limits = LumberjackLimits(frameBytes: 4 << 20, inflatedBytes: 50 << 20)
        let reading = Reading.of(bytes, limits: limits)
        #expect(reading.error == LumberjackError(.inflatedTooLarge(limit: 50 << 20), at: 0))
        #expect(reading.frames.count == 12)
        #expect(reading.heldMost < (4 << 20) + (32 << 10) + bytes.count)
    }

    @Test("a frame of just the limits passes")
    func limits() throws {
        let event = Wire.event(1, [UInt8](repeating: 32, count: 1000))
        let limits = LumberjackLimits(frameBytes: 1000, inflatedBytes: event.count, windowEvents: 3)
        let good = Reading.of(Wire.window(3) + (try Wire.compressed(event)), limits: limits)
        #expect(good.error == nil && good.frames.count == 2 && good.isBetweenFrames)
        var less = limits
        less.inflatedBytes -= 1
        #expect(
            Reading.of(Wire.window(3) + (try Wire.compressed(event)), limits: less).error?.reason
                == .inflatedTooLarge(limit: event.count - 1))
        #expect(Reading.of(Wire.window(4), limits: limits).error?.reason == .windowTooLarge(events: 4, limit: 3))
    }

    @Test("a long frame that is only announced takes no memory")
    func announced() {
        var reader = LumberjackReader()
        reader.push(Array("2J".utf8) + [0, 0, 0, 1, 0, 0x90, 0, 0] + [1, 2, 3])
        #expect((try? reader.next()) == .some(nil))
        #expect(reader.heldBytes == 13 && !reader.isBetweenFrames)
    }

    @Test("the error stays")
    func stays() {
        var reader = LumberjackReader()
        reader.push(Array("x".utf8))
        for _ in 0..<2 {
            #expect(throws: LumberjackError(.version(0x78), at: 0)) { try reader.next() }
            reader.push(Wire.window(1))
        }
    }
}
