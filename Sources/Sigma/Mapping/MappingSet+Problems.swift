// SPDX-License-Identifier: Apache-2.0

package import Rules

extension MappingSet {
    /// What keeps a rule from matching as its author means it: a log source or fields that are not to be had here.
    ///
    /// They are warnings all: such a rule loads, and a field without a path never has a value.
    package func problems(_ rule: DetectionRule) -> [RuleProblem] {
        let place = rule.header.position
        switch resolve(rule.logSource) {
        case .absent(let reason):
            let help = "The rule never matches. docs/rules.md lists the log sources and says how to add one."
            return [RuleProblem(.warning, place, reason, help: help)]
        case .mapped(_, let names):
            var problems: [RuleProblem] = []
            if let known = servicesInstead(of: rule.logSource) {
                problems.append(
                    RuleProblem(
                        .warning, place, "Suricata has no event type '\(rule.logSource.service ?? "")'",
                        help: "Give one of \(known.joined(separator: ", "))."))
            }
            let missing = rule.expression.fieldNames.filter { names($0).isEmpty }
            if !missing.isEmpty {
                let source = MappingSet.text(rule.logSource)
                problems.append(
                    RuleProblem(
                        .warning, place, "no field here is \(missing.joined(separator: ", ")) (\(source))",
                        help: "Tests of it see an event without the field. docs/rules.md says how to map one."))
            }
            return problems
        }
    }
}

extension SigmaExpression {
    /// The names of all fields that are tested or compared with, each once, in the order of the rule.
    var fieldNames: [String] {
        var names: [String] = []
        collect(into: &names)
        return names
    }

    private func collect(into names: inout [String]) {
        switch self {
        case .all(let parts), .any(let parts): for part in parts { part.collect(into: &names) }
        case .not(let part): part.collect(into: &names)
        case .test(let test):
            if let field = test.field, !names.contains(field) { names.append(field) }
            if case .field(let other) = test.predicate, !names.contains(other.field) { names.append(other.field) }
        }
    }
}
