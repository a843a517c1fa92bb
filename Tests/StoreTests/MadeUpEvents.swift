// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query

/// Events of every kind that a store must tell apart, spread over near days, an old crowded day, and days far off.
struct MadeUpEvents {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Days and how many events of each gateway lie in them. The last ones are too sparse for files of their own.
    private static let days: [(String, Int)] = [
        ("2026-11-21", 30), ("2026-11-22", 60), ("2026-11-23", 120), ("2026-11-24", 90), ("2024-02-29", 80),
        ("1969-12-31", 6), ("1970-01-01", 5), ("2000-01-01", 4), ("2031-05-06", 7), ("9999-12-31", 3),
    ]

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    /// A source for each of three gateways, lines in no particular order of days.
    mutating func sources() -> [Source] {
        ["gw-a", "gw-B", "gw-ü"].map { gateway in
            var source = Source(gateway: gateway)
            for (day, count) in Self.days {
                for _ in 0..<count { source.lines.append(line(day: day)) }
            }
            // Late ones among the others.
            for _ in 0..<source.lines.count / 4 {
                source.lines.swapAt(
                    Int.random(in: source.lines.indices, using: &random),
                    Int.random(in: source.lines.indices, using: &random))
            }
            return source
        }
    }

    private mutating func time(_ day: String) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let hour = pick([0, 0, 7, 12, 12, 13, 23, 23])
        let minute = Int.random(in: 0..<60, using: &random)
        let fraction = pick(["000000", "000001", "500000", "999999"])
        return "\(day)T\(two(hour)):\(two(minute)):\(two(pick([0, 30, 59]))).\(fraction)+0000"
    }

    private mutating func line(day: String) -> String {
        let source = pick([
            "192.0.2.1", "192.0.2.77", "203.0.113.9", "2001:0db8:0000:0000:0000:0000:0000:0001", nil, "oops",
        ])
        let destination = pick(["198.51.100.7", "192.0.2.1", "2001:db8::ff00:1", nil])
        let type = pick(["alert", "alert", "alert", "flow", "Flow", "dns", "tls", "stats", "drop", "brand_new"])
        var extra = ["\"flow_id\":\(pick([1, 2, 3, 1 << 40, 9_007_199_254_740_993]) as Int)"]
        if Bool.random(using: &random) { extra.append("\"src_port\":\(pick([0, 53, 40_000, 65_535]) as Int)") }
        if Bool.random(using: &random) { extra.append("\"dest_port\":\(pick([22, 53, 443, 502]) as Int)") }
        if let transport = pick(["TCP", "UDP", "udp", nil]) { extra.append("\"proto\":\"\(transport)\"") }
        if let app = pick(["dns", "tls", "modbus", nil]) { extra.append("\"app_proto\":\"\(app)\"") }
        if let host = pick(["sensor-1", "sensor-2", nil]) { extra.append("\"host\":\"\(host)\"") }
        extra += details(type)
        return Line.event(
            time(day), type: type, source: source, destination: destination, extra: extra.joined(separator: ","))
    }

    private mutating func details(_ type: String) -> [String] {
        var details: [String] = []
        switch type {
        case "alert", "drop":
            // An alert without its object, too.
            if Int.random(in: 0..<12, using: &random) > 0 { details.append(alert()) }
        case "dns":
            details.append(
                "\"dns\":{\"rrname\":\"\(pick(["a.example", "B.example", "é.example"]) as String)\",\"queries\":"
                    + "[{\"rrname\":null},{\"rrname\":\"x\(pick([1, 2, 3]) as Int).example\"},{\"rrname\":\"y\"}]}")
        case "tls": details.append("\"tls\":{\"sni\":\"\(pick(["www.example", "", "w*w"]) as String)\"}")
        case "stats":
            details.append("\"stats\":{\"uptime\":90000,\"capture\":{\"kernel_packets\":9,\"kernel_drops\":3}}")
        default: break
        }
        let list = pick(["[]", "[1,2]", "[[\"a\"],{\"x\":1}]", "null", "\"a\\\"b\"", "1.50", "true"])
        if Bool.random(using: &random) { details.append("\"odd\":{\"list\":\(list),\"big\":18446744073709551615}") }
        return details
    }

    private mutating func alert() -> String {
        let number = pick([2_000_001, 2_000_001, 2_000_002, 2_000_003, 2_000_004, 4_294_967_295])
        let severity = pick(["1", "2", "3", "3", "255", nil]).map { ",\"severity\":\($0)" } ?? ""
        let category = pick(["Scan", "scan", "", nil]).map { ",\"category\":\"\($0)\"" } ?? ""
        let action = pick(["allowed", "allowed", "blocked", nil]).map { "\"action\":\"\($0)\"," } ?? ""
        return "\"alert\":{\(action)\"gid\":\(pick([1, 1, 3]) as Int),\"signature_id\":\(number),"
            + "\"signature\":\"rule \(number)\"\(category)\(severity),\"metadata\":{\"tag\":[\"t1\",\"t2\"]}}"
    }
}
