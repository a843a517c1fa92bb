// SPDX-License-Identifier: Apache-2.0

/// What a line looks like, before anybody has parsed it.
enum LineShape: Sendable, Hashable {
    /// White space, or nothing.
    case blank
    /// Braces and brackets that close where the line does: it can stand in another object, and cannot end that early.
    case object
    /// Anything else; the station is to say what is wrong with it.
    case other

    /// The shape of a line without its line feed. Whether an object can be read is for the station to say.
    init(of line: Span<UInt8>) {
        var end = line.count
        while end > 0, Self.isSpace(line[end - 1]) { end -= 1 }
        var start = 0
        while start < end, Self.isSpace(line[start]) { start += 1 }
        guard start < end else {
            self = .blank
            return
        }
        self = line[start] == UInt8(ascii: "{") && Self.closes(line, start, end) ? .object : .other
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// Whether what opens at `start` closes just before `end`, and not earlier.
    private static func closes(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var depth = 0
        var index = start
        while index < end {
            switch line[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return index == end - 1 }
            case UInt8(ascii: "\""):
                index += 1
                while index < end, line[index] != UInt8(ascii: "\"") {
                    index += line[index] == UInt8(ascii: "\\") ? 2 : 1
                }
            default: break
            }
            index += 1
        }
        return false
    }
}
