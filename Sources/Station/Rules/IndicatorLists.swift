// SPDX-License-Identifier: Apache-2.0

package import Indicators
package import Rules

/// The indicators of several lists in one set, so that a value is looked up once, each known by its list.
package struct IndicatorLists: Sendable {
    /// What matches of each list are called, in the order in which the lists came.
    package private(set) var references: [RuleReference] = []
    /// All of them, list after list.
    package private(set) var indicators = IndicatorSet()
    /// For each list the index behind its last indicator.
    private var ends: [Int] = []

    /// No lists.
    package init() {}

    package var isEmpty: Bool { references.isEmpty }

    /// Adds a list behind the others. The answer is how many of its indicators found no room.
    package mutating func add(_ list: IndicatorSet, _ reference: RuleReference) -> Int {
        let missing = indicators.append(list)
        references.append(reference)
        ends.append(indicators.count)
        return missing
    }

    /// The list that the indicator at `index` came from, as an index of `references`.
    package func list(ofIndicator index: Int) -> Int {
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= index { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension RuleHeading {
    /// What is said of a list of indicators.
    package init(listNamed name: String, count: Int) {
        self.init(title: name, level: Self.listLevel, tags: ["\(count) indicators"])
    }

    /// How much a match of a list matters.
    private static let listLevel = "high"
}

extension IndicatorReading {
    /// What is wrong with the list, as problems of one rule: an entry that cannot be used costs only itself, so it is a warning where
    /// others are left.
    var problemsOfRule: [RuleProblem] {
        var problems = problems
        if indicators.isEmpty {
            problems.append(
                RuleProblem(
                    .error, .start, "the list has no indicators",
                    help: "Give one value a line, CSV with a first line of names, STIX 2.1 or MISP's JSON."))
        } else {
            for index in problems.indices { problems[index].weight = .warning }
        }
        return problems + furtherLine
    }

    /// All problems as the check of a file tells them.
    var problemsOfFile: [RuleProblem] {
        indicators.isEmpty && problems.isEmpty ? problemsOfRule : problems + furtherLine
    }

    private var furtherLine: [RuleProblem] {
        guard furtherProblems > 0, let last = problems.last else { return [] }
        return [
            RuleProblem(
                .warning, last.position, "\(furtherProblems) more problems behind this one",
                help: "Mend those that are told, and check again.")
        ]
    }
}
