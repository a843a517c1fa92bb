// SPDX-License-Identifier: Apache-2.0

/// How a text came out of another one, line by line.
package struct LineDifference: Sendable, Hashable {
    /// A run of lines, the ranges counted from 0 in the old and the new text.
    package enum Run: Sendable, Hashable {
        case same(old: Range<Int>, new: Range<Int>)
        /// Old lines that gave way to new ones; either may be empty.
        case changed(old: Range<Int>, new: Range<Int>)
    }

    /// In order; no two of one kind beside each other, none empty.
    package let runs: [Run]

    /// So many lines taken out or put in are told apart; past that all between the first and the last change is one change.
    package static let changesMost = 400
    /// Texts with more lines are not compared in detail.
    private static let linesMost = 20_000

    /// Compares lines byte for byte. The least number of changes, up to `changesMost`; work and memory are bounded by that.
    ///
    /// Source of the method: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.
    package init(old: [String], new: [String]) {
        var head = 0
        while head < min(old.count, new.count), Self.isSame(old[head], new[head]) { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head,
            Self.isSame(old[old.count - 1 - tail], new[new.count - 1 - tail])
        {
            tail += 1
        }
        let oldMiddle = Array(old[head..<old.count - tail])
        let newMiddle = Array(new[head..<new.count - tail])
        var builder = Builder()
        builder.add(same: head)
        let pairs = max(oldMiddle.count, newMiddle.count) > Self.linesMost ? nil : Self.pairs(oldMiddle, newMiddle)
        for pair in pairs ?? [] {
            builder.change(old: head + pair.old, new: head + pair.new)
            builder.add(same: 1)
        }
        builder.change(old: old.count - tail, new: new.count - tail)
        builder.add(same: tail)
        runs = builder.runs
    }

    /// Compares two texts under edit, without regard to how their lines end.
    package init(old: TextBuffer, new: TextBuffer) {
        self.init(old: old.lines.map(\.text), new: new.lines.map(\.text))
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    /// The lines that both have, or `nil` if too much differs.
    private static func pairs(_ old: [String], _ new: [String]) -> [(old: Int, new: Int)]? {
        let most = min(changesMost, old.count + new.count)
        // furthest[k + most]: how many old lines are used up on diagonal k, new = old - k.
        var furthest = Array(repeating: 0, count: 2 * most + 3)
        var trace: [[Int]] = []
        for depth in 0...most {
            trace.append(furthest)
            for diagonal in stride(from: -depth, through: depth, by: 2) {
                let at = diagonal + most + 1
                let isDown = diagonal == -depth || diagonal != depth && furthest[at - 1] < furthest[at + 1]
                var oldIndex = isDown ? furthest[at + 1] : furthest[at - 1] + 1
                while oldIndex < old.count, oldIndex - diagonal < new.count,
                    isSame(old[oldIndex], new[oldIndex - diagonal])
                {
                    oldIndex += 1
                }
                furthest[at] = oldIndex
                if oldIndex == old.count, oldIndex - diagonal == new.count {
                    return walkBack(trace, old.count, new.count, most: most)
                }
            }
        }
        return nil
    }
}
