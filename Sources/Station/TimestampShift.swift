// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Moves every timestamp in a raw EVE line by one span, so that a recorded day can be replayed as today.
///
/// Only texts of the form that Suricata writes (`2026-11-20T13:58:41.207318+0100`) are touched; each keeps its zone and
/// its length, so nothing else in the line moves.
struct TimestampShift {
    /// Added to every timestamp.
    let microseconds: Int64

    /// `2026-11-20T13:58:41.207318`, without the zone.
    private static let length = 26

    /// The line with its timestamps moved.
    func apply(to line: ArraySlice<UInt8>) -> [UInt8] {
        var out = Array(line)
        var index = 10
        while index + 16 <= out.count {
            guard out[index] == UInt8(ascii: "T"), let local = Self.read(out, at: index - 10) else {
                index += 1
                continue
            }
            write(local.advanced(byMicroseconds: microseconds), to: &out, at: index - 10)
            index += Self.length
        }
        return out
    }

    /// The wall-clock time that stands at `start`, taken as if it were UTC; `nil` if none stands there.
    private static func read(_ bytes: [UInt8], at start: Int) -> Instant? {
        guard start + length <= bytes.count else { return nil }
        func number(_ offset: Int, _ count: Int) -> Int? {
            var value = 0
            for byte in bytes[(start + offset)..<(start + offset + count)] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        func stands(_ separator: Character, at offset: Int) -> Bool {
            bytes[start + offset] == separator.asciiValue
        }
        guard stands("-", at: 4), stands("-", at: 7), stands(":", at: 13), stands(":", at: 16), stands(".", at: 19),
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), let fraction = number(20, 6),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return civil.instant(offsetSeconds: 0).advanced(byMicroseconds: Int64(fraction))
    }

    private func write(_ instant: Instant, to bytes: inout [UInt8], at start: Int) {
        let civil = CivilTime(instant, offsetSeconds: 0)
        func put(_ value: Int, _ offset: Int, _ count: Int) {
            var rest = value
            for position in stride(from: start + offset + count - 1, through: start + offset, by: -1) {
                bytes[position] = 0x30 + UInt8(rest % 10)
                rest /= 10
            }
        }
        put(civil.year, 0, 4)
        put(civil.month, 5, 2)
        put(civil.day, 8, 2)
        put(civil.hour, 11, 2)
        put(civil.minute, 14, 2)
        put(civil.second, 17, 2)
        put(Int(instant.microsecondsInDay % 1_000_000), 20, 6)
    }
}
