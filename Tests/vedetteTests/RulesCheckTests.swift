// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("rules check")
    struct RulesCheckTests {
        /// Files with a fault each, and what is told of it behind the path.
        private static let faults: [(name: String, text: String, told: String)] = [
            ("tabs.yml", RulesText.rule("t").replacing("  sel:", with: "\tsel:"), ":7:1: a tab in the indentation"),
            ("twice.yml", RulesText.rule(), ":2:5: another rule is already called"),
            (
                "modifier.yml", RulesText.rule("m").replacing("endswith", with: "endwith"),
                ":8:16: unknown modifier `endwith`. Did you mean `endswith`?"
            ),
            (
                "missing.yml", RulesText.rule("s").replacing("condition: sel", with: "condition: sel and other"),
                ":9:22: no search is named `other`"
            ),
            ("regex.yml", RulesText.rule("r", ending: "(a").replacing("endswith", with: "re"), "closing parenthesis"),
            ("alias.yml", RulesText.rule("a") + "x: *nothing\n", ":10:4: no valid YAML"),
            ("circle.yml", circle, "take out the circle"),
            (
                "sig.rules", "alert tcp any any -> any any (msg:\"x\"; content:\"a\" sid:1000001; rev:1;)\n",
                ": a semicolon is missing before sid"
            ),
            (
                "threshold.config", "threshold gen_id 1, sig_id 5, type limit, track by_src, count 0, seconds 60\n",
                ": count cannot be 0"
            ),
        ]

        private static let circle = """
            title: Circle
            name: circle
            correlation:
              type: event_count
              rules: [circle]
              timespan: 1m
              condition: {gte: 2}

            """

        @Test("every problem is path:line:column: what, in text and in JSON, and good rules count")
        func faults() throws {
            let room = try Room()
            try room.write(RulesText.rule(), to: "rules/a-good.yml")
            for fault in Self.faults { try room.write(fault.text, to: "rules/\(fault.name)") }
            try room.write(Data(RulesText.rule("l").utf8) + Data([0x23, 0xff]), to: "rules/latin.yml")
            try room.write(Data(repeating: 0x78, count: 11_000_000), to: "rules/huge.yml")
            try room.write("", to: "rules/empty.rules")
            try room.write("none of these", to: "rules/README.md")
            let text = try Program.run(["rules", "check", room.file("rules")], in: room)
            #expect(text.code == 1)
            let wanted =
                Self.faults.map { ($0.name, $0.told) } + [
                    ("latin.yml", ":10:2: the file is no UTF-8"), ("huge.yml", ":1:1: the file is larger than 10 MB"),
                    ("empty.rules", ":1:1: warning: the file has no rule in use"),
                ]
            for (name, told) in wanted {
                let lines = text.errorLines.filter { $0.hasPrefix(room.file("rules/\(name):")) }
                #expect(lines.contains { $0.contains(told) }, "\(name): \(lines)")
            }
            #expect(!text.errors.contains("a-good.yml") && !text.errors.contains("README"))

            let result = try Program.run(["rules", "check", "--json", room.file("rules")], in: room)
            #expect(result.code == 1 && result.errors.isEmpty && result.lines.count == 1)
            let report = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
            #expect(report["files"] as? Int == wanted.count + 1)
            #expect(report["rules"] as? Int == 3, "the good one, the first of two with one id, and a threshold")
            let problems = try #require(report["problems"] as? [[String: Any]])
            #expect(problems.count == text.errorLines.count)
            for (problem, line) in zip(problems, text.errorLines) {
                let path = try #require(problem["path"] as? String)
                let place = try "\(path):\(#require(problem["line"] as? Int)):\(#require(problem["column"] as? Int)): "
                #expect(line.hasPrefix(place))
                #expect(try line.contains(#require(problem["message"] as? String)))
            }
        }

        @Test("good files end with 0, warnings too; what is not there with 3; no path with 2")
        func codes() throws {
            let room = try Room()
            let good = try room.write(RulesText.rule(), to: "good.yml")
            let empty = try room.write("# nothing\n", to: "empty.rules")
            let result = try Program.run(["rules", "check", good, empty], in: room)
            #expect(result.code == 0 && result.errorLines.count == 1)
            #expect(result.text == "1 rules in 2 files: 0 errors, 1 warnings\n")
            let missing = try Program.run(["rules", "check", room.file("none")], in: room)
            #expect(missing.code == 3 && missing.errorLines.count == 1 && missing.output.isEmpty)
            #expect(missing.errors.contains(room.file("none")))
            #expect(try Program.run(["rules", "check"], in: room).code == 2)
        }

        @Test("with --here a log source that this station does not have is a warning")
        func here() throws {
            let room = try Room()
            let text = RulesText.rule().replacing("product: suricata, service: dns", with: "product: windows")
            let file = try room.write(text, to: "windows.yml")
            #expect(try Program.run(["rules", "check", file], in: room).errors.isEmpty)
            let result = try Program.run(["rules", "check", "--here", file], in: room)
            #expect(result.code == 0 && result.errors.contains("warning: no log source here is product: windows"))
        }

        @Test(
            "where Suricata is installed, its own word is told on the rule's line, unless it is not wanted",
            .enabled(if: Program.isInstalled("suricata"), "skipped: no suricata"))
        func suricata() throws {
            let room = try Room()
            let options = #"msg:"m"; dns.query; content:"a"; http.uri; content:"b""#
            let file = try room.write("# c\nalert dns any any -> any any (\(options); sid:28; rev:1;)\n", to: "a.rules")
            let result = try Program.run(["rules", "check", file], in: room)
            #expect(result.code == 1 && result.errorLines.count == 1)
            #expect(result.errors.hasPrefix("\(file):2:1: Suricata "), "\(result.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: room.file("tmp")).isEmpty)
            let without = try Program.run(["rules", "check", "--no-suricata", file], in: room)
            #expect(without.code == 0 && without.errors.isEmpty)
            let config = try room.write("rules: {suricata: false}\n", to: "c.yaml")
            #expect(try Program.run(["rules", "check", "--config", config, file], in: room).code == 0)
            let added = try Program.run(["rules", "add", file], in: room)
            #expect(added.code == 1 && added.errors.contains("refuses this"))
        }

        @Test("without a configuration that can be read our own checks are made all the same")
        func noConfiguration() throws {
            let room = try Room()
            let file = try room.write("alert ip any any -> any any (msg:\"m\"; sid:0x; rev:1;)\n", to: "a.rules")
            let config = try room.write("rules: [\n", to: "c.yaml")
            let result = try Program.run(["rules", "check", "--config", config, file], in: room)
            #expect(result.code == 1 && result.errorLines.contains { $0.hasPrefix("\(file):1:") }, "\(result.errors)")
            #expect(result.errors.contains("Suricata is not asked: \(config)"))
        }

        @Test(
            "a signal that ends the call ends Suricata as well, and leaves no rules behind",
            arguments: [SIGINT, SIGTERM])
        func interrupted(_ signal: Int32) throws {
            let room = try Room()
            let file = try room.write("alert ip any any -> any any (msg:\"m\"; sid:1; rev:1;)\n", to: "a.rules")
            let script = """
                #!/bin/sh
                [ "$1" = -V ] && { echo This is Suricata version 7.0.10 RELEASE; exit; }
                echo $$ > \(room.file("pid.new")); mv \(room.file("pid.new")) \(room.file("pid")); exec sleep 1000

                """
            let text = try room.write(script, to: "script")
            let program = room.file("suricata")
            // A copy by another process: what is open for writing here, a child of another test may hold open.
            _ = try Program.shell(#"cp "$1" "$2"; chmod 755 "$2""#, [text, program], in: room)
            let config = try room.write("rules: {suricata: \(program)}\n", to: "c.yaml")
            let call = try Running(Program.path, ["rules", "check", "--config", config, file], in: room)
            #expect(eventually { FileManager.default.fileExists(atPath: room.file("pid")) || !call.isRunning })
            let child = try String(contentsOfFile: room.file("pid"), encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            call.send(signal)
            #expect(try call.result().code == 128 + signal, "\(call.errors)")
            #expect(!FileManager.default.fileExists(atPath: "/proc/\(child)"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: room.file("tmp")).isEmpty)
        }
    }
}
