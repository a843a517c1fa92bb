// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query

/// Makes filters of every shape, sensible or not.
struct FilterMaker {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private static let texts = [
        "alert", "or", "NOT", "", " ", "two words", "a*b", "?", "\\", "\"", "-x", "@sid", "a:b", "::1", "fe80::1",
        "10.0.0.1",
        "10.0.0.0/8", "(x)", "a|b", ",", ">5", "//x", "http://x", "é", "\u{301}x", "\r\n", "\u{0}", "02:42:ac:11:00:02",
        "Geräte", "\u{202E}", "*", "5", "-5", "1e3", "timestamp", "1..2", "..5", "-1..", "10.0.0.1..10.0.0.9", "..",
        "re:/x/", "RE:/", "re:", "has:x", "02:42:AC:11:00:02",
    ]
    private static let paths = [
        "dns.rrname", "src_ip", "alert.signature_id", "ip", "gateway", "sid", "timestamp", "a", "-x", "@x", "odd key",
        "a:b", "é",
        "fe80", "x\"y", "*", "trust", "02", "has", "re", "since", "until", "mac", "ether.src_mac",
    ]
    private static let patterns = [
        "*", "**", "a*", "?", #"\*"#, #"a\"#, #"\a*"#, "é?", "a b*", "\"*", "*:*", "", "a,*", #"\\*"#,
    ]
    private static let fields: [Field] = [
        .gateway, .trust, .eventType, .sensor, .source, .destination, .sourceCountry, .destinationCountry, .sourcePort,
        .destinationPort, .transport,
        .appProtocol,
        .flowID, .signatureID, .generatorID, .revision, .signature, .category, .severity, .action,
    ]

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    mutating func field() -> Field {
        if Bool.random(using: &random) { return pick(Self.fields) }
        return FieldPath(pick(Self.paths)).map { .path($0) } ?? .gateway
    }

    mutating func address() -> IPAddress {
        Bool.random(using: &random)
            ? IPAddress(v4: UInt32.random(in: 0 ... .max, using: &random))
            : IPAddress(high: pick([0, 0xFE80 << 48, .max]), low: pick([0, 1, 0xFFFF_0A00_0001, .max]))
    }

    private mutating func integer() -> Int64 {
        pick([0, 1, 3, 255, 256, 65535, 65536, -1, .min, .max, 4_294_967_295, 4_294_967_296])
    }

    mutating func value() -> FieldValue {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: .absent
        case 1: .integer(integer())
        case 2: .address(address())
        case 3: .instant(Instant(microseconds: integer()))
        case 4: .scalar(pick([.null, .bool(true), .number("1e3"), .string("x y")]))
        default: .text(pick(Self.texts))
        }
    }

    mutating func comparison() -> Comparison {
        switch Int.random(in: 0..<16, using: &random) {
        case 12: .between(ordered(integer(), integer()))
        case 13: .addresses(ordered(address(), address()))
        case 14, 15: .matches(expression())
        case 0: .less(integer())
        case 1: .lessOrEqual(integer())
        case 2: .greater(integer())
        case 3: .greaterOrEqual(integer())
        case 4: .exists
        case 5: IPNetwork(address(), prefixLength: pick([0, 8, 31, 32])).map { .within($0) } ?? .exists
        case 6, 7: .like(pick(Self.patterns))
        default: .equals(value())
        }
    }

    private func ordered<Bound: Comparable>(_ one: Bound, _ other: Bound) -> ClosedRange<Bound> {
        min(one, other)...max(one, other)
    }

    private static let expressions = [
        "a", "^a.*z$", "[a-z]{2,}", #"\d+"#, "a/b", #"a\/b"#, #"\/"#, #"\\/"#, " ", "(a|b)", "\"", "é+", ",", ":",
        "(?i)x",
    ].compactMap { text in try? TextExpression(text, ignoresCase: text.count % 2 == 0) }

    private mutating func expression() -> TextExpression { pick(Self.expressions) }

    private mutating func time() -> TimeSpec {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: .at(Instant(microseconds: pick([0, 1_795_185_012_000_000, 1_795_185_012_000_123, -1])))
        case 1: .ago(microseconds: pick([0, 1_000_000, 3_600_000_000, 694_861_000_000]))
        default:
            .clock(microseconds: pick([0, 52_200_000_000, 86_399_000_000]), offsetSeconds: pick([0, 7200, -19_800]))
        }
    }

    mutating func filter(depth: Int) -> Filter {
        switch Int.random(in: 0..<(depth > 0 ? 15 : 6), using: &random) {
        case 12: .expression(expression())
        case 13: .since(time())
        case 14: .until(time())
        case 0: .text(pick(Self.texts))
        case 1: .eitherAddress(comparison())
        case 2: Bool.random(using: &random) ? .everything : .nothing
        case 6, 7: .all((0..<Int.random(in: 0...4, using: &random)).map { _ in filter(depth: depth - 1) })
        case 8, 9: .any((0..<Int.random(in: 0...4, using: &random)).map { _ in filter(depth: depth - 1) })
        case 10: .not(filter(depth: depth - 1))
        case 11: list()
        default: .test(field(), comparison())
        }
    }

    /// Several values of one field, or of both ports.
    private mutating func list() -> Filter {
        let field = field()
        let targets: [FieldName.Target] = [.field(field), .eitherPort, .eitherCountry, .eitherHardware, .anyDomain]
        let target = pick(targets)
        var members: [Filter] = []
        for _ in 0..<3 {
            let comparison = comparison()
            members += target.fields.map { .test($0, comparison) }
        }
        return .any(members)
    }
}
