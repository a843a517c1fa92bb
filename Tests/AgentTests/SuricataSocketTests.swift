// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Agent

@Suite("What Suricata says of itself")
struct SuricataSocketTests {
    @Test("its health is what its socket tells, and stands in the agent's events and state")
    func health() throws {
        let model = try RulesModel()
        var status = AgentStatus()
        let health = SensorHealth(asking: model.settings.socket, within: 20_000_000, stop: -1)
        #expect(health.isRunning && health.why.isEmpty)
        #expect(health.version == "7.0.10")
        #expect(health.uptime == 17 && health.loaded == 5 && health.failed == 0)
        #expect(health.packets == 2000 && health.drops == 14)
        status.sensor = health
        status.disk = DiskRoom(log: model.path + "/eve.json", spool: model.path)
        let event = String(decoding: Heartbeat.event(status), as: UTF8.self)
        #expect(
            event.contains(
                #""suricata":{"running":true,"version":"7.0.10","uptime":17,"loaded":5,"failed":0,"kernel_packets":2000,"kernel_drops":14}"#
            ), "\(event)")
        #expect(event.contains(#""log_disk_free":"#) && event.contains(#""spool_disk_free":"#))
        let text = try #require(AgentStatus.text(ofJSON: status.json))
        #expect(text.contains("suricata version: 7.0.10\n") && text.contains("suricata kernel drops: 14\n"))
    }

    @Test("one that is not there, and one that talks nonsense, are told of")
    func unusable() throws {
        let model = try RulesModel()
        let suricata = try #require(model.suricata)
        for (answer, why) in [
            ("no\n", "no answer of its command socket"), ("[]\n", "no answer of its command socket"),
            ("{\"return\":\"MAYBE\"}\n", "no answer of its command socket"),
            ("{\"message\":\"go \\u001baway\",\"return\":\"NOK\"}\n", "refuses: go ?away"),
            ("{\"message\":7,\"return\":\"NOK\"}\n", "refuses: no reason is given"),
        ] {
            suricata.state.withLock { $0.answer = Array(answer.utf8) }
            let health = SensorHealth(asking: suricata.path, within: 20_000_000, stop: -1)
            #expect(health.isRunning && health.why == "Suricata \(health.why.dropFirst(9))")
            #expect(health.why.contains(why), "\(health.why)")
        }
        model.endSuricata()
        let health = SensorHealth(asking: suricata.path, within: 20_000_000, stop: -1)
        #expect(!health.isRunning)
        #expect(health.why == "Suricata cannot be asked: \(suricata.path): No such file or directory")
        #expect(
            SensorHealth(asking: "/" + String(repeating: "x", count: 200), within: 1, stop: -1).why.contains(
                "File name too long"))
    }

    @Test("of an answer that was cut nothing is believed")
    func cut() throws {
        let other = "{\"rule\":\"x\",\"filename\":\"/other.rules\",\"line\":1},"
        let answer = "{\"message\":[\(String(repeating: other, count: 60_000))1],\"return\":\"OK\"}"
        #expect(throws: SuricataFailure.garbage) { try SuricataAnswer(line: Array(answer.utf8)) }
    }

    @Test("answers of any bytes are read or refused")
    func mutations() throws {
        var random = SeededGenerator(seed: 11)
        let most = Int.max
        let answers = [
            #"{"message":[{"id":0,"rules_loaded":5,"rules_failed":1}],"return":"OK"}"#,
            #"{"message":[{"tenant_id":0,"rule":"alert","filename":"/a/b","line":2}],"return":"OK"}"#,
            #"{"message":{"count":1,"ifaces":["lo"]},"return":"OK"}"#,
            #"{"message":[{"rules_loaded":1e300,"rules_failed":-1}],"return":"OK"}"#,
            #"{"message":[{"rules_loaded":\#(most),"rules_failed":0},{"rules_loaded":\#(most)}],"return":"OK"}"#,
        ]
        for text in answers {
            for round in 0..<500 {
                var bytes = Array(text.utf8)
                if round > 0 {
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                guard let answer = try? SuricataAnswer(line: bytes) else { continue }
                _ = (
                    answer.text, answer.number, answer.failedRules, answer.texts("ifaces", most: 3),
                    answer.number("count")
                )
                _ = try? answer.counts()
            }
        }
        #expect(throws: SuricataFailure.garbage) { try SuricataAnswer(line: Array(answers[3].utf8)).counts() }
    }

    @Test("counts of very many tenants are no answer, and no sum of counts is too large")
    func tenants() throws {
        func answer(_ count: Int) throws -> SuricataAnswer {
            let tenant = "{\"rules_loaded\":\(1 << 48),\"rules_failed\":\(1 << 48)}"
            let tenants = Array(repeating: tenant, count: count).joined(separator: ",")
            return try SuricataAnswer(line: Array("{\"message\":[\(tenants)],\"return\":\"OK\"}".utf8))
        }
        #expect(try answer(4096).counts() == SuricataAnswer.Counts(loaded: 1 << 60, failed: 1 << 60))
        for count in [0, 4097, 32_768] {
            #expect(throws: SuricataFailure.garbage) { try answer(count).counts() }
        }
    }

    @Test("its configuration says which files it loads")
    func setup() {
        let setup = SuricataSetup(
            dump: """
                default-rule-path = /var/lib/suricata/rules
                rule-files = (null)
                rule-files.0 = suricata.rules
                rule-files.1 = /opt/*.rules
                rule-files.2 = /proc/self/../self/x.rules
                rule-files.extra = no.rules
                threshold-file = (null)
                what = ever = this

                """)
        #expect(setup.loads(rules: "/var/lib/suricata/rules/suricata.rules"))
        #expect(setup.loads(rules: "/opt/own.rules"))
        #expect(!setup.loads(rules: "/opt/deeper/own.rules"))
        #expect(!setup.loads(rules: "/var/lib/suricata/rules/no.rules"))
        #expect(setup.reads(thresholds: "/etc/suricata/threshold.config"))
        #expect(setup.quiet.isEmpty)
        #expect(!SuricataSetup(dump: "").loads(rules: "/x"))
    }

    @Test("the configuration of the agent names its files, and what does not go together is told")
    func configuration() throws {
        let head = "stations:\n  - s:1\nlogs:\n  - /l\n"
        func sensor(_ text: String) throws(AgentProblem) -> SensorSettings? {
            try AgentConfiguration(head + text, path: "a").sensor
        }
        #expect(try sensor("") == nil)
        var wanted = SensorSettings()
        wanted.socket = "/run/s"
        #expect(try sensor("suricata-socket: /run/s\n") == wanted)
        wanted.rules = "/r/a.rules"
        wanted.thresholds = "/r/t"
        wanted.configuration = "/c"
        wanted.program = "/p"
        wanted.pidFile = "/i"
        #expect(
            try sensor(
                "suricata-socket: /run/s\nsuricata-rules: /r/a.rules\nsuricata-thresholds: /r/t\nsuricata-config: /c\n"
                    + "suricata-program: /p\nsuricata-pid: /i\n") == wanted)
        for (text, problem) in [
            ("suricata-rules: a.rules\n", "no whole path of a file"), ("suricata-rule: /a\n", "unknown key"),
            ("suricata-thresholds: /a\n", "suricata-rules is missing"),
            ("suricata-rules: /a\nsuricata-thresholds: /a\n", "are the same file"),
            ("suricata-rules: /etc/suricata/suricata.yaml\n", "is Suricata's configuration"),
            ("suricata-rules:\n  - /a\n", "has one value"),
        ] {
            do throws(AgentProblem) {
                _ = try sensor(text)
                Issue.record("\(text) is taken")
            } catch {
                #expect(error.line.contains(problem), "\(error.line)")
            }
        }
    }
}
