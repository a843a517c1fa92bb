// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// The lines that some problems of a file are in.
struct ProblemLines {
    private let lines: [Int]

    init(_ problems: [RuleProblem], where isMeant: (RuleProblem) -> Bool) {
        lines = problems.filter(isMeant).map(\.position.line).sorted()
    }

    /// Whether one of them is the line `number`, or one before the line `next`, where what is joined to it ends.
    func touch(_ number: Int, before next: Int?) -> Bool {
        var (low, high) = (0, lines.count)
        while low < high {
            let middle = (low + high) / 2
            if lines[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < lines.count && lines[low] < next ?? .max
    }
}

extension Array {
    /// The element behind the one at `index`.
    func element(after index: Int) -> Element? { index + 1 < count ? self[index + 1] : nil }
}
