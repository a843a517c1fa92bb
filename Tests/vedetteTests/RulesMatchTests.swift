// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("rules match")
    struct RulesMatchTests {
        private func objects(_ result: Program.Result) throws -> [[String: Any]] {
            try result.lines.map { line in
                try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            }
        }

        @Test("machine output has one object a match, with its line and file, and the sum at the end")
        func output() throws {
            let room = try Room()
            let rules = try room.write(RulesText.rule(), to: "rules/evil.yml")
            let first = try room.write(
                RulesText.events(["good.test", "a.evil.test"]) + "\nno JSON\n" + RulesText.events(["b.evil.test"]),
                to: "first.json")
            let second = try room.write(RulesText.events(["good.test"]), to: "second.json")
            let result = try Program.run(["rules", "match", "--json", "--rules", rules, first, second], in: room)
            #expect(result.code == 0)
            #expect(result.errorLines == ["vedette: 1 lines are no JSON and were passed over."])
            let rows = try objects(result)
            try #require(rows.count == 3)
            for (row, line) in zip(rows, [2, 5]) {
                #expect(Set(row.keys) == ["rule", "title", "line", "file"])
                #expect(row["rule"] as? String == RulesText.id && row["title"] as? String == "Evil name")
                #expect(row["line"] as? Int == line && row["file"] as? String == first)
            }
            #expect(Set(rows[2].keys) == ["events", "rules", "matches", "seconds"])
            #expect(rows[2]["events"] as? Int == 4 && rows[2]["rules"] as? Int == 1)
            #expect(rows[2]["matches"] as? Int == 2)
        }

        @Test("names are those of the JSON with --mapping none, and those of log sources without")
        func mapping() throws {
            let room = try Room()
            let text = RulesText.rule().replacing("product: suricata, service: dns", with: "product: windows")
                .replacing("dns.rrname", with: "Name")
            let rules = try room.write(text, to: "evil.yml")
            let events = try room.write(#"{"Name":"a.evil.test"}"# + "\n", to: "events.json")
            for (mapping, count) in [("none", 1), ("eve", 0)] {
                let result = try Program.run(
                    ["rules", "match", "--json", "--mapping", mapping, "--rules", rules, events], in: room)
                #expect(try objects(result).last?["matches"] as? Int == count, "\(mapping)")
            }
        }

        @Test("correlations go by the times of any log")
        func correlations() throws {
            let room = try Room()
            let count = """
                title: Often
                name: often
                correlation:
                  type: event_count
                  rules: [\(RulesText.id)]
                  timespan: 1m
                  condition: {gte: 2}
                """
            try room.write(RulesText.rule(), to: "rules/evil.yml")
            try room.write(count, to: "rules/often.yml")
            let lines = ["10:00:00", "10:02:00", "10:02:30", "10:02:31"].map {
                #"{"UtcTime":"2026-11-24 \#($0).000","dns.rrname":"a.evil.test"}"# + "\n"
            }
            let events = try room.write(lines.joined(), to: "events.json")
            let result = try Program.run(
                ["rules", "match", "--json", "--mapping", "none", "--rules", room.file("rules"), events], in: room)
            let rows = try objects(result)
            #expect(rows.dropLast().map { $0["rule"] as? String } == ["often"])
            #expect(rows.first?["line"] as? Int == 3)
        }

        @Test("a rule that cannot be used is told and the others match; none at all ends with 1")
        func broken() throws {
            let room = try Room()
            let bad = try room.write("title: [\n", to: "rules/bad.yml")
            try room.write(RulesText.rule(), to: "rules/evil.yml")
            let events = try room.write(RulesText.events(["a.evil.test"]), to: "events.json")
            let result = try Program.run(["rules", "match", "--json", "--rules", room.file("rules"), events], in: room)
            #expect(result.code == 0 && result.errors.hasPrefix("\(bad):"))
            #expect(try objects(result).last?["matches"] as? Int == 1)
            #expect(try Program.run(["rules", "match", "--rules", bad, events], in: room).code == 1)
            let missing = room.file("none.json")
            #expect(try Program.run(["rules", "match", "--rules", bad, missing], in: room).code == 3)
            #expect(try Program.run(["rules", "match", events], in: room).code == 2)
        }
    }
}
