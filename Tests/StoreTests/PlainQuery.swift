// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One event as plainly as it can be seen: its line, what Foundation reads in it, and what the channel adds.
struct PlainEvent {
    var line: String
    var json: [String: Any]
    var gateway: String
    /// As the store lists it, in microseconds.
    var time: Int64

    /// The values at a path, lists opened; `null` is no value.
    func values(_ path: String) -> [Any] {
        if path == "gateway" { return [gateway] }
        var values: [Any] = [json]
        for name in path.split(separator: ".") {
            values = values.flatMap(Self.opened).compactMap { ($0 as? [String: Any])?[String(name)] }
        }
        return values.flatMap(Self.opened).filter { !($0 is NSNull) }
    }

    private static func opened(_ value: Any) -> [Any] {
        (value as? [Any]).map { $0.flatMap(opened) } ?? [value]
    }

    /// What a value is as text; `nil` for objects.
    static func text(_ value: Any) -> String? {
        (value as? String) ?? (value as? NSNumber)?.stringValue
    }

    static func number(_ value: Any) -> Decimal? {
        if let number = value as? NSNumber { return number.decimalValue }
        return (value as? String).flatMap { text in
            text.wholeMatch(of: /[-+]?\d+(\.\d+)?/) == nil ? nil : Decimal(string: text)
        }
    }

    /// The four bytes of an IPv4 address.
    static func address(_ value: Any) -> UInt32? {
        let parts = (value as? String)?.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) } ?? []
        guard parts.count == 4, !parts.contains(nil) else { return nil }
        return parts.reduce(0) { $0 << 8 | UInt32($1 ?? 0) }
    }
}

/// A filter that was made up, with its text in the language and a meaning worked out by the plainest means: nothing of it
/// goes through `Query`.
indirect enum PlainQuery {
    case word(String)
    case expression(String, ignoresCase: Bool)
    case has([String])
    case equals([String], [String])
    case like([String], beginning: String, end: String)
    case matches([String], String, ignoresCase: Bool)
    case compares([String], String, Int)
    case between([String], Int, Int)
    case network([String], UInt32, Int)
    case addresses([String], UInt32, UInt32)
    case since(Int64)
    case until(Int64)
    case all([PlainQuery])
    case any([PlainQuery])
    case not(PlainQuery)

    func holds(_ event: PlainEvent) -> Bool {
        func some(_ paths: [String], _ test: (Any) -> Bool) -> Bool {
            paths.contains { event.values($0).contains(where: test) }
        }
        switch self {
        case .word(let text): return Self.folded(event.line).contains(Self.folded(text))
        case .expression(let text, let ignoresCase): return Self.finds(text, ignoresCase, event.line)
        case .has(let paths): return some(paths) { _ in true }
        case .equals(let paths, let texts):
            return some(paths) { value in
                texts.contains { PlainEvent.text(value).map(Self.folded) == Self.folded($0) }
            }
        case .like(let paths, let beginning, let end):
            return some(paths) { value in
                guard let text = PlainEvent.text(value).map(Self.folded) else { return false }
                return text.count >= beginning.count + end.count && text.starts(with: Self.folded(beginning))
                    && text.reversed().starts(with: Self.folded(end).reversed())
            }
        case .matches(let paths, let text, let ignoresCase):
            return some(paths) { value in PlainEvent.text(value).map { Self.finds(text, ignoresCase, $0) } ?? false }
        case .compares(let paths, let sign, let bound):
            return some(paths) { PlainEvent.number($0).map { Self.compare($0, sign, Decimal(bound)) } ?? false }
        case .between(let paths, let least, let most):
            return some(paths) { PlainEvent.number($0).map { Decimal(least) <= $0 && $0 <= Decimal(most) } ?? false }
        case .network(let paths, let base, let bits):
            return some(paths) { PlainEvent.address($0).map { $0 >> (32 - bits) == base >> (32 - bits) } ?? false }
        case .addresses(let paths, let least, let most):
            return some(paths) { PlainEvent.address($0).map { least <= $0 && $0 <= most } ?? false }
        case .since(let time): return event.time >= time
        case .until(let time): return event.time < time
        case .all(let members): return members.allSatisfy { $0.holds(event) }
        case .any(let members): return members.contains { $0.holds(event) }
        case .not(let member): return !member.holds(event)
        }
    }

    private static func compare(_ value: Decimal, _ sign: String, _ bound: Decimal) -> Bool {
        switch sign {
        case "<": value < bound
        case "<=": value <= bound
        case ">": value > bound
        default: value >= bound
        }
    }

    /// Letters of ASCII in lower case, scalar by scalar.
    static func folded(_ text: String) -> [UInt32] {
        text.unicodeScalars.map { (0x41...0x5A).contains($0.value) ? $0.value | 0x20 : $0.value }
    }

    private static func finds(_ text: String, _ ignoresCase: Bool, _ line: String) -> Bool {
        // The first 64 KiB are searched.
        let searched = String(decoding: line.utf8.prefix(65_536), as: UTF8.self)
        return searched.range(
            of: text, options: ignoresCase ? [.regularExpression, .caseInsensitive] : [.regularExpression])
            != nil
    }
}

extension PlainQuery {
    /// The query in the filter language.
    var text: String {
        switch self {
        case .word(let text): return Self.quoted(text)
        case .expression(let text, let ignoresCase): return "re:/\(text)/\(ignoresCase ? "i" : "")"
        case .has(let paths): return "has:\(Self.name(paths))"
        case .equals(let paths, let texts):
            return "\(Self.name(paths)):\(texts.map(Self.quoted).joined(separator: ","))"
        case .like(let paths, let beginning, let end):
            return "\(Self.name(paths)):\(Self.quoted(beginning).dropLast())*\(Self.quoted(end).dropFirst())"
        case .matches(let paths, let text, let ignoresCase):
            return "\(Self.name(paths)):re:/\(text)/\(ignoresCase ? "i" : "")"
        case .compares(let paths, let sign, let bound): return "\(Self.name(paths)):\(sign)\(bound)"
        case .between(let paths, let least, let most): return "\(Self.name(paths)):\(least)..\(most)"
        case .network(let paths, let base, let bits): return "\(Self.name(paths)):\(Self.dotted(base))/\(bits)"
        case .addresses(let paths, let least, let most):
            return "\(Self.name(paths)):\(Self.dotted(least))..\(Self.dotted(most))"
        case .since(let time): return "@since:\(Self.date(time))"
        case .until(let time): return "@until:\(Self.date(time))"
        case .all(let members): return "(" + members.map(\.text).joined(separator: " ") + ")"
        case .any(let members): return "(" + members.map(\.text).joined(separator: " OR ") + ")"
        case .not(let member): return "-" + member.text
        }
    }

    private static func name(_ paths: [String]) -> String {
        switch paths {
        case ["src_ip", "dest_ip"]: "@ip"
        case ["src_port", "dest_port"]: "@port"
        default: paths.joined(separator: ",")
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.flatMap { "\"\\*?".contains($0) ? ["\\", $0] : [$0] } + "\""
    }

    private static func dotted(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { String(address >> $0 & 255) }.joined(separator: ".")
    }

    private static func date(_ time: Int64) -> String {
        let seconds = time >= 0 ? time / 1_000_000 : (time - 999_999) / 1_000_000
        let fraction = String(1_000_000 + time - seconds * 1_000_000).dropFirst()
        let formatter = ISO8601DateFormatter()
        return formatter.string(from: Date(timeIntervalSince1970: Double(seconds))).dropLast() + ".\(fraction)Z"
    }
}
