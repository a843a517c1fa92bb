// SPDX-License-Identifier: Apache-2.0

/// Gives equal texts of one batch the same symbol, and makes a `String` only for the first of them.
struct SymbolTable {
    /// How many bytes of a text are kept.
    static let textLimit = 1024

    private struct Entry {
        var hash: UInt64
        /// Where the text lies in `bytes`.
        var start: Int
        var count: Int
    }

    /// The texts so far, in the order of their symbols.
    private(set) var texts: [String] = []
    private var entries: [Entry] = []
    private var bytes: [UInt8] = []
    /// Indices into `entries`, `.max` where free; the count is a power of two, at most half of it used.
    private var slots: [UInt32]
    /// Differs from process to process, so that nobody can make texts that collide. Symbols do not depend on it.
    private let seed: UInt64

    init() {
        slots = Array(repeating: .max, count: 256)
        seed = UInt64(bitPattern: Int64(Hasher().finalize())) | 1
    }

    /// Takes the texts out and begins anew.
    mutating func takeTexts() -> [String] {
        let taken = texts
        texts = []
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        if slots.count > 16384 {
            slots = Array(repeating: .max, count: 256)
        } else {
            for index in slots.indices { slots[index] = .max }
        }
        return taken
    }

    /// The symbol for `text`, which must be UTF-8 and is cut at `textLimit` bytes, never inside a scalar.
    mutating func symbol(_ text: Span<UInt8>) -> Symbol {
        let text = text.extracting(..<Self.cut(text))
        let hash = hash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != .max {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash, entry.count == text.count, isEqual(entry, text) {
                return Symbol(index: slots[slot])
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        let index = UInt32(entries.count)
        slots[slot] = index
        entries.append(Entry(hash: hash, start: bytes.count, count: text.count))
        for offset in text.indices { bytes.append(text[offset]) }
        texts.append(String(decoding: bytes[(bytes.count - text.count)...], as: UTF8.self))
        if entries.count * 2 > slots.count { grow() }
        return Symbol(index: index)
    }

    /// How many bytes of `text` are kept.
    private static func cut(_ text: Span<UInt8>) -> Int {
        guard text.count > textLimit else { return text.count }
        var end = textLimit
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    private func isEqual(_ entry: Entry, _ text: Span<UInt8>) -> Bool {
        for offset in 0..<text.count where bytes[entry.start + offset] != text[offset] {
            return false
        }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: .max, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
            while slots[slot] != .max { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index)
        }
    }

    /// A hash that folds a 128-bit product for every eight bytes.
    private func hash(_ text: Span<UInt8>) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: text.count)
        var word: UInt64 = 0
        for offset in 0..<text.count {
            word = word << 8 | UInt64(text[offset])
            if offset & 7 == 7 {
                hash = Self.mix(hash ^ word, seed)
                word = 0
            }
        }
        return Self.mix(hash ^ word, 0x9E37_79B9_7F4A_7C15)
    }

    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
