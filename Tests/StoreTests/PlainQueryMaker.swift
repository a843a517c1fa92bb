// SPDX-License-Identifier: Apache-2.0

import Fixtures

/// Makes queries whose values are taken from events that there are, so that they hold for some and not for others.
struct PlainQueryMaker {
    private var random: SeededGenerator
    private let events: [PlainEvent]

    init(seed: UInt64, events: [PlainEvent]) {
        random = SeededGenerator(seed: seed)
        self.events = events
    }

    private static let texts = [
        "event_type", "host", "proto", "app_proto", "gateway", "alert.signature", "alert.category", "alert.action",
        "dns.rrname", "dns.queries.rrname", "dns.rcode", "tls.sni", "http.hostname", "http.url", "http.http_method",
        "flow.state", "in_iface", "fileinfo.filename", "ssh.client.software_version", "anomaly.event", "community_id",
    ]
    private static let numbers = [
        "src_port", "dest_port", "alert.signature_id", "alert.severity", "alert.gid", "alert.rev", "http.status",
        "flow.pkts_toserver", "flow.bytes_toclient", "dns.id", "vlan", "fileinfo.size", "http.length",
    ]
    private static let expressions = [
        "^[a-z]", "[0-9]{2}", "e.*e", "(a|b)$", "\\\\.", "^.{3,8}$", "E[TK]", "\"[a-z]{2}\":", " ", "[^a-z]o", "x|,y",
    ].map { $0.replacing("\\\\", with: "\\") }

    private mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func pick<Element>(_ choices: [Element]) -> Element { choices[number(0..<choices.count)] }

    /// A value that some event has at a path; `nil` where a few looks found none.
    private mutating func value(_ path: String) -> Any? {
        for _ in 0..<40 {
            if let value = pick(events).values(path).first { return value }
        }
        return nil
    }

    mutating func query(depth: Int = 2) -> PlainQuery {
        guard depth > 0, number(0..<3) > 0 else { return leaf() }
        let members = (0..<number(2..<4)).map { _ in query(depth: depth - 1) }
        switch number(0..<3) {
        case 0: return .all(members)
        case 1: return .any(members)
        default: return .not(members[0])
        }
    }

    private mutating func leaf() -> PlainQuery {
        switch number(0..<12) {
        case 0: word()
        case 1: .expression(pick(Self.expressions), ignoresCase: pick([true, false]))
        case 2: .has((0..<number(1..<3)).map { _ in pick(Self.texts + Self.numbers) })
        case 3, 4, 5: texts(pick(Self.texts))
        case 6, 7, 8: numbers(pick([[pick(Self.numbers)], ["src_port", "dest_port"]]))
        case 9, 10: addresses(pick([["src_ip"], ["dest_ip"], ["src_ip", "dest_ip"]]))
        default: pick([true, false]) ? .since(moment()) : .until(moment())
        }
    }

    private mutating func moment() -> Int64 { pick(events).time + Int64(pick([-1, 0, 1])) }

    private mutating func word() -> PlainQuery {
        let line = Array(pick(events).line.unicodeScalars)
        let start = number(0..<line.count)
        var text = String.UnicodeScalarView()
        text.append(contentsOf: line[start..<min(line.count, start + number(2..<9))])
        return .word(String(text))
    }

    private mutating func texts(_ path: String) -> PlainQuery {
        guard let value = value(path).flatMap(PlainEvent.text), !value.isEmpty, value.utf8.count < 200 else {
            return .has([path])
        }
        switch number(0..<4) {
        case 0:
            let other = self.value(path).flatMap(PlainEvent.text).flatMap {
                $0.isEmpty || $0.utf8.count > 200 ? nil : $0
            }
            return .equals([path], [value.uppercased(), other ?? "none"])
        case 1: return .like([path], beginning: String(value.prefix(2)), end: String(value.suffix(1)))
        case 2: return .matches([path], pick(Self.expressions), ignoresCase: pick([true, false]))
        default: return .equals([path], [value])
        }
    }

    private mutating func numbers(_ paths: [String]) -> PlainQuery {
        let value = value(paths[0]).flatMap(PlainEvent.text).flatMap { Int($0) } ?? 1
        switch number(0..<3) {
        // Ports end at 65535, and what lies outside of a field is refused.
        case 0: return .between(paths, value, min(value + number(0..<3000), max(value, 65_535)))
        case 1: return .compares(paths, pick(["<", "<=", ">", ">="]), value)
        default: return .equals(paths, [String(value)])
        }
    }

    private mutating func addresses(_ paths: [String]) -> PlainQuery {
        guard let value = value(paths[0]).flatMap(PlainEvent.address) else { return .has([paths[0]]) }
        let other = self.value(paths[0]).flatMap(PlainEvent.address) ?? value
        return pick([true, false])
            ? .network(paths, value, pick([8, 16, 24, 30, 32]))
            : .addresses(paths, min(value, other), max(value, other))
    }
}
