// SPDX-License-Identifier: Apache-2.0

extension LineDifference {
    /// The way back through the furthest points of each depth: the lines on its diagonals, in order.
    static func walkBack(_ trace: [[Int]], _ oldCount: Int, _ newCount: Int, most: Int) -> [(old: Int, new: Int)] {
        var pairs: [(old: Int, new: Int)] = []
        var (old, new) = (oldCount, newCount)
        for depth in stride(from: trace.count - 1, to: 0, by: -1) {
            let furthest = trace[depth]
            let diagonal = old - new
            let at = diagonal + most + 1
            let isDown = diagonal == -depth || diagonal != depth && furthest[at - 1] < furthest[at + 1]
            let previous = isDown ? furthest[at + 1] : furthest[at - 1]
            let start = isDown ? previous : previous + 1
            while old > start {
                old -= 1
                new -= 1
                pairs.append((old, new))
            }
            (old, new) = isDown ? (old, new - 1) : (old - 1, new)
        }
        while old > 0 {
            old -= 1
            pairs.append((old, old))
        }
        return pairs.reversed()
    }

    /// Puts runs together.
    struct Builder {
        var runs: [Run] = []
        private var old = 0
        private var new = 0

        mutating func add(same count: Int) {
            guard count > 0 else { return }
            if case .same(let oldRange, let newRange)? = runs.last {
                runs[runs.count - 1] = .same(
                    old: oldRange.lowerBound..<old + count, new: newRange.lowerBound..<new + count)
            } else {
                runs.append(.same(old: old..<old + count, new: new..<new + count))
            }
            old += count
            new += count
        }

        /// Goes on to a place in either text; what lies between has changed.
        mutating func change(old nextOld: Int, new nextNew: Int) {
            guard nextOld > old || nextNew > new else { return }
            runs.append(.changed(old: old..<nextOld, new: new..<nextNew))
            (old, new) = (nextOld, nextNew)
        }
    }

    /// How many lines were put in and taken out; a changed line counts as both.
    package var counts: (added: Int, removed: Int) {
        runs.reduce((0, 0)) { sums, run in
            guard case .changed(let old, let new) = run else { return sums }
            return (sums.0 + new.count, sums.1 + old.count)
        }
    }

    /// A mark for each line of the new text that is not as in the old one.
    package var marks: [Int: EditorMark] {
        var marks: [Int: EditorMark] = [:]
        for case .changed(let old, let new) in runs {
            for (offset, line) in new.enumerated() { marks[line] = offset < old.count ? .changed : .added }
            // Where lines are gone without a trace, the one below says so; the empty text has none.
            if new.isEmpty, marks[new.lowerBound] == nil { marks[new.lowerBound] = .removed }
        }
        return marks
    }
}
