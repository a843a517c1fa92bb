// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("The rule store on the command line")
    struct RulesStoreTests {
        private let room: Room
        private let config: String

        init() throws {
            room = try Room()
            config = try room.write("rules:\n  starter-set: false\n", to: "config.yaml")
        }

        private func rules(
            _ arguments: String..., environment: [String: String] = [:]
        ) throws -> Program.Result {
            try Program.run(
                ["rules"] + arguments + ["--data", room.data, "--config", config], in: room, environment: environment)
        }

        private func objects(_ result: Program.Result) throws -> [[String: Any]] {
            #expect(result.code == 0, "\(result.errors)")
            return try #require(try JSONSerialization.jsonObject(with: result.output) as? [[String: Any]])
        }

        private func matches() throws -> [[String]] {
            let result = try Program.run(["events", "--json", "--data", room.data], in: room)
            return try result.lines.reversed().map { line in
                let row = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
                let matches = try #require(row["matches"] as? [[String: Any]])
                return matches.map { "\($0["rule"] ?? "") \($0["revision"] ?? "") \($0["level"] ?? "")" }
            }
        }

        private func imported(_ names: [String], to file: String) throws -> Int {
            let path = try room.write(RulesText.events(names), to: file)
            let result = try Program.run(["import", "--json", "--data", room.data, path], in: room)
            let report = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
            return try #require(report["matches"] as? Int)
        }

        @Test("a rule is added, fires, is changed, put out of use and taken back, and its history tells all")
        func story() throws {
            let file = try room.write(RulesText.rule(), to: "rules/evil.yml")
            #expect(try rules("add", "-c", "from the report", "--author", "anna", file).code == 0)
            #expect(try imported(["a.evil.test", "good.test"], to: "gw-a/eve.json") == 1)
            #expect(try matches() == [["\(RulesText.id) 1 high"], []])

            let second = try room.write(RulesText.rule(ending: ".test"), to: "second.yml")
            #expect(try rules("edit", "00000000", "--from", second, "--author", "bo", "-c", "wider").code == 0)
            #expect(try imported(["c.test", "d.test"], to: "gw-b/eve.json") == 2)
            #expect(try rules("disable", RulesText.id, "--author", "bo").code == 0)
            #expect(try imported(["e.test"], to: "gw-c/eve.json") == 0)
            #expect(try rules("enable", RulesText.id, "--author", "bo").code == 0)
            #expect(try rules("revert", RulesText.id, "--author", "anna", "-c", "too loud").code == 0)
            #expect(try imported(["f.test", "g.evil.test"], to: "gw-d/eve.json") == 1)

            #expect(try rules("show", RulesText.id).text == RulesText.rule())
            #expect(try rules("show", RulesText.id, "--revision", "2").text == RulesText.rule(ending: ".test"))
            let history = try objects(rules("history", RulesText.id, "--json"))
            #expect(
                history.map { "\($0["author"] ?? "") \($0["deed"] ?? "") \($0["revision"] ?? "")" } == [
                    "anna reverted to 1 3", "bo enabled 2", "bo disabled 2", "bo saved 2", "anna added 1",
                ])
            #expect(history.map { $0["comment"] as? String } == ["too loud", "", "", "wider", "from the report"])
            #expect(try rules("history", RulesText.id).lines.count == 5)

            #expect(try Stats.by("rule", in: room).counts == ["Evil name": 4, nil: 3])
            #expect(try Stats.by("level", in: room).counts == ["high": 4, nil: 3])
            let filtered = try Program.run(
                ["events", "--raw", "--filter", "rule:\(RulesText.id)", "--data", room.data], in: room)
            #expect(filtered.lines.count == 4)
            let verified = try Program.run(["verify", "--data", room.data], in: room)
            #expect(verified.code == 0, "\(verified.text)\(verified.errors)")
        }

        @Test("the second of two editors overwrites nothing, keeps the text, and is told who was first")
        func conflict() throws {
            let file = try room.write(RulesText.rule(), to: "evil.yml")
            #expect(try rules("add", file).code == 0)
            let other = try room.write(RulesText.rule(ending: ".bo.test"), to: "bo.yml")
            let editor = try room.write(
                """
                \(Program.path) rules edit --data \(room.data) \(RulesText.id) --from \(other) --author bo >&2
                sed -i 's/evil.test/anna.test/' "$1"
                """, to: "editor.sh")
            let result = try rules(
                "edit", RulesText.id, "--author", "anna", environment: ["EDITOR": "sh \(editor)"])
            #expect(result.code == 1)
            let told = try #require(result.errorLines.last)
            #expect(told.contains("bo saved revision 2") && told.contains("Your text is in "), "\(told)")
            #expect(try rules("show", RulesText.id).text == RulesText.rule(ending: ".bo.test"))
            let kept = told.split(separator: " ").last.map { String($0.dropLast()) } ?? ""
            #expect(try String(contentsOfFile: kept, encoding: .utf8) == RulesText.rule(ending: ".anna.test"))

            // The same without an editor, where the caller says what the text was made from.
            let late = try rules("edit", RulesText.id, "--from", file, "--based-on", "1")
            #expect(late.code == 1 && late.errors.contains("bo saved revision 2"))
            #expect(try rules("edit", RulesText.id, "--from", file, "--based-on", "9").code == 1)
            #expect(try rules("edit", RulesText.id, "--from", file, "--based-on", "2").code == 0)
            #expect(try rules("show", RulesText.id).text == RulesText.rule())
        }

        @Test("add leaves out what cannot be used and what is there, and tells both")
        func adding() throws {
            try room.write(RulesText.rule(), to: "rules/a.yml")
            try room.write(RulesText.rule(RulesText.otherID).replacing("endswith", with: "endwith"), to: "rules/b.yml")
            try room.write(
                RulesText.rule(RulesText.otherID, ending: "(").replacing("endswith", with: "re"), to: "rules/c.yml")
            try room.write("alert tcp any any -> any any (msg:\"x\"; sid:1000001; rev:1;)\n", to: "rules/d.rules")
            let first = try rules("add", room.file("rules"), "--json")
            #expect(first.code == 1 && first.errorLines.count == 2)
            #expect(first.errors.contains("/b.yml:8:16: ") && first.errors.contains("/c.yml:"))
            #expect(first.text == #"{"added":2,"changed":0,"unchanged":0,"refused":2}"# + "\n")
            let list = try objects(rules("list", "--json"))
            #expect(Set(list.compactMap { $0["id"] as? String }) == [RulesText.id, "1:1000001"])
            #expect(list.first { $0["kind"] as? String == "sigma" }?["techniques"] as? [String] == ["T1071.004"])
            #expect(try rules("list", "--kind", "signature").lines.count == 2)
            #expect(try rules("list", "t1071").lines.count == 2)
            #expect(try rules("list", "--no-enabled").text == "0 rules\n")

            try room.write(RulesText.rule(ending: ".new.test"), to: "rules/a.yml")
            #expect(try rules("add", room.file("rules/a.yml")).text.hasPrefix("0 added, 0 changed, 1 unchanged"))
            let replaced = try rules("add", "--replace", room.file("rules/a.yml"))
            #expect(replaced.text.hasPrefix("0 added, 1 changed") && replaced.errors.isEmpty)
            #expect(try rules("show", RulesText.id).text == RulesText.rule(ending: ".new.test"))
        }

        @Test("--replace gives a signature the file that it comes from, where none was known, and only then")
        func sourceFile() throws {
            let text = "alert tcp any any -> any any (msg:\"x\"; sid:1000001; rev:1;)\n"
            let plain = try room.write(text, to: "local.txt")
            let file = try room.write(text, to: "emerging-scan.rules")
            let other = try room.write(text, to: "emerging-web.rules")
            func tags() throws -> [String] {
                try #require(try objects(rules("list", "--json")).first?["tags"] as? [String])
            }
            #expect(try rules("add", "--kind", "signature", plain).text.hasPrefix("1 added"))
            #expect(try !tags().contains("file.emerging-scan.rules"))
            #expect(try rules("add", "--replace", file).text.hasPrefix("0 added, 1 changed"))
            #expect(try tags().contains("file.emerging-scan.rules"))
            #expect(try rules("add", "--replace", file, "--json").text.contains("\"unchanged\":1"))
            #expect(try rules("add", "--replace", other).text.hasPrefix("0 added, 0 changed, 1 unchanged"))
            #expect(try rules("add", "--replace", "--kind", "signature", plain).text.hasPrefix("0 added, 0 changed"))
        }

        @Test("what is no rule is not saved; what is not there ends with 1 and one line")
        func refusals() throws {
            let file = try room.write(RulesText.rule(), to: "evil.yml")
            #expect(try rules("add", file).code == 0)
            let bad = try room.write(RulesText.rule().replacing("sel:", with: "sel"), to: "bad.yml")
            let other = try room.write(RulesText.rule(RulesText.otherID), to: "other.yml")
            for text in [bad, other] {
                let result = try rules("edit", RulesText.id, "--from", text)
                #expect(result.code == 1 && result.output.isEmpty, "\(result.errors)")
            }
            for call in [
                ["show", "nothing"], ["history", "nothing"], ["enable", "nothing"], ["revert", "nothing"],
                ["show", RulesText.id, "--revision", "2"], ["revert", RulesText.id],
                ["revert", RulesText.id, "--to", "7"],
            ] {
                let result = try Program.run(["rules"] + call + ["--data", room.data], in: room)
                #expect(result.code == 1 && result.errorLines.count == 1, "\(call): \(result.errors)")
            }
            #expect(try rules("edit", RulesText.id, "--from", room.file("none.yml")).code == 3)
            #expect(try rules("add").code == 2)
            #expect(try rules("show", RulesText.id).text == RulesText.rule())
        }
    }
}
