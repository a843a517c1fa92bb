// SPDX-License-Identifier: Apache-2.0

internal import CGrams
internal import Query

/// Tells which lines of an open block may be what a filter looks for, by texts that they must hold. All lines of the block are
/// searched at once, without being taken apart.
struct BlockSieve {
    let need: LineNeed

    /// The slots of the lines that may do, the first in the lowest bit; and those that have no line, for who asks for one is to be told.
    func slots(of block: RawBlock, _ text: [UInt8]) -> UInt64 {
        var search = BlockSearch(block, text)
        return search.slots(need) | ~search.all
    }
}

/// Searches of one block.
private struct BlockSearch {
    private let text: [UInt8]
    /// Where each line ends.
    private let ends: [Int]
    /// A bit for each line.
    let all: UInt64
    /// Lines with a backslash, once they were looked for.
    private var escaped: UInt64?

    init(_ block: RawBlock, _ text: [UInt8]) {
        var ends: [Int] = []
        ends.reserveCapacity(block.lengths.count)
        for length in block.lengths { ends.append((ends.last ?? 0) + length) }
        self.ends = ends
        self.text = text
        all = ends.count >= RawBlock.slots ? .max : 1 << UInt64(ends.count) - 1
    }

    mutating func slots(_ need: LineNeed) -> UInt64 {
        switch need {
        case .nothing: return all
        case .text(let text): return lines(with: text)
        case .value(let text):
            let found = lines(with: text)
            if found == all { return all }
            let escaped = escaped ?? lines(with: [UInt8(ascii: "\\")])
            self.escaped = escaped
            return found | escaped
        case .all(let needs):
            var slots = all
            for need in needs where slots != 0 { slots &= self.slots(need) }
            return slots
        case .any(let needs):
            var slots: UInt64 = 0
            for need in needs where slots != all { slots |= self.slots(need) }
            return slots
        }
    }

    /// The lines in which `needle` begins. All of them, where the search takes too long.
    private func lines(with needle: [UInt8]) -> UInt64 {
        var slots: UInt64 = 0
        var line = 0
        var from = 0
        while let start = find(needle, from: from) {
            guard start >= 0 else { return all }
            while line < ends.count, ends[line] <= start { line += 1 }
            guard line < ends.count else { break }
            slots |= 1 << UInt64(line)
            from = ends[line]
        }
        return slots
    }

    /// Where the needle is; negative if that takes too long to find out.
    private func find(_ needle: [UInt8], from: Int) -> Int? {
        let found = unsafe text.withUnsafeBufferPointer { text in
            unsafe needle.withUnsafeBufferPointer { needle in
                unsafe text_find(text.baseAddress, text.count, from, needle.baseAddress, needle.count)
            }
        }
        return found == -1 ? nil : Int(found)
    }
}
