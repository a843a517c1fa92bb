// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Pushes
import Testing

@testable import Agent

/// Suricata itself on the loopback interface, in a folder of its own.
private final class RealSuricata {
    static let program = ["/usr/bin/suricata", "/usr/local/bin/suricata"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    /// Capturing is root's.
    static var isUsable: Bool { program != nil && geteuid() == 0 }

    let model: RulesModel
    private let process = Process()

    init() throws {
        model = try RulesModel(running: false)
        model.settings.program = try #require(Self.program)
        model.settings.configuration = model.path + "/suricata.yaml"
        model.pace.answer = 60_000_000
        // Other tests' traffic is none of its business, and with version 2 of the kernel's ring it has been seen to spin on it.
        try model.write(
            """
            %YAML 1.1
            ---
            vars:
              address-groups: {HOME_NET: "any", EXTERNAL_NET: "any"}
            default-log-dir: \(model.path)
            outputs:
              - eve-log: {enabled: yes, filetype: regular, filename: eve.json, types: [alert]}
            unix-command: {enabled: yes, filename: \(model.settings.socket)}
            default-rule-path: \(model.path)
            rule-files: [base.rules, vedette.rules]
            threshold-file: \(model.thresholds)
            classification-file: \(model.path)/classification.config
            reference-config-file: \(model.path)/reference.config
            af-packet:
              - {interface: lo, threads: 1, cluster-id: 97, cluster-type: cluster_flow, tpacket-v3: yes, bpf-filter: udp port 9}

            """, "suricata.yaml")
        try model.write("config classification: misc-activity,Misc activity,3\n", "classification.config")
        try model.write("", "reference.config")
        try model.write(RulesModel.rule(1_000_001, "base"), "base.rules")
        process.executableURL = URL(filePath: model.settings.program)
        process.arguments = ["-c", model.settings.configuration, "--af-packet=lo", "-l", model.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        // It has inherited that SIGTERM waits.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    var health: SensorHealth { SensorHealth(asking: model.settings.socket, within: 60_000_000, stop: -1) }

    var isReady: Bool { health.loaded != nil }
}

@Suite("Rules in the place of those of Suricata itself")
struct RealSuricataTests {
    @Test(
        "good ones are verified, bad ones refused by its check, and those that fail only when loaded taken back",
        .enabled(if: RealSuricata.isUsable, "skipped: no suricata, or not root"))
    func orders() throws {
        let suricata = try RealSuricata()
        let model = suricata.model
        #expect(becomesTrue { suricata.isReady })
        let health = suricata.health
        #expect(health.version.hasPrefix("7.") || health.version.hasPrefix("8."), "\(health)")
        #expect(health.loaded == 1 && health.packets != nil && health.drops != nil)
        var keeper = try model.keeper()
        let good = try RulesModel.order(
            1, RulesModel.rules("one", "two"), "suppress gen_id 1, sig_id 3000000, track by_src, ip 192.0.2.1\n")
        var report = model.follow(good, by: &keeper)
        #expect(report.state == .verified, "\(report)")
        #expect(suricata.health.loaded == 3)

        let bad =
            RulesModel.rules("one", "two") + "alert tcp any any -> any any (msg:\"x\"; contentt:\"y\"; sid:3000009;)\n"
        report = model.follow(try RulesModel.order(2, bad), by: &keeper)
        #expect(report.state == .refused, "\(report)")
        #expect(report.complaints.contains { $0.contains("unknown rule keyword 'contentt'") }, "\(report)")
        report = model.follow(try RulesModel.order(3, good.files.rules, "suppress gen_id one\n"), by: &keeper)
        #expect(report.state == .refused && report.complaints.contains { $0.contains("threshold-config") }, "\(report)")
        #expect(suricata.health.loaded == 3)

        // By itself it is good; base.rules has one of the same number.
        let double = good.files.rules + RulesModel.rule(1_000_001, "the number of another")
        report = model.follow(try RulesModel.order(4, double), by: &keeper)
        #expect(report.state == .rolledBack, "\(report)")
        #expect(report.complaints.first?.hasPrefix("line 3: alert tcp") == true, "\(report)")
        #expect(report.revision == good.files.revision)
        #expect(suricata.health.loaded == 3 && suricata.health.failed == 0)
        #expect(model.read(model.rules) == good.files.rules)
        report = model.follow(try RulesModel.order(5, RulesModel.rules("one", "two", "three")), by: &keeper)
        #expect(report.state == .verified && suricata.health.loaded == 4, "\(report)")
    }
}
