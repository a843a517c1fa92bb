// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension Filter {
    /// The filter as text that `FilterParser` reads back as `simplified`; empty for every event.
    ///
    /// It may be longer than the parser takes, where the filter was put together by other means.
    package var text: String {
        let filter = simplified
        return filter == .everything ? "" : FilterPrinter(isShort: false).print(filter, in: .alone)
    }

    /// The filter as chips show it: the same language, with `@` names where the full ones are long.
    package var label: String {
        FilterPrinter(isShort: true).print(simplified, in: .alone)
    }
}

/// Writes simplified filters.
struct FilterPrinter {
    /// Whether names are those of chips.
    let isShort: Bool

    /// What a filter stands in, which decides about parentheses.
    enum Surroundings {
        case alone, list, negation
    }

    func print(_ filter: Filter, in surroundings: Surroundings) -> String {
        switch filter {
        case .everything: return "*"
        case .nothing: return "-*"
        case .not(let inner): return "-" + print(inner, in: .negation)
        case .text(let text): return Self.word(text, isValue: false)
        case .test(let field, let comparison): return "\(name(field)):\(Self.value(comparison, field.kind))"
        case .eitherAddress(let comparison):
            return "\(name(.eitherAddress)):\(Self.value(comparison, .address))"
        case .expression(let expression): return ExpressionText.text(expression)
        case .since(let time): return "@since:\(time.text)"
        case .until(let time): return "@until:\(time.text)"
        case .all(let members):
            let text = members.map { print($0, in: .list) }.joined(separator: " ")
            return surroundings == .alone ? text : "(\(text))"
        case .any(let members):
            if let list = valueList(members) { return list }
            let text = alternatives(members).joined(separator: " OR ")
            return surroundings == .alone ? text : "(\(text))"
        }
    }

    /// `field:a,b`, if all members test the same field.
    private func valueList(_ members: [Filter]) -> String? {
        guard let subject = Subject(members[0]) else { return nil }
        var values: [String] = []
        for member in members {
            guard let other = Subject(member), other.name == subject.name else {
                return pairs(members, .eitherPort) ?? pairs(members, .eitherCountry) ?? pairs(members, .eitherHardware)
                    ?? pairs(members, .anyDomain)
            }
            values.append(Self.value(other.comparison, subject.kind))
        }
        return "\(name(subject.name)):\(values.joined(separator: ","))"
    }

    /// `port:a,b`, if the members test each field of the name with each value.
    private func pairs(_ members: [Filter], _ target: FieldName.Target) -> String? {
        let fields = target.fields
        guard members.count % fields.count == 0 else { return nil }
        var values: [String] = []
        for start in stride(from: 0, to: members.count, by: fields.count) {
            guard case .test(_, let comparison) = members[start],
                target != .eitherHardware || FilterTerm.isOfHardware(comparison),
                fields.enumerated().allSatisfy({ members[start + $0.offset] == .test($0.element, comparison) })
            else { return nil }
            values.append(Self.value(comparison, target.kind))
        }
        return "\(name(target)):\(values.joined(separator: ","))"
    }

    private func alternatives(_ members: [Filter]) -> [String] {
        members.map { print($0, in: .list) }
    }

    private func name(_ field: Field) -> String {
        name(.field(field))
    }

    private func name(_ target: FieldName.Target) -> String {
        if case .field(.path(let path)) = target { return Self.pathName(path.description) }
        guard let entry = FieldTable.names.first(where: { $0.target == target }) else { return "" }
        return isShort ? entry.label : entry.name
    }

    /// A path as a name: quoted where the parser would take it for something else.
    private static func pathName(_ path: String) -> String {
        let isPlain = path.unicodeScalars.allSatisfy(FilterLexer.isNameScalar) && path != "timestamp"
        let begin = path.unicodeScalars.first
        // Two characters at a time before colons is what an Ethernet address looks like.
        let isSafe = isPlain && begin != "-" && begin != "@" && FieldTable.name(path) == nil && path.utf8.count > 4
        return isSafe ? path : quoted(path, wildcardsToo: true)
    }

    private struct Subject {
        var name: FieldName.Target
        var kind: ValueKind
        var comparison: Comparison

        init?(_ filter: Filter) {
            switch filter {
            case .test(let field, let comparison):
                (name, kind, self.comparison) = (.field(field), field.kind, comparison)
            case .eitherAddress(let comparison):
                (name, kind, self.comparison) = (.eitherAddress, .address, comparison)
            default: return nil
            }
        }
    }
}

extension FilterPrinter {
    /// A comparison as it stands behind the colon.
    static func value(_ comparison: Comparison, _ kind: ValueKind) -> String {
        switch comparison {
        case .exists: return "*"
        case .less(let bound): return "<\(bound)"
        case .lessOrEqual(let bound): return "<=\(bound)"
        case .greater(let bound): return ">\(bound)"
        case .greaterOrEqual(let bound): return ">=\(bound)"
        case .between(let range): return "\(range.lowerBound)..\(range.upperBound)"
        case .within(let network): return network.description
        case .addresses(let range): return "\(range.lowerBound)..\(range.upperBound)"
        case .matches(let expression): return ExpressionText.text(expression)
        case .like(let pattern): return like(pattern)
        case .equals(.text(let text)):
            let isNetwork = kind == .wire && text.contains("/") && IPNetwork(text) != nil
            return isNetwork || kind == .wire && FilterTerm.isRange(text)
                ? quoted(text, wildcardsToo: true) : word(text, isValue: true)
        case .equals(let value): return word(value.text, isValue: true)
        }
    }

    /// Text as it stands in a filter: bare if nothing in it means anything there, else quoted.
    static func word(_ text: String, isValue: Bool) -> String {
        let scalars = text.unicodeScalars
        let isPlain = scalars.allSatisfy { isPlainScalar($0) || isValue && $0 == ":" }
        // A value may begin like a URL's second half, which the parser refuses unquoted, or like an expression.
        let isSafe =
            isValue
            ? !text.hasPrefix("//") && !text.lowercased().hasPrefix("re:/") : scalars.first != "-" && !isReserved(text)
        return isPlain && isSafe && !text.isEmpty ? text : quoted(text, wildcardsToo: isValue)
    }

    private static func like(_ pattern: String) -> String {
        let isPlain = pattern.unicodeScalars.allSatisfy { isPlainScalar($0) || $0 == "*" || $0 == "?" }
        if isPlain { return pattern }
        // The pattern's own backslashes are those of the language; a quote is the one character more to protect.
        var text = "\""
        for scalar in pattern.unicodeScalars {
            if scalar == "\"" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }

    static func quoted(_ text: String, wildcardsToo: Bool) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            let isSpecial = scalar == "\"" || scalar == "\\" || wildcardsToo && (scalar == "*" || scalar == "?")
            if isSpecial { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private static func isReserved(_ text: String) -> Bool {
        ["or", "and", "not"].contains(text.lowercased())
    }

    private static func isPlainScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-", "/": true
        default: !scalar.isASCII && scalar.properties.isAlphabetic
        }
    }
}
