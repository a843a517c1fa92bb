// SPDX-License-Identifier: Apache-2.0

package import EVE

extension EventBatch {
    /// Gives events and refused lines of a block that began at 0 their places in their file: line `i` of the block ends at `lines[i]`
    /// there and at `places[i]` in the file.
    /// - Parameter reasons: by line, why it is refused, where that is known better than by a look at it.
    package mutating func place(
        lines: [Int], ends places: [UInt64], reasons: [Int: Rejection.Reason] = [:]
    ) {
        var line = 0
        for index in ends.indices {
            while line < lines.count, UInt64(lines[line]) < ends[index] { line += 1 }
            ends[index] = line < places.count ? places[line] : ends[index]
        }
        line = 0
        for index in rejections.indices {
            while line < lines.count, UInt64(lines[line]) <= rejections[index].offset { line += 1 }
            guard line < places.count else { continue }
            rejections[index].reason = reasons[line] ?? rejections[index].reason
            let start = line == 0 ? 0 : lines[line - 1]
            rejections[index].offset = places[line] - UInt64(lines[line] - start)
        }
        end = places.last ?? end
    }
}
