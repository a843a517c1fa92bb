// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// Which rules and correlations feed which correlations.
struct CorrelationNetwork: Sendable {
    /// A place that matches go to.
    struct Target: Hashable, Sendable {
        /// The correlation's index.
        var correlation: Int
        var slot: Int
    }

    /// The plan by correlation; `nil` for one that cannot be used.
    private(set) var plans: [CorrelationPlan?]
    /// By correlation, why it cannot be used.
    private(set) var problems: [(correlation: Int, problem: RuleProblem)] = []
    /// By base rule.
    private(set) var ruleTargets: [[Target]]
    /// By correlation.
    private(set) var correlationTargets: [[Target]]
    /// What a usable correlation without `generate: true` names.
    private(set) var hiddenRules: Set<Int> = []
    private(set) var hiddenCorrelations: Set<Int> = []

    init(rules: [CorrelationRule], baseRules: [SigmaHeader], limits: CorrelationLimits) {
        let planner = CorrelationPlanner(rules: rules, baseRules: baseRules, limits: limits)
        plans = []
        ruleTargets = Array(repeating: [], count: baseRules.count)
        correlationTargets = Array(repeating: [], count: rules.count)
        for index in rules.indices {
            do throws(UnusableCorrelation) {
                plans.append(try planner.plan(index))
            } catch {
                plans.append(nil)
                problems.append((index, error.problem))
            }
        }
        dropUnfounded(rules)
        problems.sort { $0.correlation < $1.correlation }
        connect(rules)
    }

    /// Keeps only plans whose inner correlations are kept; those of a circle never are.
    private mutating func dropUnfounded(_ rules: [CorrelationRule]) {
        var isFounded = Array(repeating: false, count: plans.count)
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for case let plan? in plans where !isFounded[plan.index] {
                isFounded[plan.index] = plan.slots.allSatisfy { slot in
                    if case .correlation(let inner) = slot.source { isFounded[inner] } else { true }
                }
                if isFounded[plan.index] { hasChanged = true }
            }
        }
        for index in plans.indices where plans[index] != nil && !isFounded[index] {
            plans[index] = nil
            let message = "The correlation builds on one that cannot be used"
            let help = "Mend the correlation that it names, or take out the circle if it names itself in the end."
            problems.append((index, rules[index].problem(message, help).problem))
        }
    }

    private mutating func connect(_ rules: [CorrelationRule]) {
        for case let plan? in plans {
            for (slot, source) in plan.slots.map(\.source).enumerated() {
                let target = Target(correlation: plan.index, slot: slot)
                let hides = !rules[plan.index].generatesBaseMatches
                switch source {
                case .rule(let rule):
                    ruleTargets[rule].append(target)
                    if hides { hiddenRules.insert(rule) }
                case .correlation(let inner):
                    correlationTargets[inner].append(target)
                    if hides { hiddenCorrelations.insert(inner) }
                }
            }
        }
    }

    /// The fields of a base rule's events that some correlation looks at, sorted.
    ///
    /// That includes what the correlations around a correlation look at: an inner match has the fields of the event that
    /// completed it.
    func neededFields(ofRule rule: Int) -> [String] {
        var fields: Set<String> = []
        var seen: Set<Target> = []
        var waiting = ruleTargets[rule]
        while let target = waiting.popLast() {
            guard seen.insert(target).inserted, let plan = plans[target.correlation] else { continue }
            fields.formUnion(plan.slots[target.slot].groupFields)
            fields.formUnion(plan.slots[target.slot].valueFields)
            waiting += correlationTargets[target.correlation]
        }
        return fields.sorted()
    }
}
