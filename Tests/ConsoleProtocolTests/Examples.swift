// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Rules
import Triage

/// Values of every kind that goes over the connection, with what is rare in them.
enum Examples {
    static let instant = Instant(microseconds: 1_795_185_012_000_123)
    static let range = TimeRange(start: Instant(microseconds: -5), end: instant)
    static let grid = BucketGrid(start: instant, width: 60_000_000, count: 3)
    static let v4 = IPAddress(v4: 0x0A00_0001)
    static let v6 = IPAddress(high: 0xFE80 << 48, low: 1)
    /// An IPv6 address whose text looks like IPv4's.
    static let mapped = IPAddress(high: 0, low: 0xFFFF_0A00_0001)
    static let network = made(IPNetwork("10.0.0.0/8"))
    static let path = made(FieldPath(keys: ["dns", "a.b", "é"]))
    static let event = EventID(day: 20_784, row: 4_611_686_018_427_387_904)
    static let alert = AlertID(event: event, rule: "5af1")
    /// Not UTF-8.
    static let raw: [UInt8] = Array(0...255) + [0xC3, 0x28]
    static let reference = RuleReference(id: "r", revision: 2, title: "T\u{202E}", level: "high")
    static let rule = Rule(
        id: "5af1", kind: .sigma,
        heading: RuleHeading(title: "A title", level: "high", tags: ["t"], techniques: ["T1110"], tactics: ["ta"]),
        revision: 4, isEnabled: true, isRetired: false, author: "ana", created: instant, changed: instant)
    static let row = EventRow(
        id: event, time: instant, flags: .zoneAssumed, gateway: "gw-1", type: "alert", source: v4, destination: mapped,
        sourcePort: 5, destinationPort: .max, transport: "TCP", appProtocol: "http", sensor: "s", flowID: .max,
        alert: AlertRow(
            generatorID: 1, signatureID: .max, revision: 3, severity: 1, signature: "ET \"x\"\n", category: "",
            action: "allowed"), matches: [reference], summary: "GET /\u{7}")
    /// One that has nothing.
    static let bareRow = EventRow(
        id: EventID(day: 0, row: .min), time: instant, flags: [], gateway: "", type: "", source: nil, destination: nil,
        sourcePort: nil, destinationPort: nil, transport: nil, appProtocol: nil, sensor: nil, flowID: nil, alert: nil,
        summary: "")

    /// Every kind of part, comparison and value.
    static let filter: Filter = .all([
        .everything, .any([]), .not(.text("a\u{0}b")), .expression(expression),
        .since(.ago(microseconds: 3_600_000_001)), .until(.clock(microseconds: 52_200_000_000, offsetSeconds: -19_800)),
        .since(.at(instant)), .eitherAddress(.equals(.address(mapped))), .eitherAddress(.addresses(v4...v6)),
        .any(comparisons.map { .test(.path(path), $0) }), .any(fields.map { .test($0, .exists) }),
    ])

    static let comparisons: [Comparison] = [
        .equals(.absent), .equals(.text("")), .equals(.integer(.min)), .equals(.instant(instant)),
        .equals(.scalar(.null)), .equals(.scalar(.bool(true))), .equals(.scalar(.string("1"))), .like("a*"), .less(1),
        .lessOrEqual(.max), .greater(.min), .greaterOrEqual(0), .between(-1...1), .within(network),
        .matches(expression), .exists,
    ]
    private static let fields: [Field] = [
        .gateway, .trust, .eventType, .sensor, .source, .destination, .sourceCountry, .destinationCountry, .sourcePort,
        .destinationPort, .transport, .appProtocol, .flowID, .signatureID, .generatorID, .revision, .signature,
        .category, .severity, .action, .rule, .ruleLevel, .state, .assignee, .tag,
    ]
    private static let expression = made(try? TextExpression("^a.*\\/z", ignoresCase: true))

    static func made<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("an example that cannot be made") }
        return value
    }
}
