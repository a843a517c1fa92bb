// SPDX-License-Identifier: Apache-2.0

/// A table from texts to numbers 0, 1, 2 ..., which is asked with bytes and makes nothing for it.
///
/// Its texts come from rules, so an event cannot fill it with texts that collide.
struct TextTable: Sendable {
    private var texts: [[UInt8]] = []
    /// The number of a text plus 1 where it belongs, with linear probing; 0 is free. At most half full.
    private var slots: [Int32] = [0, 0]
    /// The length of the longest text, -1 without any.
    private var longest = -1

    /// How many texts there are.
    var count: Int { texts.count }

    /// The number of `text`, which is added if it is new.
    mutating func add(_ text: [UInt8]) -> Int {
        let found = slots[slot(text.span)]
        if found > 0 { return Int(found) - 1 }
        texts.append(text)
        longest = max(longest, text.count)
        if texts.count * 2 > slots.count {
            slots = [Int32](repeating: 0, count: slots.count * 2)
            for (number, known) in texts.enumerated() { slots[slot(known.span)] = Int32(number + 1) }
        } else {
            slots[slot(text.span)] = Int32(texts.count)
        }
        return texts.count - 1
    }

    /// The number of `text`; `nil` if it is not there.
    func find(_ text: Span<UInt8>) -> Int? {
        if text.count > longest { return nil }
        let found = slots[slot(text)]
        return found > 0 ? Int(found) - 1 : nil
    }

    /// The slot of `text`, or the free one where it belongs.
    private func slot(_ text: Span<UInt8>) -> Int {
        var at = Self.hash(text) & (slots.count - 1)
        while slots[at] > 0 {
            let known = texts[Int(slots[at]) - 1]
            if known.count == text.count, text.has(known, at: 0) { break }
            at = (at + 1) & (slots.count - 1)
        }
        return at
    }

    /// Source: FNV-1a with 64 bits, whose upper half is mixed into the lower. Long texts are told apart by their first
    /// 64 bytes and their length.
    private static func hash(_ text: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(text.count)
        for index in 0..<min(64, text.count) { hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: hash ^ hash >> 32)
    }
}
