// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import YAML

extension RuleReader {
    /// A filter; `nil` if it has errors.
    mutating func filter(_ part: YAMLEntry, _ map: YAMLMap, _ header: SigmaHeader) -> FilterRule? {
        let source = logSource(map)
        guard let expression = detection(part, besides: ["rules"]), case .map(let entries) = part.value.content else {
            return nil
        }
        let filter = YAMLMap(entries, position: part.value.position)
        if !expression.hasNegation, let condition = filter.value("condition") {
            warn(
                condition.position, "the filter leaves only the matches that fit its condition",
                help: "Write `not` before it to take these matches away.")
        }
        let rules = nodes("rules", filter)
        guard !rules.isEmpty else {
            error(
                filter.entry("rules")?.keyPosition ?? part.keyPosition, "the filter names no rules",
                help: "Write `rules:` and a list of ids or names, or `any`.")
            return nil
        }
        guard let source else { return nil }
        let isAny = rules.count == 1 && rules[0].scalar?.text.lowercased() == "any"
        if !isAny { addReferences(rules) }
        return FilterRule(
            header: header, logSource: source, rules: isAny ? nil : rules.compactMap { $0.scalar?.text },
            expression: expression)
    }

    /// Keeps where the document names other rules.
    mutating func addReferences(_ nodes: [YAMLNode]) {
        references += nodes.map { SigmaFile.Reference(name: $0.scalar?.text ?? "", position: $0.position) }
    }
}

extension SigmaExpression {
    /// Whether anything in it is negated.
    fileprivate var hasNegation: Bool {
        switch self {
        case .not: true
        case .all(let members), .any(let members): members.contains { $0.hasNegation }
        case .test: false
        }
    }
}
