// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Decides a filter on one event after the other: the meaning of filters that every faster way must agree with.
package struct FilterEvaluator: Sendable {
    private indirect enum Node: Sendable {
        case constant(Bool)
        case all([Node])
        case any([Node])
        case not(Node)
        case test([Field], ValueTest)
        case text(TextSearch)
        case expression(ExpressionSearch)
        case since(Instant)
        case until(Instant)
    }

    private let root: Node

    /// Prepares a filter, so that patterns and texts are read once.
    package init(_ filter: Filter) {
        root = Self.node(filter.simplified)
    }

    /// Whether the filter holds for the event.
    package func matches(_ event: some FieldReading) -> Bool {
        Self.holds(root, event)
    }

    private static func node(_ filter: Filter) -> Node {
        switch filter {
        case .everything: .constant(true)
        case .all(let members): .all(members.map { node($0) })
        case .any(let members): .any(members.map { node($0) })
        case .not(let inner): .not(node(inner))
        case .test(let field, let comparison): .test([field], ValueTest(comparison))
        case .eitherAddress(let comparison): .test([.source, .destination], ValueTest(comparison))
        case .text(let text): .text(TextSearch(text))
        case .expression(let expression): .expression(ExpressionSearch(expression))
        case .since(.at(let time)): .since(time)
        case .until(.at(let time)): .until(time)
        case .since, .until: .constant(false)
        }
    }

    private static func holds(_ node: Node, _ event: some FieldReading) -> Bool {
        switch node {
        case .constant(let value): value
        case .all(let members): members.allSatisfy { holds($0, event) }
        case .any(let members): members.contains { holds($0, event) }
        case .not(let inner): !holds(inner, event)
        case .test(let fields, let test): fields.contains { event.values(of: $0).contains { test.accepts($0) } }
        case .text(let search): event.rawHolds(search)
        case .expression(let search): event.rawHolds(search)
        case .since(let time): event.time >= time
        case .until(let time): event.time < time
        }
    }
}

extension Filter {
    /// Whether the filter holds for the event; for many events prepare a `FilterEvaluator`.
    package func matches(_ event: some FieldReading) -> Bool {
        FilterEvaluator(self).matches(event)
    }
}

/// A comparison, prepared: what one value of a field must be.
package struct ValueTest: Sendable {
    private enum Kind: Sendable {
        case present
        /// Text with letters of ASCII in lower case, and the address that it may be.
        case text([UInt8], IPAddress?)
        case number(DecimalText)
        case like(LikePattern)
        case less(DecimalText)
        case lessOrEqual(DecimalText)
        case between(DecimalText, DecimalText)
        case addresses(ClosedRange<IPAddress>)
        case expression(ExpressionSearch)
        case never
        indirect case not(Kind)
    }

    private let kind: Kind

    package init(_ comparison: Comparison) {
        kind =
            switch comparison {
            case .exists: .present
            case .equals(.absent): .never
            case .equals(.integer(let number)): .number(DecimalText(number))
            case .equals(let value): .text(value.text.utf8.map(\.foldedASCII), IPAddress(value.text))
            case .like(let pattern): .like(LikePattern(pattern))
            case .less(let bound): .less(DecimalText(bound))
            case .lessOrEqual(let bound): .lessOrEqual(DecimalText(bound))
            case .greater(let bound): .not(.lessOrEqual(DecimalText(bound)))
            case .greaterOrEqual(let bound): .not(.less(DecimalText(bound)))
            case .between(let range): .between(DecimalText(range.lowerBound), DecimalText(range.upperBound))
            case .within(let network): .addresses(network.range)
            case .addresses(let range): .addresses(range)
            case .matches(let expression): .expression(ExpressionSearch(expression))
            }
    }

    /// Whether the value is as the comparison wants it; an absent one or `null` never is.
    package func accepts(_ value: FieldValue) -> Bool {
        value != .absent && value != .scalar(.null) && Self.accepts(kind, value)
    }

    private static func accepts(_ kind: Kind, _ value: FieldValue) -> Bool {
        switch kind {
        case .present: return true
        case .never: return false
        case .text(let text, let address):
            if text.elementsEqual(value.text.utf8.lazy.map(\.foldedASCII)) { return true }
            // Sensors write IPv6 in full; people do not.
            return address != nil && value.address == address
        case .number(let number): return value.decimal == number
        case .like(let pattern): return pattern.matches(value.text)
        case .less(let bound): return value.decimal.map { $0 < bound } ?? false
        case .lessOrEqual(let bound): return value.decimal.map { $0 <= bound } ?? false
        case .between(let least, let most):
            return value.decimal.map { !($0 < least) && !(most < $0) } ?? false
        case .addresses(let range): return value.address.map { range.contains($0) } ?? false
        case .expression(let search): return search.isFound(in: Array(value.text.utf8))
        case .not(let inner): return value.decimal != nil && !accepts(inner, value)
        }
    }
}

extension FieldValue {
    /// The number that the value is, also if it is the text of one.
    fileprivate var decimal: DecimalText? {
        switch self {
        case .integer(let number): DecimalText(number)
        case .text(let text), .scalar(.number(let text)), .scalar(.string(let text)): DecimalText(text)
        default: nil
        }
    }

    /// The address that the value is, also if it is the text of one.
    fileprivate var address: IPAddress? {
        switch self {
        case .address(let address): address
        case .text(let text), .scalar(.string(let text)): IPAddress(text)
        default: nil
        }
    }
}
