// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Fixtures
internal import Foundation
internal import Pushes
internal import Rules
internal import Station
internal import Store

/// `storebench push`: rules to many gateways at once, of which some cannot have them.
struct PushCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract:
            "Pushes rules to simulated gateways of a station of this machine, and waits until each has its state.",
        discussion: """
            Of the gateways one fails its test of the rules, one every rule at the reload, and one is offline. It fails where a state \
            is not the right one, or a gateway is left with fewer rules than it had.
            """)

    @Option(help: "The station's data directory: its registry gets the gateways, its rule store the rules.")
    var data: String

    @Option(help: "The station's port for enrolments on this machine.")
    var port: Int

    @Option(help: "How many gateways, 3 or more.")
    var gateways = 100

    @Option(help: "How many rules.")
    var rules = 1000

    func run() throws {
        let before = try SensorFiles(rules: "alert before\n", thresholds: "")
        let (identities, authority) = try BenchGateways.identities(gateways, data: data)
        let conducts: [Int: SensorModel.Conduct] = [0: .failsTest, 1: .failsReload]
        let sensors = try identities.enumerated().map { index, gateway in
            try SensorModel(
                gateway.name, gateway.identity, authority: authority, conducts[index] ?? .follows, running: before)
        }
        try addRules()
        let desk = PushDesk(StationConfiguration(dataDirectory: data), person: "storebench")
        let offline = sensors[2].name
        try connect(sensors.filter { $0.name != offline }, desk)
        let began = SystemClock.monotonicSeconds
        let plan = try desk.plan(for: .all, at: SystemClock.now)
        let planned = SystemClock.monotonicSeconds
        _ = try desk.push(plan, mayRunFewer: false, comment: "", at: SystemClock.now)
        let pushed = SystemClock.monotonicSeconds
        var standing = try desk.gateways(at: SystemClock.now)
        while standing.contains(where: { !$0.state.isFinal && $0.gateway != offline }) {
            guard SystemClock.monotonicSeconds < pushed + 600 else { throw Failure("not all gateways are done") }
            Thread.sleep(forTimeInterval: 0.02)
            standing = try desk.gateways(at: SystemClock.now)
        }
        let done = SystemClock.monotonicSeconds
        try check(standing, sensors)
        JSONValue.print([
            ("gateways", .int(gateways)), ("rules", .int(plan.files.ruleCount)),
            ("bytes", .int(plan.files.rules.utf8.count)), ("plan_ms", .double((planned - began) * 1000)),
            ("push_ms", .double((pushed - planned) * 1000)), ("done_ms", .double((done - pushed) * 1000)),
        ])
        for sensor in sensors { sensor.disconnect() }
    }

    private func addRules() throws {
        let author = Authorship(author: "storebench", time: SystemClock.now)
        let edits = (1...rules).map { sid in
            let text =
                "alert http any any -> any any (msg:\"bench \(sid)\"; http.uri; content:\"/\(sid)/index\"; sid:\(sid); rev:1;)\n"
            let content = RuleContent(text: Array(text.utf8), heading: RuleHeading(title: "bench \(sid)"))
            return RuleEdit("1:\(sid)", .add(.signature, content, isEnabled: true), by: author)
        }
        try RuleStore(directory: data).apply(edits)
    }

    /// Connects them; from one address only so many come in at once, and the others come again.
    private func connect(_ sensors: [SensorModel], _ desk: PushDesk) throws {
        let deadline = SystemClock.monotonicSeconds + 600
        while try desk.gateways(at: SystemClock.now).count(where: \.isConnected) < sensors.count {
            guard SystemClock.monotonicSeconds < deadline else { throw Failure("not all gateways are connected") }
            for sensor in sensors where !sensor.state.isOpen { try sensor.connect(to: port) }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    private func check(_ standing: [GatewayRules], _ sensors: [SensorModel]) throws {
        let wanted: [String: GatewayRulesState] = [
            sensors[0].name: .refused, sensors[1].name: .rolledBack, sensors[2].name: .waits,
        ]
        for gateway in standing where gateway.state != wanted[gateway.gateway] ?? .verified {
            throw Failure("\(gateway.gateway) is \(gateway.state.words)")
        }
        for sensor in sensors where sensor.state.files == nil || sensor.ruleCount <= 100 {
            throw Failure("\(sensor.name) has lost its rules")
        }
    }

    private struct Failure: Error, CustomStringConvertible {
        var description: String

        init(_ description: String) { self.description = description }
    }
}
