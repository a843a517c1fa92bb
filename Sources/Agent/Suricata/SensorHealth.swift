// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// How Suricata stands, by what it says on its command socket.
package struct SensorHealth: Sendable, Hashable {
    /// Whether somebody is there to be asked.
    package var isRunning = false
    /// Why nobody is, or why the answers are not what they should be; for a person, empty where nothing is wrong.
    package var why = ""
    /// As it names itself, `7.0.10`; empty where it is not known.
    package var version = ""
    /// Seconds since its start.
    package var uptime: Int?
    /// Signatures that are loaded, and that could not be.
    package var loaded: Int?
    package var failed: Int?
    /// Packets of all interfaces since its start, and those that the kernel dropped for want of room.
    package var packets: Int?
    package var drops: Int?

    /// The most interfaces that are asked about.
    private static let interfaceLimit = 64

    package init() {}

    /// Asks Suricata; blocks for at most some times `wait`, in microseconds.
    init(asking path: String, within wait: Int64, stop: Int32) {
        do throws(SuricataFailure) {
            var socket = try SuricataSocket.connect(path, within: wait, stop: stop)
            let words = try socket.ask("version", within: wait).text.split(separator: " ")
            version = String(words.first ?? "")
            uptime = try socket.ask("uptime", within: wait).number
            let counts = try socket.ask("ruleset-stats", within: wait).counts()
            loaded = counts.loaded
            failed = counts.failed
            try countPackets(&socket, wait)
            isRunning = true
        } catch {
            isRunning = if case .absent = error { false } else { true }
            why = "Suricata \(error.message)"
        }
    }

    /// Not every way of capture has interfaces; where it has none, nothing is known.
    private mutating func countPackets(_ socket: inout SuricataSocket, _ wait: Int64) throws(SuricataFailure) {
        guard let list = try Self.answer(&socket, "iface-list", [], wait) else { return }
        for name in list.texts("ifaces", most: Self.interfaceLimit) {
            guard let answer = try Self.answer(&socket, "iface-stat", [("iface", .string(name))], wait) else {
                continue
            }
            packets = (packets ?? 0) + (answer.number("pkts") ?? 0)
            drops = (drops ?? 0) + (answer.number("drop") ?? 0)
        }
    }

    /// The answer; `nil` where it says that there is none.
    private static func answer(
        _ socket: inout SuricataSocket, _ command: String, _ arguments: [(String, JSONValue)], _ wait: Int64
    ) throws(SuricataFailure) -> SuricataAnswer? {
        do throws(SuricataFailure) {
            return try socket.ask(command, arguments, within: wait)
        } catch {
            if case .refused = error { return nil }
            throw error
        }
    }
}

extension SensorHealth {
    /// What is known, with the names that it has in the agent's events.
    private var members: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("running", .bool(isRunning))]
        if !version.isEmpty { members.append(("version", .string(version))) }
        let numbers = [
            ("uptime", uptime), ("loaded", loaded), ("failed", failed), ("kernel_packets", packets),
            ("kernel_drops", drops),
        ]
        for (name, number) in numbers { if let number { members.append((name, .int(number))) } }
        if !why.isEmpty { members.append(("why", .string(why))) }
        return members
    }

    /// As it stands in the agent's events.
    var json: JSONValue { .object(members) }

    /// As it stands in the state file.
    var fields: [(name: String, value: JSONValue)] { members.map { ("suricata_" + $0.0, $0.1) } }
}
