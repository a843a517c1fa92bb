// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Processes
import Pushes
import Testing

@testable import Agent

/// A gateway with files for rules, a stand-in for Suricata's program and one for its socket, and the keeper of its rules.
///
/// The program takes every file but those with `at-check`; with `check-hangs` it never ends.
final class RulesModel {
    let path: String
    var settings = SensorSettings()
    let lines = SaidLines()
    var pace = AgentPace()
    private(set) var suricata: SuricataModel?

    var rules: String { path + "/vedette.rules" }
    var thresholds: String { path + "/threshold.config" }
    var program: String { path + "/suricata" }
    var folder: AgentFolder { AgentFolder(path + "/state") }

    init(running: Bool = true, dump: String? = nil) throws {
        // A path of a socket has no room for the usual folder's.
        path = "/tmp/rules-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: path + "/state", withIntermediateDirectories: true)
        settings.rules = path + "/vedette.rules"
        settings.thresholds = path + "/threshold.config"
        settings.socket = path + "/socket"
        settings.program = path + "/suricata"
        settings.pidFile = path + "/pid"
        pace.answer = 20_000_000
        try write(
            dump ?? "default-rule-path = \(path)\nrule-files.0 = other.rules\nrule-files.1 = vedette.rules\n"
                + "threshold-file = \(thresholds)\n", "dump")
        try write(
            """
            #!/bin/sh
            case $1 in
            --dump-config) exec cat \(path)/dump ;;
            esac
            rules=''
            echo "$@" > \(path)/called
            while [ $# -gt 0 ]; do
                [ "$1" != -S ] || rules=$2
                shift
            done
            echo "Notice: suricata: This is a stand-in"
            ! grep -q check-hangs "$rules" || exec sleep 1000
            ! grep -q at-check "$rules" || {
                echo "Error: detect-parse: unknown rule keyword 'contentt'." >&2
                echo "Error: suricata: Loading signatures failed." >&2
                exit 1
            }
            """, "suricata")
        try makeRunnable(program)
        if running { try startSuricata() }
    }

    deinit {
        suricata?.end()
        try? FileManager.default.removeItem(atPath: path)
    }

    func startSuricata() throws {
        suricata?.end()
        suricata = try SuricataModel(settings.socket, rules: rules)
    }

    func endSuricata() {
        suricata?.end()
        suricata = nil
    }

    func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path + "/" + name))
    }

    /// Makes a script a program, which it is not as long as the child of another thread has it open for writing.
    func makeRunnable(_ script: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let trial = BoundedProcess(path: script, arguments: ["--dump-config"], folder: "/", answer: .both)
        _ = becomesTrue { (try? trial.run { true }) != nil }
    }

    func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

    func keeper(stop: Int32 = -1) throws -> RulesKeeper {
        let keeper = try RulesKeeper(settings, folder: folder, pace: pace, stop: stop) { [lines] in lines.add($0) }
        return try #require(keeper)
    }

    static func rule(_ sid: Int, _ text: String = "a rule") -> String {
        "alert tcp any any -> any any (msg:\"\(text)\"; sid:\(sid); rev:1;)\n"
    }

    /// Rules with one that does what its text says.
    static func rules(_ texts: String...) -> String {
        texts.enumerated().map { rule(3_000_000 + $0.offset, $0.element) }.joined()
    }

    static func order(
        _ number: Int, _ rules: String, _ thresholds: String = "", fewer: Bool = false, gateway: String = "gw-harbour"
    ) throws -> PushOrder {
        PushOrder(
            gateway: gateway, number: number, files: try SensorFiles(rules: rules, thresholds: thresholds),
            mayRunFewer: fewer, person: "ada", time: Instant(microseconds: 0))
    }

    /// Follows an order to its end; what is reported then.
    @discardableResult
    func follow(_ order: PushOrder, by keeper: inout RulesKeeper) -> PushReport {
        keeper.take(order, as: "gw-harbour")
        return finish(&keeper)
    }

    @discardableResult
    func finish(_ keeper: inout RulesKeeper) -> PushReport {
        while keeper.step() {}
        return keeper.report(nil, agent: "0")
    }

    /// What is left of files that were on their way.
    var leftovers: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".new") }
    }
}

/// Waits until something is so.
func becomesTrue(_ isDone: () throws -> Bool) rethrows -> Bool {
    let deadline = Date().addingTimeInterval(120)
    while Date() < deadline {
        if try isDone() { return true }
        _ = poll(nil, 0, 3)
    }
    return false
}
