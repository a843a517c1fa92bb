// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import YAML

extension RuleReader {
    /// A rule that looks at single events; `nil` if it has errors.
    mutating func rule(_ part: YAMLEntry, _ map: YAMLMap, _ header: SigmaHeader) -> DetectionRule? {
        let source = logSource(map)
        guard let expression = detection(part, besides: []), let source else { return nil }
        return DetectionRule(header: header, logSource: source, expression: expression)
    }

    /// What the searches and conditions of a map mean together; `others` are keys that are neither.
    mutating func detection(_ part: YAMLEntry, besides others: Set<String>) -> SigmaExpression? {
        guard case .map(let entries) = part.value.content else {
            error(
                part.keyPosition, "`\(part.key)` is \(part.value.kind)",
                help: "Write searches and a condition under it.")
            return nil
        }
        let map = YAMLMap(entries, position: part.value.position)
        var searches = SearchSet()
        for entry in entries where entry.key != "condition" && !others.contains(entry.key) {
            if entry.key == "timeframe" {
                error(
                    entry.keyPosition, "`timeframe` is no longer part of Sigma",
                    help: "Write a correlation rule that names this rule.")
            } else {
                searches.append(entry.key, search(entry.value, after: entry.keyPosition))
            }
        }
        guard map.value("condition") != nil else {
            error(
                map.entry("condition")?.keyPosition ?? part.keyPosition, "`\(part.key)` has no condition",
                help: "Write `condition:` and how its searches are joined.")
            return nil
        }
        return condition(map, &searches)
    }

    private mutating func condition(_ map: YAMLMap, _ searches: inout SearchSet) -> SigmaExpression? {
        let nodes = nodes("condition", map)
        var expressions: [SigmaExpression] = []
        var isParsed = true
        for node in nodes {
            do throws(ConditionFailure) {
                let condition = try ConditionParser.parse(node.scalar?.text ?? "")
                if let expression = try searches.expression(of: condition) { expressions.append(expression) }
            } catch {
                isParsed = false
                self.error(
                    position(error.offset, of: node.scalar?.text ?? "", at: node.position), error.message,
                    help: error.help)
            }
        }
        if isParsed {
            let unused = searches.unused
            for entry in map.entries where unused.contains(entry.key) {
                warn(
                    entry.keyPosition, "the condition does not use `\(entry.key)`",
                    help: "Name it in the condition, or take it away.")
            }
        }
        if let entry = map.entry("condition"), case .list(let items) = entry.value.content, items.isEmpty {
            error(entry.keyPosition, "the condition is empty", help: "Name a search, such as `selection`.")
        }
        guard !nodes.isEmpty, expressions.count == nodes.count else { return nil }
        return .joined(any: expressions)
    }

    /// A search: a map whose entries must all fit, a list any of whose items, or keywords.
    private mutating func search(_ node: YAMLNode, after key: TextPosition) -> SigmaExpression? {
        switch node.content {
        case .map(let entries):
            guard !entries.isEmpty else {
                error(node.position, "the search is empty", help: "Write fields and their values under it.")
                return nil
            }
            let members = entries.map { test($0) }
            let good = members.compactMap(\.self)
            return good.count == members.count ? .joined(all: good) : nil
        case .list(let items):
            guard !items.isEmpty else {
                error(node.position, "the search is empty", help: "Write keywords or maps of fields into it.")
                return nil
            }
            let members = items.map { search($0, after: $0.position) }
            let good = members.compactMap(\.self)
            return good.count == members.count ? .joined(any: good) : nil
        case .scalar(let scalar):
            if scalar.isNull {
                error(key, "the search is empty", help: "Write fields and their values under it.")
                return nil
            }
            return values([node], of: .keyword, at: node.position)
        }
    }

    /// An entry of a search: a field and what its value must be.
    private mutating func test(_ entry: YAMLEntry) -> SigmaExpression? {
        let key: FieldKey
        do throws(FieldKey.Failure) {
            key = try FieldKey(entry.key)
        } catch {
            let position = position(error.offset, of: entry.key, at: entry.keyPosition)
            self.error(position, error.message, help: error.help)
            return nil
        }
        switch entry.value.content {
        case .scalar:
            if key.modifiers.contains(.all) {
                warn(
                    entry.keyPosition, "`all` has a single value to join",
                    help: "Take `all` away, or write a list of values.")
            }
            return values([entry.value], of: key, at: entry.keyPosition)
        case .list(let items):
            guard !items.isEmpty else {
                error(
                    entry.value.position, "the list of values is empty", help: "Write values, or take the field away.")
                return nil
            }
            if key.modifiers.contains(.all), items.count == 1 {
                warn(
                    entry.keyPosition, "`all` has a single value to join",
                    help: "Take `all` away, or write more values.")
            }
            return values(items, of: key, at: entry.keyPosition)
        case .map:
            error(
                entry.value.position, "the value of a field is a map",
                help: "Write one value or a list; a field inside another is named with a dot.")
            return nil
        }
    }
}
