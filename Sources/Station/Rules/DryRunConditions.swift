// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Sigma

/// What of a rule the store can tell from its columns, so that lines need not be opened.
///
/// The filter holds at least for each event that the rule matches. A column is empty where the event has no such field or one of an
/// odd form (a port as text, a list), which a rule may match all the same, so an empty column always passes. Only fields at the top
/// of an event are taken: for others an event could hide a second value behind a key with a dot in it.
enum DryRunConditions {
    /// More tests than these would cost SQLite more than they spare.
    private static let testLimit = 64

    /// The filter of a rule whose fields have these names.
    static func filter(_ expression: SigmaExpression, _ names: FieldNames) -> Filter {
        let filter = necessary(expression, names).simplified
        return filter.testCount > testLimit ? .everything : filter
    }

    private static func necessary(_ expression: SigmaExpression, _ names: FieldNames) -> Filter {
        switch expression {
        case .all(let parts): .all(parts.map { necessary($0, names) })
        case .any(let parts): .any(parts.map { necessary($0, names) })
        case .not: .everything
        case .test(let test): necessary(test, names)
        }
    }

    private static func necessary(_ test: FieldTest, _ names: FieldNames) -> Filter {
        guard let name = test.field else { return .everything }
        let paths = names(name)
        guard !paths.isEmpty else { return .everything }
        let filters = paths.map { condition($0, test.predicate) }
        return .any(filters.map { $0 ?? .everything })
    }

    /// The condition of a test of one path; `nil` where no column tells.
    private static func condition(_ path: String, _ predicate: Predicate) -> Filter? {
        switch path {
        case "src_port": port(.sourcePort, predicate)
        case "dest_port": port(.destinationPort, predicate)
        case "src_ip": address(.source, predicate)
        case "dest_ip": address(.destination, predicate)
        case "proto": text(.transport, predicate)
        case "app_proto": text(.appProtocol, predicate)
        default: nil
        }
    }

    private static func port(_ field: Field, _ predicate: Predicate) -> Filter? {
        // A number that is written otherwise, as 5.02e2, gives no column.
        guard let text = literal(predicate), let number = Int64(text), String(number) == text else { return nil }
        return orAbsent(field, .equals(.integer(number)))
    }

    private static func address(_ field: Field, _ predicate: Predicate) -> Filter? {
        if case .network(let network) = predicate { return orAbsent(field, .within(network)) }
        return literal(predicate).flatMap { IPAddress($0) }.map { orAbsent(field, .equals(.address($0))) }
    }

    private static func text(_ field: Field, _ predicate: Predicate) -> Filter? {
        guard let text = literal(predicate), !text.isEmpty,
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0.isAlphanumeric })
        else { return nil }
        // Rules fold the case of all letters, filters that of ASCII; k and s are the two that letters beyond it fold to.
        let pattern = String(text.map { "kKsS".contains($0) ? "?" : $0 })
        return orAbsent(field, .like(pattern))
    }

    private static func literal(_ predicate: Predicate) -> String? {
        guard case .text(let pattern) = predicate, pattern.pieces.count == 1,
            case .literal(let text) = pattern.pieces[0]
        else { return nil }
        return text
    }

    private static func orAbsent(_ field: Field, _ comparison: Query.Comparison) -> Filter {
        .any([.test(field, comparison), .not(.test(field, .exists))])
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
    }
}

extension Filter {
    /// How many tests it has.
    fileprivate var testCount: Int {
        switch self {
        case .everything: 0
        case .all(let members), .any(let members): members.reduce(0) { $0 + $1.testCount }
        case .not(let member): member.testCount
        case .test, .eitherAddress, .text, .expression, .since, .until: 1
        }
    }
}
