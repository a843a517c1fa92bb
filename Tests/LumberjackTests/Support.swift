// SPDX-License-Identifier: Apache-2.0
import Compression
import Fixtures
import Lumberjack

/// Bytes of Lumberjack frames as any client might send them, written apart from the code that is tested.
enum Wire {
    static func number(_ value: Int) -> [UInt8] {
        [UInt8(value >> 24 & 255), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }

    static func window(_ count: Int) -> [UInt8] { Array("2W".utf8) + number(count) }

    static func event(_ sequence: Int, _ payload: [UInt8]) -> [UInt8] {
        Array("2J".utf8) + number(sequence) + number(payload.count) + payload
    }

    static func event(_ sequence: Int, _ payload: String) -> [UInt8] { event(sequence, Array(payload.utf8)) }

    /// A compressed frame around zlib's stream of `inside`.
    static func compressed(_ inside: [UInt8]) throws -> [UInt8] { frame(try deflated(inside)) }

    /// A compressed frame that holds just `bytes`.
    static func frame(_ bytes: [UInt8]) -> [UInt8] { Array("2C".utf8) + number(bytes.count) + bytes }

    static func deflated(_ bytes: [UInt8], level: Int = 6) throws -> [UInt8] {
        var deflater = try ZlibDeflater(level: level)
        var output: [UInt8] = []
        deflater.append(bytes.span, to: &output)
        deflater.finish(into: &output)
        return output
    }
}

/// A frame with the payload it had.
enum Seen: Equatable {
    case window(Int)
    case event(UInt32, [UInt8])
}

/// All that came of some bytes, and how it ended.
struct Reading: Equatable {
    var frames: [Seen] = []
    var error: LumberjackError?
    var isBetweenFrames = false
    var heldMost = 0

    static func == (left: Reading, right: Reading) -> Bool {
        left.frames == right.frames && left.error == right.error && left.isBetweenFrames == right.isBetweenFrames
    }

    /// Reads `bytes` in pieces whose lengths `cut` tells.
    static func of(
        _ bytes: [UInt8], limits: LumberjackLimits = LumberjackLimits(), cut: () -> Int = { 1 << 30 }
    ) -> Reading {
        var reading = Reading()
        var reader = LumberjackReader(limits: limits)
        var next = 0
        do {
            while next < bytes.count {
                let end = min(bytes.count, next + max(1, cut()))
                reader.push(Array(bytes[next..<end]))
                next = end
                while let frame = try reader.next() {
                    reading.heldMost = max(reading.heldMost, reader.heldBytes)
                    reading.frames.append(seen(frame, reader))
                }
            }
            reading.isBetweenFrames = reader.isBetweenFrames
        } catch {
            reading.error = error
        }
        return reading
    }

    static func seen(_ frame: LumberjackFrame, _ reader: borrowing LumberjackReader) -> Seen {
        switch frame {
        case .window(let count):
            return .window(count)
        case .event(let sequence, _):
            var payload: [UInt8] = []
            reader.appendPayload(to: &payload)
            return .event(sequence, payload)
        }
    }
}

extension SeededGenerator {
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
