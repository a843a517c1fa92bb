// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

/// Resolves the names in correlation rules.
struct CorrelationPlanner {
    private let rules: [CorrelationRule]
    private let baseRules: [SigmaHeader]
    private let limits: CorrelationLimits
    /// By name, and by id in lower case. Of rules with the same name the first counts.
    private var sources: [String: CorrelationPlan.Source] = [:]

    init(rules: [CorrelationRule], baseRules: [SigmaHeader], limits: CorrelationLimits) {
        self.rules = rules
        self.baseRules = baseRules
        self.limits = limits
        let all =
            baseRules.enumerated().map { (CorrelationPlan.Source.rule($0), $1) }
            + rules.enumerated().map { (.correlation($0), $1.header) }
        for (source, header) in all {
            for name in [header.name, header.id?.lowercased()] {
                guard let name, sources[name] == nil else { continue }
                sources[name] = source
            }
        }
    }

    /// What a name or id in a rule means.
    private func source(_ name: String) -> CorrelationPlan.Source? {
        sources[name] ?? sources[name.lowercased()]
    }

    /// The plan of the rule at `index`.
    ///
    /// That inner correlations can be planned too is not its concern.
    func plan(_ index: Int) throws(UnusableCorrelation) -> CorrelationPlan {
        let rule = rules[index]
        try checkShape(rule)
        let slots = try slots(of: rule)
        var condition: SlotCondition?
        if let given = rule.ruleCondition { condition = try compile(given, of: rule, slots, depth: 0) }
        var thresholds = rule.thresholds
        if thresholds.isEmpty, condition == nil {
            thresholds = [CorrelationRule.Threshold(.greaterOrEqual, Double(slots.count))]
        }
        return CorrelationPlan(
            index: index, kind: rule.kind, slots: slots, groupNames: rule.groupBy,
            timespan: Int64(min(max(1, rule.timespan), CorrelationLimits.longest)) * 1_000_000, thresholds: thresholds,
            percentile: rule.percentile ?? 0, condition: condition,
            fingerprint: fingerprint(of: rule, slots))
    }

    /// What can be said without looking at names.
    private func checkShape(_ rule: CorrelationRule) throws(UnusableCorrelation) {
        let isTemporal = rule.kind == .temporal || rule.kind == .temporalOrdered
        if !isTemporal, rule.thresholds.isEmpty {
            throw rule.problem("The correlation has no condition", "Say when it matches, as in 'condition: gte: 10'.")
        }
        if !isTemporal, rule.ruleCondition != nil {
            throw rule.problem("Only temporal correlations have a condition over rules", "Compare with a number.")
        }
        if !isTemporal, rule.kind != .eventCount, rule.field.isEmpty {
            throw rule.problem("The condition of \(rule.kind.rawValue) names no field", "Add 'field:' to it.")
        }
        if rule.kind == .valuePercentile, !(0...100).contains(rule.percentile ?? -1) {
            throw rule.problem("The percentile is missing or not in 0...100", "Add 'percentile: 95' to the condition.")
        }
        if rule.thresholds.contains(where: { !$0.value.isFinite }) {
            throw rule.problem("A threshold is not a finite number", "Write a plain number.")
        }
        let most = Double(limits.entriesPerGroup / 4 * 3)
        let counts = rule.kind == .eventCount || rule.kind == .valueCount
        if counts, rule.thresholds.contains(where: { $0.value > most }) {
            throw rule.problem(
                "More than \(Int(most)) cannot be counted", "Lower the threshold, or match rarer events.")
        }
    }

    private func slots(of rule: CorrelationRule) throws(UnusableCorrelation) -> [CorrelationPlan.Slot] {
        var slots: [CorrelationPlan.Slot] = []
        for name in rule.rules {
            guard let source = source(name) else {
                throw rule.problem("There is no rule '\(name)'", "Write the name or id of a rule that is loaded.")
            }
            guard !slots.contains(where: { $0.source == source }) else { continue }
            slots.append(
                CorrelationPlan.Slot(
                    source: source, groupFields: rule.groupBy.map { field($0, of: rule, in: source) },
                    valueFields: rule.field.map { field($0, of: rule, in: source) }))
        }
        let most = rule.kind == .temporalOrdered ? 16 : 64
        guard 1...most ~= slots.count else {
            throw rule.problem("The correlation has \(slots.count) rules", "Name 1 to \(most) rules.")
        }
        return slots
    }

    /// What the field `name`, perhaps an alias, is called in the events of `source`.
    private func field(_ name: String, of rule: CorrelationRule, in source: CorrelationPlan.Source) -> String {
        guard let alias = rule.aliases.first(where: { $0.name == name }) else { return name }
        return alias.fields.sorted { $0.key < $1.key }.first { self.source($0.key) == source }?.value ?? name
    }

    private func compile(
        _ condition: SigmaRuleCondition, of rule: CorrelationRule, _ slots: [CorrelationPlan.Slot], depth: Int
    ) throws(UnusableCorrelation) -> SlotCondition {
        guard depth < 64 else { throw rule.problem("The condition is nested too deeply", "Chain correlations.") }
        func compile(_ members: [SigmaRuleCondition]) throws(UnusableCorrelation) -> [SlotCondition] {
            var compiled: [SlotCondition] = []
            for member in members { compiled.append(try self.compile(member, of: rule, slots, depth: depth + 1)) }
            return compiled
        }
        switch condition {
        case .rule(let name):
            guard let source = source(name), let slot = slots.firstIndex(where: { $0.source == source }) else {
                throw rule.problem("The condition names '\(name)', which 'rules' does not", "Add it to 'rules'.")
            }
            return .slot(slot)
        case .all(let members): return .all(try compile(members))
        case .any(let members): return .any(try compile(members))
        case .not(let member): return .not(try compile([member])[0])
        }
    }

    /// A hash over everything that the meaning of a stored state hangs on.
    private func fingerprint(of rule: CorrelationRule, _ slots: [CorrelationPlan.Slot]) -> UInt64 {
        var parts = [identity(rule.header), rule.kind.rawValue, "\(rule.timespan)", "\(rule.percentile ?? -1)"]
        parts += rule.thresholds.map { "\($0.comparison.rawValue) \($0.value)" }
        parts += [String(describing: rule.ruleCondition)] + rule.groupBy
        for slot in slots {
            parts.append("rule")
            switch slot.source {
            case .rule(let index): parts.append(identity(baseRules[index]))
            case .correlation(let index): parts.append(identity(rules[index].header))
            }
            parts += slot.groupFields + slot.valueFields
        }
        return Fingerprint.hash(parts.flatMap { "\($0.utf8.count):\($0)".utf8 })
    }

    private func identity(_ header: SigmaHeader) -> String {
        header.id?.lowercased() ?? header.name ?? header.title
    }
}

/// Why a correlation cannot be used.
struct UnusableCorrelation: Error {
    var problem: RuleProblem
}

extension CorrelationRule {
    /// An error of this rule.
    func problem(_ message: String, _ help: String) -> UnusableCorrelation {
        UnusableCorrelation(problem: RuleProblem(.error, header.position, message, help: help))
    }
}
