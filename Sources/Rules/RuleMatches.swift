// SPDX-License-Identifier: Apache-2.0

/// Which events of a batch matched which rules.
package struct RuleMatches: Sendable {
    /// An event of the batch and one rule that it matched.
    package struct Match: Hashable, Comparable, Sendable {
        /// Index of the event in the batch.
        package var event: Int32
        /// Index of the rule in `rules`.
        package var rule: Int32

        package init(event: Int32, rule: Int32) {
            self.event = event
            self.rule = rule
        }

        package static func < (left: Match, right: Match) -> Bool {
            (left.event, left.rule) < (right.event, right.rule)
        }
    }

    /// The rules that matches name; those that matched nothing may be among them.
    package private(set) var rules: [RuleReference]
    /// By event, then by rule, each pair once.
    package private(set) var matches: [Match]

    /// The matches of a batch, in any order; a pair that comes twice counts once.
    package init(rules: [RuleReference] = [], matches: [Match] = []) {
        self.rules = rules
        self.matches = []
        add(matches)
    }

    package var isEmpty: Bool { matches.isEmpty }

    /// Adds matches of rules that `rules` has.
    package mutating func add(_ more: [Match]) {
        guard !more.isEmpty else { return }
        var all = matches + more.filter { rules.indices.contains(Int($0.rule)) }
        all.sort()
        matches = []
        matches.reserveCapacity(all.count)
        for match in all where matches.last != match { matches.append(match) }
    }

    /// The rules that the event matched, as indices into `rules`.
    package func rules(ofEvent event: Int) -> some Sequence<Int> {
        var low = 0
        var high = matches.count
        while low < high {
            let middle = (low + high) / 2
            if Int(matches[middle].event) < event { low = middle + 1 } else { high = middle }
        }
        return matches[low...].prefix { Int($0.event) == event }.lazy.map { Int($0.rule) }
    }
}
