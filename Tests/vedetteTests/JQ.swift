// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The same counts made by jq from the raw lines: another parser, another zone arithmetic, another counting.
enum JQ {
    /// Counts of a field by value, in plain text; events without the field stand under `nil`.
    typealias Counts = [String?: Int]

    /// The fields that are compared.
    static let fields = ["event_type", "alert.signature_id", "alert.severity", "src_ip", "dest_port", "hour"]

    /// Reads lines as text, so that a broken one is no event instead of the end. The hour is reckoned by hand, because
    /// jq's `strptime` knows no zones: whole seconds as if they were UTC, less the zone's offset; no zone means UTC.
    private static let program = #"""
        def offset: if . == "" or . == "Z" then 0
          else (if .[0:1] == "-" then -1 else 1 end) * ((.[1:3] | tonumber) * 3600 + (.[-2:] | tonumber) * 60) end;
        def hour: ((.[0:19] + "Z") | fromdateiso8601) - (.[19:] | sub("^[.][0-9]+"; "") | offset)
          | . - (. % 3600 + 3600) % 3600 | todate;
        [inputs | fromjson? | select(.event_type and .timestamp)
          | [.event_type, .alert.signature_id?, .alert.severity?, .src_ip, .dest_port, (.timestamp | hour)]] as $events
        | [range(6)] | map(. as $field | $events | group_by(.[$field]) | map([.[0][$field], length]))
        """#

    /// Counts the lines that `source`, a shell command with `$@` as its files, prints.
    static func count(_ source: String, _ files: [String], in room: Room) throws -> [String: Counts] {
        let script = try room.write(program, to: "count.jq")
        let output = try Program.shell("\(source) | jq -nRc -f \(script)", files, in: room)
        let tables = try #require(try JSONSerialization.jsonObject(with: output) as? [[[Any]]])
        var counts: [String: Counts] = [:]
        for (field, table) in zip(fields, tables) {
            for row in table {
                let count = try #require(row[1] as? Int)
                // Spellings of one address are one address; the system's own functions decide which.
                let key = field == "src_ip" ? text(row[0]).map(canonicalAddress) : text(row[0])
                counts[field, default: [:]][key, default: 0] += count
            }
        }
        return counts
    }

    /// A value of a key as plain text; `nil` for null.
    static func text(_ value: Any) -> String? {
        switch value {
        case is NSNull: nil
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: "\(value)"
        }
    }

    /// The address as the system prints it.
    private static func canonicalAddress(_ text: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        var name = [CChar](repeating: 0, count: 46)
        let family = text.contains(":") ? AF_INET6 : AF_INET
        guard unsafe inet_pton(family, text, &bytes) == 1,
            unsafe inet_ntop(family, bytes, &name, socklen_t(name.count)) != nil
        else { return text }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// What `vedette stats --json` printed.
struct Stats {
    var counts: JQ.Counts = [:]
    var other: Int
    var total: Int
    var partial: Bool
    /// Counts in the order of the rows.
    var order: [Int] = []

    /// Reads the form that the calls promise: rows, then one element with the rest.
    init(_ result: Program.Result) throws {
        try #require(result.code == 0, "\(result.errors)")
        var rows = try #require(try JSONSerialization.jsonObject(with: result.output) as? [[String: Any]])
        let rest = try #require(rows.last)
        rows.removeLast()
        #expect(Set(rest.keys) == ["other", "missing", "total", "partial"])
        other = try #require(rest["other"] as? Int)
        total = try #require(rest["total"] as? Int)
        partial = try #require(rest["partial"] as? Bool)
        for row in rows {
            #expect(Set(row.keys) == ["key", "count"])
            let key = try #require(row["key"] as? [Any])
            let text = key.map { JQ.text($0) ?? "null" }.joined(separator: " ")
            let count = try #require(row["count"] as? Int)
            #expect(counts[text] == nil, "\(text) stands twice")
            counts[text] = count
            order.append(count)
        }
        let missing = try #require(rest["missing"] as? Int)
        if missing > 0 { counts[nil] = missing }
    }

    /// Nothing is counted where no store is yet, as a station that was just started may not have made one.
    static func by(_ fields: String, _ more: [String] = [], in room: Room) throws -> Stats {
        let result = try Program.run(["stats", "--by", fields, "--json", "--data", room.data] + more, in: room)
        guard result.code == 3, result.errors.contains("holds no store") else { return try Stats(result) }
        return Stats()
    }

    private init() {
        other = 0
        total = 0
        partial = false
    }
}
