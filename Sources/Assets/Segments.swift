// SPDX-License-Identifier: Apache-2.0

/// Ranges of numbers that lie inside each other or apart, as networks do, cut into stretches of which each has one owner.
struct Segments<Number: FixedWidthInteger & Sendable>: Sendable {
    /// All numbers from `lower` to `upper`.
    struct Span {
        var lower: Number
        var upper: Number
        var owner: Int

        init(_ lower: Number, _ upper: Number, owner: Int) {
            self.lower = lower
            self.upper = upper
            self.owner = owner
        }
    }

    /// Where each stretch begins, rising; it goes on to the next one.
    private var starts: [Number] = []
    /// Whose it is; -1 is nobody's.
    private var owners: [Int32] = []

    /// The stretches of spans of which any two are apart or one inside the other; of equal ones the first counts.
    init(_ spans: [Span]) {
        let sorted = spans.enumerated().sorted { left, right in
            if left.element.lower != right.element.lower { return left.element.lower < right.element.lower }
            // The outer one first; of equal ones the first last, so that it lies on top.
            if left.element.upper != right.element.upper { return left.element.upper > right.element.upper }
            return left.offset > right.offset
        }
        var open: [Span] = []
        for (_, span) in sorted {
            while let last = open.last, last.upper < span.lower { close(&open) }
            begin(span.lower, span.owner)
            open.append(span)
        }
        while !open.isEmpty { close(&open) }
    }

    /// Ends the innermost span: what lies behind it is the next one's.
    private mutating func close(_ open: inout [Span]) {
        let ended = open.removeLast()
        guard ended.upper < .max else { return }
        begin(ended.upper + 1, open.last?.owner ?? -1)
    }

    private mutating func begin(_ number: Number, _ owner: Int) {
        if starts.last == number {
            owners[owners.count - 1] = Int32(owner)
        } else {
            starts.append(number)
            owners.append(Int32(owner))
        }
    }

    /// Whose a number is: the owner of the innermost span that it lies in.
    func owner(of number: Number) -> Int? {
        // The number of starts that are not behind it.
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= number { low = middle + 1 } else { high = middle }
        }
        guard low > 0, owners[low - 1] >= 0 else { return nil }
        return Int(owners[low - 1])
    }
}
