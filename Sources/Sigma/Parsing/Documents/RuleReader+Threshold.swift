// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import YAML

/// The condition of a correlation.
extension RuleReader {
    /// Reads `condition` into `rule`, whose other parts are there.
    mutating func readCondition(_ map: YAMLMap, _ position: TextPosition, into rule: inout CorrelationRule) {
        let isTemporal = rule.kind == .temporal || rule.kind == .temporalOrdered
        guard let value = map.value("condition") else {
            if !isTemporal {
                error(
                    map.entry("condition")?.keyPosition ?? position, "the correlation has no condition",
                    help: "Write `condition:` and a comparison under it, such as `gte: 10`.")
            }
            return
        }
        switch value.content {
        case .map(let entries):
            readThresholds(YAMLMap(entries, position: value.position), isTemporal, into: &rule)
        case .scalar where isTemporal: rule.ruleCondition = ruleCondition(value, rule.rules)
        case .scalar, .list:
            error(
                value.position, "the condition of `\(rule.kind.rawValue)` is \(value.kind)",
                help: "Write a comparison under it, such as `gte: 10`.")
        }
    }

    private mutating func readThresholds(_ map: YAMLMap, _ isTemporal: Bool, into rule: inout CorrelationRule) {
        for entry in map.entries {
            if let comparison = Comparison(rawValue: entry.key) {
                guard let number = entry.value.scalar?.number else {
                    error(
                        entry.value.position, "`\(entry.key)` needs a number", help: "Write a decimal number behind it."
                    )
                    continue
                }
                rule.thresholds.append(CorrelationRule.Threshold(comparison, number))
            } else if entry.key == "field" {
                rule.field = texts("field", map)
            } else if entry.key == "percentile" {
                readPercentile(entry, into: &rule)
            } else {
                let keys = Comparison.allCases.map(\.rawValue) + ["field", "percentile"]
                error(
                    entry.keyPosition, "unknown comparison `\(entry.key)`",
                    help: NearestName.of(entry.key, among: keys).map { "Did you mean `\($0)`?" }
                        ?? "It is one of \(keys.joined(separator: ", ")).")
            }
        }
        if rule.thresholds.isEmpty {
            error(map.position, "the condition compares with nothing", help: "Write a comparison, such as `gte: 10`.")
        }
        checkField(map, isTemporal || rule.kind == .eventCount, into: &rule)
    }

    private mutating func readPercentile(_ entry: YAMLEntry, into rule: inout CorrelationRule) {
        guard let number = entry.value.scalar?.number, 0...100 ~= number else {
            error(entry.value.position, "`percentile` needs a number from 0 to 100", help: "Write one behind it.")
            return
        }
        rule.percentile = number
        if rule.kind != .valuePercentile {
            warn(entry.keyPosition, "`percentile` is only for `value_percentile`", help: "Take it away.")
        }
    }

    private mutating func checkField(_ map: YAMLMap, _ isOfEvents: Bool, into rule: inout CorrelationRule) {
        if isOfEvents, let entry = map.entry("field") {
            warn(
                entry.keyPosition, "`\(rule.kind.rawValue)` counts events, not the values of a field",
                help: "Use `value_count`.")
        }
        if !isOfEvents, rule.field.isEmpty {
            error(
                map.entry("field")?.keyPosition ?? map.position, "`\(rule.kind.rawValue)` needs a field",
                help: "Write `field:` and its name into the condition.")
        }
        if rule.kind == .valuePercentile, rule.percentile == nil, map.entry("percentile") == nil {
            warn(
                map.position, "no `percentile` is given, and 50 is taken",
                help: "Write `percentile:` and a number from 0 to 100.")
            rule.percentile = 50
        }
    }

    /// A condition over the names of rules.
    private mutating func ruleCondition(_ node: YAMLNode, _ rules: [String]) -> SigmaRuleCondition? {
        do throws(ConditionFailure) {
            return try Self.ruleCondition(try ConditionParser.parse(node.scalar?.text ?? ""), rules)
        } catch {
            self.error(
                position(error.offset, of: node.scalar?.text ?? "", at: node.position), error.message, help: error.help)
            return nil
        }
    }

    private static func ruleCondition(
        _ node: ConditionNode, _ rules: [String]
    ) throws(ConditionFailure) -> SigmaRuleCondition {
        func members(_ nodes: [ConditionNode]) throws(ConditionFailure) -> [SigmaRuleCondition] {
            var members: [SigmaRuleCondition] = []
            for node in nodes { members.append(try ruleCondition(node, rules)) }
            return members
        }
        switch node {
        case .name(let name, let offset):
            guard rules.contains(name) else {
                throw ConditionFailure(
                    offset: offset, message: "the correlation has no rule `\(name)`",
                    help: NearestName.of(name, among: rules.prefix(200)).map { "Did you mean `\($0)`?" }
                        ?? "Name it under `rules`."
                )
            }
            return .rule(name)
        case .anyOf(_, let offset), .allOf(_, let offset):
            throw ConditionFailure(
                offset: offset, message: "a correlation's condition knows no quantities",
                help: "Write the rules' names with `and` and `or`.")
        case .all(let nodes): return .all(try members(nodes))
        case .any(let nodes): return .any(try members(nodes))
        case .not(let node): return .not(try ruleCondition(node, rules))
        }
    }
}
