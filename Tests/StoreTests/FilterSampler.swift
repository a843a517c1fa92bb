// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query

/// Makes filters that hold for some events and not for others: their values are taken from events that there are.
struct FilterSampler {
    private var random: SeededGenerator
    private let events: [OracleEvent]

    init(seed: UInt64, events: [OracleEvent]) {
        random = SeededGenerator(seed: seed)
        self.events = events
    }

    static let hotFields: [Field] = [
        .gateway, .trust, .eventType, .sensor, .source, .destination, .sourcePort, .destinationPort, .transport,
        .appProtocol, .flowID, .signatureID, .generatorID, .revision, .signature, .category, .severity, .action,
        .sourceCountry, .destinationCountry,
    ]

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[number(0..<choices.count)] }

    mutating func field() -> Field {
        number(0..<4) == 0 ? .path(pick(OracleEvent.paths)) : pick(Self.hotFields)
    }

    mutating func dimension() -> Dimension {
        number(0..<4) == 0 ? .bucket(pick(CalendarUnit.allCases)) : .field(field())
    }

    /// A range that cuts days, spans some, or is everything.
    mutating func range() -> TimeRange {
        guard number(0..<3) > 0 else { return .everything }
        let first = pick(events).time
        let second = pick(events).time
        let shift = Int64(pick([0, 1, 1_800_000_000]))
        return TimeRange(start: min(first, second).advanced(byMicroseconds: -shift), end: max(first, second))
    }

    mutating func filter(depth: Int = 2) -> Filter {
        switch number(0..<(depth > 0 ? 15 : 7)) {
        case 12: return .expression(expression(text()))
        case 13: return .since(.at(moment()))
        case 14: return .until(.at(moment()))
        case 0: return .text(text())
        case 1: return .eitherAddress(comparison(.source))
        case 7, 8: return .all((0..<number(1..<4)).map { _ in filter(depth: depth - 1) })
        case 9: return .any((0..<number(1..<4)).map { _ in filter(depth: depth - 1) })
        case 10, 11: return .not(filter(depth: depth - 1))
        default:
            let field = field()
            return .test(field, comparison(field))
        }
    }

    private mutating func moment() -> Instant {
        pick(events).time.advanced(byMicroseconds: Int64(pick([-1, 0, 1])))
    }

    /// An expression that finds the text, in either case or not, or only where a digit stands.
    private mutating func expression(_ text: String) -> TextExpression {
        let literal = text.unicodeScalars.map { "\\x{\(String($0.value, radix: 16))}" }.joined()
        let forms = [literal, "^.*\(literal)", "\(literal)$", "(\(literal)|x)\\d"]
        guard let expression = try? TextExpression(pick(forms), ignoresCase: pick([true, false])) else {
            preconditionFailure("\(literal) is no expression")
        }
        return expression
    }

    private mutating func text() -> String {
        let raw = pick(events).raw
        let start = number(0..<raw.count)
        // Repair of a cut letter makes a text that no event holds, which is a case, too.
        return String(decoding: raw[start..<min(raw.count, start + number(1..<9))], as: UTF8.self)
    }

    private mutating func comparison(_ field: Field) -> Comparison {
        let value = pick(events).value(of: field)
        let integer: Int64 = if case .integer(let number) = value { number } else { pick([0, 1, 53, -1, 1 << 41]) }
        switch number(0..<13) {
        case 10: return .between(integer...max(integer, integer &+ Int64(number(0..<2000))))
        case 11: return .matches(expression(String(value.text.suffix(3))))
        case 12:
            guard case .address(let address) = value, case .address(let other) = pick(events).value(of: field) else {
                return .between(0...0)
            }
            return .addresses(min(address, other)...max(address, other))
        case 0: return .exists
        case 1: return .less(integer)
        case 2: return .lessOrEqual(integer)
        case 3: return .greater(integer)
        case 4: return .greaterOrEqual(integer)
        case 5: return .like(pick(["*", "?*", value.text.prefix(3) + "*", "*" + value.text.suffix(2), "gw-?"]))
        case 6:
            guard case .address(let address) = value,
                let network = IPNetwork(address, prefixLength: pick([0, 8, 24, 30, 32]))
            else { return .equals(.absent) }
            return .within(network)
        case 7: return .equals(.text(value.text.uppercased()))
        default: return .equals(value)
        }
    }
}
