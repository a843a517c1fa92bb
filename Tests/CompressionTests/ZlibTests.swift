// SPDX-License-Identifier: Apache-2.0
import Compression
import Fixtures
import Testing

@Suite("zlib streams")
struct ZlibTests {
    static func inflate(_ input: [UInt8], piece: Int, limit: Int) throws -> (output: [UInt8], rest: Int, isAtEnd: Bool)
    {
        var inflater = try ZlibInflater()
        var output: [UInt8] = []
        var at = 0
        while true {
            let offered = input.span.extracting(at..<min(input.count, at + piece))
            let step = try inflater.inflate(offered, into: &output, limit: limit)
            #expect(step.produced <= limit)
            at += step.consumed
            if step.isAtEnd { return (output, input.count - at, true) }
            if step.consumed == 0 && step.produced == 0 { return (output, input.count - at, false) }
        }
    }

    @Test("what was deflated comes out again, stream after stream", arguments: [1, 3, 9, 99], [1, 1000])
    func roundTrip(level: Int, piece: Int) throws {
        var random = SeededGenerator(seed: UInt64(level))
        var deflater = try ZlibDeflater(level: level)
        for size in [0, 1, 70_000, 200_000] {
            let bytes = (0..<size).map { _ in UInt8.random(in: 0...15, using: &random) }
            var packed: [UInt8] = []
            for start in stride(from: 0, to: size, by: 30_000) {
                deflater.append(bytes.span.extracting(start..<min(size, start + 30_000)), to: &packed)
            }
            deflater.finish(into: &packed)
            let unpacked = try Self.inflate(packed + [1, 2], piece: piece, limit: 777)
            #expect(unpacked.output == bytes && unpacked.rest == 2 && unpacked.isAtEnd)
        }
    }

    @Test("damage is told after what was good, and again")
    func damage() throws {
        var deflater = try ZlibDeflater(level: 6)
        var packed: [UInt8] = []
        deflater.append([1, 2, 3].span, to: &packed)
        deflater.finish(into: &packed)
        #expect(try !Self.inflate(Array(packed.dropLast()), piece: 100, limit: 10).isAtEnd)
        packed[packed.count - 1] ^= 1
        var inflater = try ZlibInflater()
        var output: [UInt8] = []
        let step = try inflater.inflate(packed.span, into: &output, limit: 10)
        #expect(output == [1, 2, 3] && !step.isAtEnd)
        for _ in 0..<2 {
            #expect(throws: ZlibError.corrupt) {
                try inflater.inflate(packed.span.extracting(droppingFirst: step.consumed), into: &output, limit: 10)
            }
        }
        #expect(throws: ZlibError.corrupt) { try Self.inflate([0x79, 0x9C], piece: 9, limit: 9) }
        // A preset dictionary is announced (RFC 1950, section 2.2), and nobody has it.
        #expect(throws: ZlibError.unsupported) { try Self.inflate([0x78, 0x20, 0, 0, 0, 1], piece: 9, limit: 9) }
    }
}
