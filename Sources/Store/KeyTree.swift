// SPDX-License-Identifier: Apache-2.0

/// Counts by keys of several numbers, without an allocation for each key that is seen again.
///
/// A key is a way down a tree; each step is one look-up by (node, number).
struct KeyTree {
    private struct Step: Hashable {
        var node: Int32
        var number: Int64
    }

    private var steps: [Step: Int32] = [:]
    private var numbers: [(parent: Int32, number: Int64)] = [(-1, 0)]
    private var counts: [Int] = [0]

    /// The node behind a step from `node`; 0 is the root.
    mutating func step(from node: Int32, by number: Int64) -> Int32 {
        let step = Step(node: node, number: number)
        if let known = steps[step] { return known }
        let new = Int32(clamping: numbers.count)
        steps[step] = new
        numbers.append((node, number))
        counts.append(0)
        return new
    }

    mutating func add(_ count: Int, to node: Int32) {
        counts[Int(node)] += count
    }

    /// Every key that was counted, with its count.
    func visitCounts(_ body: ([Int64], Int) -> Void) {
        for node in numbers.indices where counts[node] > 0 {
            var key: [Int64] = []
            var at = node
            while at > 0 {
                key.append(numbers[at].number)
                at = Int(numbers[at].parent)
            }
            body(key.reversed(), counts[node])
        }
    }
}
