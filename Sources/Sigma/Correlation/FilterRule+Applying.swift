// SPDX-License-Identifier: Apache-2.0

package import Rules

extension FilterRule {
    /// `rules` with the filters added to those that they are for, and what is wrong with filters, by their index.
    ///
    /// A filter is for the rules that it names, or for all, as far as their log source is one of its own: each part that the
    /// filter's log source gives, the rule's has too. A name that no rule has, and a named rule of another log source, are a
    /// problem; the rest of the filter works.
    package static func apply(
        _ filters: [FilterRule], to rules: [DetectionRule]
    ) -> (rules: [DetectionRule], problems: [(filter: Int, problem: RuleProblem)]) {
        var filtered = rules
        var problems: [(filter: Int, problem: RuleProblem)] = []
        for (index, filter) in filters.enumerated() {
            let (targets, wrong) = filter.targets(among: rules)
            problems += wrong.map { (index, $0) }
            for target in targets {
                filtered[target].expression = .all([filtered[target].expression, filter.expression])
            }
        }
        return (filtered, problems)
    }

    /// The indices of the rules that the filter is for.
    private func targets(among all: [DetectionRule]) -> (targets: [Int], problems: [RuleProblem]) {
        guard let rules else { return (all.indices.filter { logSource.covers(all[$0].logSource) }, []) }
        var targets: Set<Int> = []
        var problems: [RuleProblem] = []
        for name in rules {
            let named = all.indices.filter { all[$0].header.isCalled(name) }
            let fitting = named.filter { logSource.covers(all[$0].logSource) }
            targets.formUnion(fitting)
            if named.isEmpty {
                let help = "Write the name or id of a rule that is loaded."
                problems.append(RuleProblem(.error, header.position, "There is no rule '\(name)'", help: help))
            } else if fitting.isEmpty {
                let help = "Give the filter the rule's log source, or leave the rule out."
                let message = "The rule '\(name)' has another log source than the filter"
                problems.append(RuleProblem(.error, header.position, message, help: help))
            }
        }
        return (targets.sorted(), problems)
    }
}

extension SigmaHeader {
    /// Whether `name` is the rule's name, or its id in whatever case.
    func isCalled(_ name: String) -> Bool {
        self.name == name || id?.lowercased() == name.lowercased()
    }
}

extension LogSource {
    /// Whether `other` has all the parts that this gives.
    func covers(_ other: LogSource) -> Bool {
        [\LogSource.category, \.product, \.service].allSatisfy { part in
            guard let own = self[keyPath: part] else { return true }
            return own.lowercased() == other[keyPath: part]?.lowercased()
        }
    }
}
