// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation

/// The hot fields of a line as Foundation's JSON parser and the C library see them.
struct ReferenceEvent {
    let object: [String: Any]

    /// The event, if the line is one by these.
    init?(_ line: [UInt8]) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
            object["event_type"] is String, let time = object["timestamp"] as? String,
            Self.microseconds(time) != nil
        else { return nil }
        self.object = object
    }

    /// What differs between this and a decoded event; empty if nothing does.
    func differences(_ event: Event, in batch: EventBatch) -> [String] {
        var differences: [String] = []
        func compare<Value: Equatable>(_ name: String, _ mine: Value, _ theirs: Value) {
            if mine != theirs { differences.append("\(name): \(mine), not \(theirs)") }
        }
        compare("timestamp", event.time.microseconds, Self.microseconds(object["timestamp"] as? String ?? ""))
        compare("event_type", batch.text(event.type), object["event_type"] as? String)
        compare("src_ip", event.source?.bytes, Self.address(object["src_ip"]))
        compare("dest_ip", event.destination?.bytes, Self.address(object["dest_ip"]))
        compare("src_port", event.sourcePort.map { Int64($0) }, Self.integer(object["src_port"]))
        compare("dest_port", event.destinationPort.map { Int64($0) }, Self.integer(object["dest_port"]))
        compare("proto", batch.text(event.transport), object["proto"] as? String)
        compare("app_proto", batch.text(event.appProtocol), object["app_proto"] as? String)
        compare("host", batch.text(event.sensor), object["host"] as? String)
        compare("flow_id", event.flowID, Self.integer(object["flow_id"]))
        let alert = object["alert"] as? [String: Any]
        compare("alert", event.alert == nil, alert == nil)
        if let alert, let mine = event.alert {
            compare("signature", batch.text(mine.signature), alert["signature"] as? String)
            compare("category", batch.text(mine.category), alert["category"] as? String)
            compare("action", batch.text(mine.action), alert["action"] as? String)
            compare("signature_id", Int64(mine.signatureID), Self.integer(alert["signature_id"]) ?? 0)
            compare("gid", Int64(mine.generatorID), Self.integer(alert["gid"]) ?? 1)
            compare("rev", Int64(mine.revision), Self.integer(alert["rev"]) ?? 0)
            compare("severity", mine.severity.map { Int64($0) }, Self.integer(alert["severity"]))
        }
        compare("stats", event.counters, counters)
        return differences
    }

    private var counters: SensorCounters? {
        guard object["event_type"] as? String == "stats", let stats = object["stats"] as? [String: Any] else {
            return nil
        }
        func counter(_ group: String, _ name: String) -> Int64? {
            (stats[group] as? [String: Any]).flatMap { Self.integer($0[name]) }
        }
        let engines = (stats["detect"] as? [String: Any])?["engines"] as? [[String: Any]] ?? []
        func sum(_ name: String) -> Int64? {
            let counts = engines.compactMap { Self.integer($0[name]) }
            return counts.isEmpty ? nil : counts.reduce(0, +)
        }
        let groups = stats.values.compactMap { $0 as? [String: Any] }
        let memory = groups.flatMap { group in
            group.filter { $0.key.hasSuffix("memuse") }.compactMap { Self.integer($0.value) }
        }
        return SensorCounters(
            uptime: Self.integer(stats["uptime"]),
            packets: counter("capture", "kernel_packets") ?? counter("decoder", "pkts"),
            kernelDrops: counter("capture", "kernel_drops"), decoderErrors: counter("decoder", "invalid"),
            memoryUse: memory.isEmpty ? nil : memory.reduce(0, +), alerts: counter("detect", "alert"),
            tcpSessions: counter("tcp", "sessions"), rulesLoaded: sum("rules_loaded"), rulesFailed: sum("rules_failed"),
            lastReload: engines.compactMap { $0["last_reload"] as? String }.last.flatMap(Self.microseconds)
                .map { Instant(microseconds: $0) })
    }

    private static func integer(_ value: Any?) -> Int64? {
        (value as? NSNumber)?.int64Value
    }

    private static func address(_ value: Any?) -> [UInt8]? {
        guard let text = value as? String else { return nil }
        let isV6 = text.contains(":")
        var bytes = [UInt8](repeating: 0, count: isV6 ? 16 : 4)
        let result = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe inet_pton(isV6 ? AF_INET6 : AF_INET, text, buffer.baseAddress)
        }
        return result == 1 ? bytes : nil
    }

    /// The time of `2026-11-20T13:58:41.207318+0100`, by the C library's calendar; `nil` if it has another shape.
    ///
    /// Packets whose capture says more than a million microseconds get seven digits (five lines of the sample set).
    private static func microseconds(_ text: String) -> Int64? {
        guard let match = text.wholeMatch(of: /(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d{6})\d?(?:([+-])(\d\d)(\d\d))?/),
            let year = Int32(match.1), let month = Int32(match.2), let day = Int32(match.3), let hour = Int32(match.4),
            let minute = Int32(match.5), let second = Int32(match.6), let fraction = Int64(match.7)
        else { return nil }
        var time = unsafe tm()
        unsafe time.tm_year = year - 1900
        unsafe time.tm_mon = month - 1
        unsafe time.tm_mday = day
        unsafe time.tm_hour = hour
        unsafe time.tm_min = minute
        unsafe time.tm_sec = second
        let zone = (match.9.flatMap { Int($0) } ?? 0) * 3600 + (match.10.flatMap { Int($0) } ?? 0) * 60
        let seconds = unsafe timegm(&time) - (match.8 == "-" ? -zone : zone)
        return Int64(seconds) * 1_000_000 + fraction
    }
}
