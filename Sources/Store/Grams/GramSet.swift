// SPDX-License-Identifier: Apache-2.0

internal import CGrams
internal import Query

/// Which grams some lines hold, while they are gathered: a bit for each of `GRAM_SLOTS` slots.
///
/// What is stored is folded: of a set of `n` bits, slot `s` is bit `s % n`, the lowest bit of a byte first. So the same look tells
/// whether a gram may be there, whatever size was chosen.
struct GramSet {
    private var words = [UInt64](repeating: 0, count: Int(GRAM_WORDS))

    /// How many bits a stored set has at most.
    static let slots = Int(GRAM_SLOTS)
    /// The sizes that are stored, in bits. Each divides `slots`; three of 21,504, which groups of ordinary lines have, fill a page.
    private static let sizes = [
        1024, 1536, 2048, 3072, 4096, 6144, 7168, 10_752, 14_336, 21_504, 28_672, 43_008, 86_016,
    ]

    /// Adds all grams of a text.
    mutating func add(_ text: Span<UInt8>) {
        var slots = words.mutableSpan
        unsafe text.withUnsafeBufferPointer { text in
            unsafe slots.withUnsafeMutableBufferPointer { slots in
                unsafe grams_note(text.baseAddress, text.count, slots.baseAddress)
            }
        }
    }

    mutating func removeAll() {
        for index in words.indices { words[index] = 0 }
    }

    /// The set as it is stored, so large that less than half of its bits are set; empty where it would tell next to nothing.
    var folded: [UInt8] {
        let count = words.reduce(0) { $0 + $1.nonzeroBitCount }
        if count > Self.slots * 4 / 5 { return [] }
        let size = Self.sizes.first { $0 * 5 >= count * 8 } ?? Self.slots
        var folded = [UInt64](repeating: 0, count: size / 64)
        for start in stride(from: 0, to: words.count, by: folded.count) {
            for index in folded.indices { folded[index] |= words[start + index] }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size / 8)
        for word in folded { bytes.append(littleEndian: word) }
        return bytes
    }

    /// Whether bytes have the form of a stored set.
    static func isStored(_ bytes: [UInt8]) -> Bool { bytes.isEmpty || sizes.contains(bytes.count * 8) }
}

/// What a set of grams must hold for a text to be in its lines.
indirect enum GramTest {
    /// All of these slots.
    case slots([UInt32])
    case all([GramTest])
    case any([GramTest])

    /// The test of a need; `nil` where it has no gram that is noted, or may do without.
    init?(_ need: LineNeed) {
        switch need {
        case .nothing: return nil
        case .text(let text), .value(let text):
            let slots = Self.slots(of: text)
            if slots.isEmpty { return nil }
            self = .slots(slots)
        case .all(let needs):
            let tests = needs.compactMap { GramTest($0) }
            if tests.isEmpty { return nil }
            self = .all(tests)
        case .any(let needs):
            let tests = needs.compactMap { GramTest($0) }
            if tests.count < needs.count { return nil }
            self = .any(tests)
        }
    }

    private static func slots(of text: [UInt8]) -> [UInt32] {
        guard text.count >= 4 else { return [] }
        return unsafe text.withUnsafeBufferPointer { text in
            (0...text.count - 4).compactMap { start in
                guard let first = text.baseAddress else { return nil }
                let slot = unsafe gram_slot(first + start)
                return slot == UInt32.max ? nil : slot
            }
        }
    }

    /// Whether lines with this stored set may have what is looked for; true for bytes that are no set.
    func mayHold(_ set: [UInt8]) -> Bool {
        guard GramSet.isStored(set), !set.isEmpty else { return true }
        return holds(set)
    }

    private func holds(_ set: [UInt8]) -> Bool {
        switch self {
        case .slots(let slots):
            slots.allSatisfy { slot in
                let bit = Int(slot) % (set.count * 8)
                return set[bit / 8] >> UInt8(bit % 8) & 1 != 0
            }
        case .all(let tests): tests.allSatisfy { $0.holds(set) }
        case .any(let tests): tests.contains { $0.holds(set) }
        }
    }
}
