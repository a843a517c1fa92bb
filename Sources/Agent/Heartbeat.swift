// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The event by which the agent tells the station how it stands: an event of the gateway as any other, so that it is stored, searched
/// and counted like one. Its time is the gateway's clock, which shows how far that is off.
enum Heartbeat {
    /// The event on one line.
    static func event(_ status: AgentStatus) -> [UInt8] {
        var agent: [(String, JSONValue)] = [
            ("version", .string(status.version)), ("station", .string(status.station)),
            ("acknowledged_events", .integer(Int64(clamping: status.acknowledgedEvents))),
            ("behind_bytes", .integer(Int64(clamping: status.behindBytes))),
            ("spool_bytes", .integer(Int64(clamping: status.spoolBytes))),
            ("lost_events", .integer(Int64(clamping: status.lostEvents))),
            ("missing_logs", .array(status.missingLogs.map { .string($0) })),
        ]
        agent += status.disk.members
        if status.clock != nil { agent += status.clockMembers.map { ($0.name, $0.value) } }
        if let sensor = status.sensor { agent.append(("suricata", sensor.json)) }
        return JSONValue.object([
            ("timestamp", .string(status.time.rfc3339)), ("event_type", .string("vedette_agent")),
            ("agent", .object(agent)),
        ]).bytes
    }
}
