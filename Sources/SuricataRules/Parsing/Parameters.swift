// SPDX-License-Identifier: Apache-2.0

/// Pairs of a name and a value with commas between, as `threshold` and threshold.config write them.
struct Parameters {
    /// One pair. Offsets count the bytes of the text that was read.
    struct Parameter {
        /// In the case of the text; empty if nothing stands between two commas.
        var name: String
        /// Without white space around it; empty if nothing follows the name.
        var value: String
        var offset: Int
        var valueOffset: Int
        /// Where the value ends. Its text can be longer than its bytes, if they are no UTF-8.
        var end: Int
    }

    private(set) var all: [Parameter] = []

    /// Reads `text` from `start` on. Commas within brackets belong to a value, so does whatever follows the first space.
    init(_ text: [UInt8], from start: Int = 0) {
        var from = start
        var depth = 0
        for at in start...max(start, text.count) {
            if at < text.count {
                if text[at] == UInt8(ascii: "[") { depth += 1 }
                if text[at] == UInt8(ascii: "]") { depth = max(0, depth - 1) }
                guard text[at] == UInt8(ascii: ","), depth == 0 else { continue }
            }
            all.append(Self.parameter(text, from..<at))
            from = at + 1
        }
    }

    private static func parameter(_ text: [UInt8], _ range: Range<Int>) -> Parameter {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, text[low].isBlank {
            low += 1
        }
        while high > low, text[high - 1].isBlank {
            high -= 1
        }
        var end = low
        while end < high, !text[end].isBlank {
            end += 1
        }
        var value = end
        while value < high, text[value].isBlank {
            value += 1
        }
        return Parameter(
            name: String(decoding: text[low..<end], as: UTF8.self),
            value: String(decoding: text[value..<high], as: UTF8.self), offset: low, valueOffset: value,
            end: high)
    }
}
