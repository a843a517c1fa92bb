// SPDX-License-Identifier: Apache-2.0

import Collector
import EVE
import Fixtures
import Foundation
import Pushes
import Synchronization
import Testing

@testable import Agent

@Suite("The program vedette-agent and orders about rules", .serialized)
struct RulesProgramTests {
    let tls: TLSCase
    let rules: RulesModel
    let station: StationModel
    let orders: OrdersModel
    private let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "vedette-agent")

    init() throws {
        tls = try TLSCase()
        rules = try RulesModel()
        station = try StationModel(tls)
        orders = try OrdersModel(tls)
        try tls.enrol(rules.folder, enrolment: orders.port, collector: station.collector.port)
        try rules.write(
            """
            stations:
              - 127.0.0.1:\(station.collector.port)
            logs:
              - \(rules.path)/eve.json
            state: \(rules.folder.path)
            suricata-rules: \(rules.rules)
            suricata-thresholds: \(rules.thresholds)
            suricata-socket: \(rules.settings.socket)
            suricata-program: \(rules.program)

            """, "agent.yaml")
    }

    private func start(_ command: String = "run", output: String = "output") throws -> Process {
        let process = Process()
        process.executableURL = path
        process.arguments = [command, "--config", rules.path + "/agent.yaml"]
        try rules.write("", output)
        let file = try #require(FileHandle(forWritingAtPath: rules.path + "/" + output))
        process.standardOutput = file
        process.standardError = file
        try process.run()
        return process
    }

    private func end(_ agent: Process, _ signal: Int32 = SIGTERM) {
        kill(agent.processIdentifier, signal)
        agent.waitUntilExit()
    }

    @Test(
        "killed at any moment, again and again, it leaves whole files, and the order is followed in the end",
        arguments: [1, 2])
    func killed(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let limits = "suppress gen_id 1, sig_id 3000000\n"
        var before = try RulesModel.order(1, RulesModel.rules("one"), limits)
        var number = 1
        for round in 0..<4 {
            let isGood = Bool.random(using: &random) || round == 0
            let text = before.files.rules + RulesModel.rule(4_000_000 + round, isGood ? "good" : "at-reload")
            let order = try RulesModel.order(number, text, limits + "# \(round)\n")
            number += 1
            try orders.greet(order, by: tls.station)
            for _ in 0..<3 {
                let known = orders.connections
                let agent = try start()
                #expect(becomesTrue { orders.connections > known || !agent.isRunning })
                let wait = Int32.random(in: 0...40, using: &random)
                _ = poll(nil, 0, wait)
                end(agent, SIGKILL)
                let there = rules.read(rules.rules)
                #expect([order.files.rules, before.files.rules].contains(there) || round == 0 && there == nil)
            }
            let agent = try start()
            if isGood { before = order }
            // In one report: one that comes behind it may not have asked Suricata yet.
            let isTold = becomesTrue {
                orders.last?.number == order.number && orders.last?.state == (isGood ? .verified : .rolledBack)
                    && orders.last?.revision == before.files.revision
                    && orders.last?.sensor?.loaded == 5 + before.files.ruleCount
            }
            #expect(isTold, "\(String(describing: orders.last))")
            end(agent)
            #expect(agent.terminationStatus == 0)
            #expect(rules.read(rules.rules) == before.files.rules)
            #expect(rules.read(rules.thresholds) == before.files.thresholds)
            #expect(rules.leftovers.isEmpty)
        }
    }

    @Test("logs are sent while a check takes its time, and the state tells of Suricata and its rules")
    func besides() throws {
        let order = try RulesModel.order(1, RulesModel.rules("check-hangs"))
        try orders.greet(order, by: tls.station)
        let agent = try start()
        #expect(becomesTrue { orders.last?.state == .working })
        try rules.write("{\"timestamp\":\"2026-11-24T10:00:00.000000+0000\",\"event_type\":\"flow\"}\n", "eve.json")
        #expect(
            becomesTrue {
                station.take()
                let others = station.stored.withLock { $0.others }
                return station.order.count == 1 && others.contains { $0.contains("7.0.10") }
            })
        #expect(orders.last?.state == .working)
        #expect(becomesTrue { orders.last?.sensor == PushReport.Sensor(version: "7.0.10", loaded: 5, failed: 0) })
        #expect(becomesTrue { rules.read(rules.folder.state)?.contains("\"rules_state\":\"working\"") == true })
        let status = try start("status", output: "status")
        status.waitUntilExit()
        let text = try #require(rules.read(rules.path + "/status"))
        #expect(text.contains("suricata version: 7.0.10\n") && text.contains("rules state: working\n"), "\(text)")
        #expect(text.contains("orders: connected\n"), "\(text)")
        end(agent)
        #expect(agent.terminationStatus == 0)
        // The child that hung is gone with it.
        #expect(rules.read(rules.rules) == nil)
    }
}
