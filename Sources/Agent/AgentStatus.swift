// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Pushes
internal import Version

/// How the agent stands, as it last said in its state file.
package struct AgentStatus: Sendable, Hashable {
    /// When this was so.
    package var time = Instant(microseconds: 0)
    package var version = VedetteVersion.text
    package var pid: Int32 = 0
    /// Where the key of this gateway lies: `file`, or `TPM` and the way to it.
    package var key = ""
    /// The station that is connected or tried.
    package var station = ""
    package var isConnected = false
    /// Since when it is, or is not.
    package var since = Instant(microseconds: 0)
    /// Why the last connection ended or did not come about; empty if none did.
    package var lastError = ""
    package var lastAcknowledged: Instant?
    /// Events acknowledged since the agent started.
    package var acknowledgedEvents: UInt64 = 0
    /// Bytes in the logs that were not read yet.
    package var behindBytes: UInt64 = 0
    /// Bytes in the spool.
    package var spoolBytes: UInt64 = 0
    /// Events that were lost because the spool was full, since the agent was installed.
    package var lostEvents: UInt64 = 0
    /// The logs that are not there.
    package var missingLogs: [String] = []
    /// Room on the disks of the first log and of the spool.
    package var disk = DiskRoom()
    /// How Suricata stands; `nil` where nobody asks it.
    package var sensor: SensorHealth?
    /// How its rules stand; `nil` where the agent has nobody for them.
    package var rules: PushReport?
    /// How far the clock is from the station's, as was found last; `nil` where no station told its clock.
    package var clock: ClockSkew?
    /// How the line of orders stands, for a person; empty where there is none.
    package var orders = ""
    /// How the TPMs stand; `nil` where the agent has none.
    package var attester: AttesterStanding?
    /// How the cameras are looked after, for a person; `nil` where the agent has none.
    package var cameras: String?

    package init() {}

    /// The names, as they are in the file, in the text for people and in JSON, with values; numbers are told from texts.
    package var fields: [(name: String, value: JSONValue)] {
        [
            ("time", .string(time.rfc3339)), ("version", .string(version)), ("pid", .int(Int(pid))),
            ("key", .string(key)), ("station", .string(station)), ("connected", .bool(isConnected)),
            ("since", .string(since.rfc3339)),
            ("last_error", lastError.isEmpty ? .null : .string(lastError)),
            ("last_acknowledged", lastAcknowledged.map { .string($0.rfc3339) } ?? .null),
            ("acknowledged_events", .integer(Int64(clamping: acknowledgedEvents))),
            ("behind_bytes", .integer(Int64(clamping: behindBytes))),
            ("spool_bytes", .integer(Int64(clamping: spoolBytes))),
            ("lost_events", .integer(Int64(clamping: lostEvents))),
            ("missing_logs", .array(missingLogs.map { .string($0) })),
        ] + disk.members + (sensor?.fields ?? []) + (rules?.fields ?? [])
            + clockMembers + [("orders", orders.isEmpty ? .null : .string(orders))] + attesterMembers
            + (cameras.map { [("cameras", .string($0))] } ?? [])
    }

    /// How the TPMs stand; nothing where there are none.
    private var attesterMembers: [(name: String, value: JSONValue)] {
        guard let attester else { return [] }
        return [
            ("tpms", .array(attester.devices.map { .string($0) })),
            ("questions", attester.questions.isEmpty ? .null : .string(attester.questions)),
        ]
    }

    /// What is known of the clock, null where nothing is.
    var clockMembers: [(name: String, value: JSONValue)] {
        [
            ("clock_ahead_us", clock.map { .integer($0.ahead) } ?? .null),
            ("clock_within_us", clock.map { .integer($0.within) } ?? .null),
        ]
    }

    /// The state file: what `--json` prints.
    package var json: [UInt8] { JSONValue.object(fields.map { ($0.name, $0.value) }).bytes + [UInt8(ascii: "\n")] }

    /// What a state file says, for a person: `name: value` in lines; `nil` if it is damaged.
    package static func text(ofJSON json: [UInt8]) -> String? {
        guard let tree = try? EveTree.parse(json), case .object = tree.nodes[0].value else { return nil }
        return tree.children(of: 0).map { index in
            let node = tree.nodes[index]
            let value: String
            switch node.value {
            case .array:
                value = tree.children(of: index).compactMap { tree.nodes[$0].value.scalar?.text }.joined(
                    separator: ", ")
            case .null: value = ""
            default: value = node.value.scalar?.text ?? ""
            }
            let name = (node.key ?? "").split(separator: "_").joined(separator: " ")
            return PlainText.line("\(name): \(value.isEmpty ? "-" : value)") + "\n"
        }.joined()
    }
}
