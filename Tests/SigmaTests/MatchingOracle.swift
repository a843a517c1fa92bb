// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Sigma

/// Says whether a rule matches an event by the plainest code there is: it decodes the event and tries everything.
struct MatchingOracle {
    /// What a name leads to, containers as `nil`.
    private var values: [String: [Scalar?]] = [:]
    private var everything: [Scalar] = []
    let resolve: (String) -> [String]

    init(_ line: [UInt8], resolve: @escaping (String) -> [String]) throws {
        self.resolve = resolve
        let tree = try EveTree.parse(line)
        collect(tree, 0, name: nil)
    }

    private mutating func collect(_ tree: EveTree, _ index: Int, name: String?) {
        let node = tree.nodes[index]
        if let name { values[name, default: []].append(node.value.scalar) }
        if let scalar = node.value.scalar { everything.append(scalar) }
        var seen: Set<String> = []
        var child = index + 1
        while child < node.end {
            let key = tree.nodes[child].key
            // Of equal keys the first counts; the values of the others are values all the same.
            let isFirst = key.map { seen.insert($0).inserted } ?? true
            let inner = key.map { key in name.map { "\($0).\(key)" } ?? key } ?? name
            if isFirst { collect(tree, child, name: inner) } else { collectUnnamed(tree, child) }
            child = tree.nodes[child].end
        }
    }

    private mutating func collectUnnamed(_ tree: EveTree, _ index: Int) {
        for node in tree.nodes[index..<tree.nodes[index].end] {
            if let scalar = node.value.scalar { everything.append(scalar) }
        }
    }

    func matches(_ rule: SigmaProgram.Rule) -> Bool {
        if let types = rule.types {
            guard texts("event_type").contains(where: types.contains) else { return false }
        }
        return holds(rule.expression)
    }

    private func holds(_ expression: SigmaExpression) -> Bool {
        switch expression {
        case .all(let parts): parts.allSatisfy(holds)
        case .any(let parts): parts.contains(where: holds)
        case .not(let part): !holds(part)
        case .test(let test): holds(test)
        }
    }

    private func texts(_ field: String) -> [String] {
        (values[field] ?? []).compactMap { $0.flatMap(Self.text) }
    }

    private static func text(_ scalar: Scalar) -> String? {
        switch scalar {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null: nil
        }
    }

    private func holds(_ test: FieldTest) -> Bool {
        let fields = test.field.map(resolve)
        let found = fields?.flatMap { values[$0] ?? [] } ?? everything.map { $0 }
        let texts = found.compactMap { $0.flatMap(Self.text) }
        switch test.predicate {
        case .null: return texts.isEmpty
        case .exists(let isThere): return found.isEmpty != isThere
        case .field(let other):
            let others = resolve(other.field).flatMap(self.texts)
            return texts.contains { left in others.contains { Self.compare(left, $0, other) } }
        case .text(let pattern): return texts.contains { Self.fits(pattern, $0) }
        case .regex(let pattern): return texts.contains { Self.matches(pattern, $0) }
        case .compare(let comparison, let number):
            return texts.contains { Self.number($0).map { comparison.holds($0, number) } ?? false }
        case .network(let network): return texts.contains { IPAddress($0).map(network.contains) ?? false }
        case .timePart(let part, let comparison, let number):
            return texts.contains { Self.part(part, $0).map { comparison.holds($0, number) } ?? false }
        }
    }

    private static func fold(_ text: String, _ isCased: Bool) -> [Unicode.Scalar] {
        isCased
            ? Array(text.unicodeScalars) : text.unicodeScalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
    }

    private static func compare(_ left: String, _ right: String, _ reference: FieldReference) -> Bool {
        let left = fold(left, reference.isCased)
        let right = fold(right, reference.isCased)
        return switch reference.relation {
        case .equals: left == right
        case .startsWith: left.starts(with: right)
        case .endsWith: left.reversed().starts(with: right.reversed())
        case .contains: (0...left.count).contains { left[$0...].starts(with: right) }
        }
    }

    private static func fits(_ pattern: TextPattern, _ text: String) -> Bool {
        func fits(_ pieces: ArraySlice<TextPattern.Piece>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
            switch pieces.first {
            case nil: return text.isEmpty
            case .anyText:
                return (text.startIndex...text.endIndex).contains { fits(pieces.dropFirst(), text[$0...]) }
            case .anyCharacter: return !text.isEmpty && fits(pieces.dropFirst(), text.dropFirst())
            case .literal(let literal):
                let wanted = fold(literal, pattern.isCased)
                return text.starts(with: wanted) && fits(pieces.dropFirst(), text.dropFirst(wanted.count))
            }
        }
        return fits(pattern.pieces[...], fold(text, pattern.isCased)[...])
    }

    private static func matches(_ pattern: RegexPattern, _ text: String) -> Bool {
        guard let regex = try? Regex(pattern.text) else { return false }
        let found = try? regex.ignoresCase(pattern.ignoresCase).matchingSemantics(.unicodeScalar).firstMatch(in: text)
        return found != nil
    }

    private static func number(_ text: String) -> Double? {
        guard text.wholeMatch(of: /[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    private static func part(_ part: TimePart, _ text: String) -> Int? {
        guard text.utf8.count >= 10, let instant = Instant(text) else { return nil }
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6)
        let component: Calendar.Component =
            switch part {
            case .minute: .minute
            case .hour: .hour
            case .day: .day
            case .week: .weekOfYear
            case .month: .month
            case .year: .year
            }
        return calendar.component(component, from: date)
    }
}
