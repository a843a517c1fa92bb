// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import YAML

extension RuleReader {
    /// A correlation; `nil` if it has errors.
    mutating func correlation(_ part: YAMLEntry, _ document: YAMLMap, _ header: SigmaHeader) -> CorrelationRule? {
        guard case .map(let entries) = part.value.content else {
            error(
                part.keyPosition, "`correlation` is \(part.value.kind)",
                help: "Write type, rules, timespan and condition under it.")
            return nil
        }
        let map = YAMLMap(entries, position: part.value.position)
        checkKeys(of: map)
        let kind = kind(map, part.keyPosition)
        let rules = nodes("rules", map)
        if rules.isEmpty {
            error(
                map.entry("rules")?.keyPosition ?? part.keyPosition, "the correlation names no rules",
                help: "Write `rules:` and a list of ids or names.")
        }
        addReferences(rules)
        let names = rules.compactMap { $0.scalar?.text }
        let timespan = timespan(map, part.keyPosition)
        let aliases = aliases(map, names)
        guard let kind, let timespan else { return nil }
        var rule = CorrelationRule(
            header: header, kind: kind, rules: names, groupBy: texts("group-by", map), timespan: timespan,
            aliases: aliases,
            generatesBaseMatches: generates(map) || generates(document))
        readCondition(map, part.keyPosition, into: &rule)
        return rule
    }

    private mutating func checkKeys(of map: YAMLMap) {
        let keys = ["type", "rules", "group-by", "timespan", "aliases", "condition", "generate"]
        for entry in map.entries where !keys.contains(entry.key) {
            let nearest = entry.key == "timeframe" ? "timespan" : NearestName.of(entry.key, among: keys)
            warn(
                entry.keyPosition, "unknown key `\(entry.key)`",
                help: nearest.map { "Did you mean `\($0)`?" } ?? "A correlation has \(keys.joined(separator: ", ")).")
        }
    }

    private mutating func kind(_ map: YAMLMap, _ position: TextPosition) -> CorrelationRule.Kind? {
        let kinds = CorrelationRule.Kind.allCases.map(\.rawValue)
        guard let text = text("type", map), let value = map.value("type") else {
            if map.value("type") == nil {
                error(
                    position, "the correlation has no type",
                    help: "Write `type:` and one of \(kinds.joined(separator: ", ")).")
            }
            return nil
        }
        if let kind = CorrelationRule.Kind(rawValue: text) { return kind }
        error(
            value.position, "unknown type `\(text.prefix(40))`",
            help: NearestName.of(text, among: kinds).map { "Did you mean `\($0)`?" }
                ?? "It is one of \(kinds.joined(separator: ", ")).")
        return nil
    }

    /// `timespan` in seconds.
    private mutating func timespan(_ map: YAMLMap, _ position: TextPosition) -> Int? {
        guard let value = map.value("timespan"), let text = text("timespan", map) else {
            if map.value("timespan") == nil {
                error(position, "the correlation has no timespan", help: "Write `timespan:` and a length, such as 15m.")
            }
            return nil
        }
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let digits = text.dropLast()
        if let unit = text.last.flatMap({ units[$0] }), 1...9 ~= digits.utf8.count,
            digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let count = Int(digits), count > 0
        {
            return count * unit
        }
        error(
            value.position, "`\(text.prefix(40))` is no timespan",
            help: "Write a number from 1 and s, m, h or d behind it, such as 15m.")
        return nil
    }

    private mutating func generates(_ map: YAMLMap) -> Bool {
        guard let value = map.value("generate") else { return false }
        if let bool = value.scalar?.bool { return bool }
        error(value.position, "`generate` is neither true nor false", help: "Write one of them, without quotes.")
        return false
    }

    private mutating func aliases(_ map: YAMLMap, _ rules: [String]) -> [CorrelationRule.Alias] {
        guard let value = map.value("aliases") else { return [] }
        guard case .map(let entries) = value.content else {
            error(
                value.position, "`aliases` is \(value.kind)",
                help: "Write a map of names, each with a map of rules and fields.")
            return []
        }
        return entries.compactMap { entry in
            guard case .map(let members) = entry.value.content, !members.isEmpty else {
                error(
                    entry.keyPosition, "the alias names no fields", help: "Write `rule: field` under it for each rule.")
                return nil
            }
            var fields: [String: String] = [:]
            for member in members {
                guard let field = member.value.scalar, !field.isNull else {
                    error(
                        member.keyPosition, "the alias has no field for `\(member.key)`",
                        help: "Write the field's name.")
                    continue
                }
                fields[member.key] = field.text
                if !rules.contains(member.key) {
                    warn(
                        member.keyPosition, "the correlation has no rule `\(member.key)`",
                        help: NearestName.of(member.key, among: rules.prefix(200)).map { "Did you mean `\($0)`?" }
                            ?? "Name it under `rules`.")
                }
            }
            return CorrelationRule.Alias(name: entry.key, fields: fields)
        }
    }
}
