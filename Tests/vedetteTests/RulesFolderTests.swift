// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Folders of rules on the command line")
    struct RulesFolderTests {
        private let room: Room
        private let config: String
        private var folder: String { room.file("folder") }

        init() throws {
            room = try Room()
            config = try room.write("rules:\n  starter-set: false\n", to: "config.yaml")
        }

        private func rules(_ arguments: String..., in data: String) throws -> Program.Result {
            try Program.run(["rules"] + arguments + ["--data", room.file(data), "--config", config], in: room)
        }

        /// What a store says of its rules, apart from times and revisions.
        private func list(_ data: String) throws -> [String] {
            let result = try rules("list", "--retired", "--json", in: data)
            let all = try #require(try JSONSerialization.jsonObject(with: result.output) as? [[String: Any]])
            return all.map { rule in
                var rule = rule
                // From which file a signature was added is no part of it.
                rule["tags"] = (rule["tags"] as? [String])?.filter { !$0.hasPrefix("file.") }
                return ["id", "kind", "title", "enabled", "retired", "tags"].map { "\(rule[$0] ?? "")" }
                    .joined(separator: " ")
            }
        }

        @Test("an exported folder makes the same rules elsewhere, and only what was changed in it comes back")
        func there() throws {
            try room.write(RulesText.rule(), to: "in/a.yml")
            try room.write(RulesText.rule(RulesText.otherID, title: "Other"), to: "in/b.yml")
            try room.write("alert tcp any any -> any any (msg:\"x\"; sid:1000001; rev:1;)\n", to: "in/d.rules")
            try room.write("suppress gen_id 1, sig_id 1000001\n", to: "in/threshold.config")
            let list = try room.write("indicator,type\n192.0.2.7,ip\n", to: "bad.csv")
            #expect(try rules("add", room.file("in"), list, in: "one").code == 0)
            #expect(try rules("disable", RulesText.id, in: "one").code == 0)
            #expect(try rules("retire", RulesText.otherID, in: "one").code == 0)
            #expect(try rules("list", in: "one").text.hasSuffix("\n4 rules\n"))

            #expect(try rules("export", folder, in: "one").text == "5 written, 0 unchanged, 0 removed\n")
            #expect(try rules("export", folder, in: "one").text == "0 written, 5 unchanged, 0 removed\n")
            let rehearsed = try rules("import", "-n", folder, in: "two")
            #expect(rehearsed.code == 0 && rehearsed.text.contains("would be made"), "\(rehearsed.errors)")
            #expect(try self.list("two") == [])
            #expect(try rules("import", folder, in: "two").code == 0)
            #expect(try self.list("two") == self.list("one"))
            #expect(try rules("import", folder, in: "two").text == "0 changes\n")

            let file = "folder/sigma/evil-name-00000000.yml"
            try room.write(RulesText.rule(ending: ".new.test"), to: file)
            let refused = try rules("export", folder, in: "one")
            #expect(refused.code == 1 && refused.errors.contains("import them first"), "\(refused.errors)")
            #expect(try rules("import", folder, "--author", "git", in: "one").text.hasSuffix("1 changes\n"))
            #expect(try rules("show", RulesText.id, in: "one").text == RulesText.rule(ending: ".new.test"))
            #expect(try rules("restore", RulesText.otherID, in: "one").code == 0)
            #expect(try rules("export", folder, in: "one").code == 0)
        }

        @Test("a file that cannot be used is told and keeps no other one out; a folder that is none is an error")
        func refusals() throws {
            try room.write(RulesText.rule(), to: "folder/sigma/a.yml")
            try room.write("title: [", to: "folder/sigma/bad\u{1B}.yml")
            try room.write("title: [", to: "folder/sigma/bad.yml")
            let result = try rules("import", folder, in: "one")
            #expect(result.code == 1 && result.text.contains("sigma/bad.yml: refused; it cannot be used"))
            #expect(!result.text.contains("\u{1B}") && result.text.contains("sigma/a.yml: added"))
            #expect(try rules("show", RulesText.id, in: "one").text == RulesText.rule())
            #expect(try rules("import", room.file("nowhere"), in: "one").code == 3)
            try room.write("{", to: "folder/index.json")
            #expect(try rules("import", folder, in: "one").errors.contains("index.json: it is no index of rules"))
        }
    }
}
