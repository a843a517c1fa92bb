// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Reports")
    struct ReportTests {
        @Test("a report can be had in four forms, on standard output or in a file, and counts as stats does")
        func forms() throws {
            let room = try Room()
            let lines = try Program.shell("zstd -dcq \"$1\" | head -n 400", [Place.sample("gw-harbour")], in: room)
            let file = try room.write(lines, to: "gw-harbour/eve.json")
            #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
            let json = try Program.run(["report", "--format", "json", "--data", room.data], in: room)
            #expect(json.code == 0 && json.errors.isEmpty)
            let object = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
            let totals = try #require(object["totals"] as? [String: Any])
            #expect(totals["events"] as? Int == 400)
            #expect(try totals["events"] as? Int == Stats.by("event_type", [], in: room).total)
            for (format, beginning) in [
                ("text", "Security report"), ("markdown", "# Security"), ("html", "<!DOCTYPE html>"),
            ] {
                let result = try Program.run(["report", "--format", format, "--data", room.data], in: room)
                #expect(result.code == 0 && result.text.hasPrefix(beginning), "\(format)")
                let path = room.file("report.\(format)")
                let written = try Program.run(
                    ["report", "--format", format, "--output", path, "--data", room.data], in: room)
                #expect(written.code == 0 && written.output.isEmpty)
                #expect(try Data(contentsOf: URL(filePath: path)) == result.output)
            }
        }

        @Test("what cannot be reported is told in one line")
        func failures() throws {
            let room = try Room()
            let calls: [([String], Int32)] = [
                ([], 3), (["--format", "pdf"], 2), (["--since", "yesterday"], 2),
                (["--since", "2026-11-24", "--until", "2026-11-23"], 2),
                (["--since", "2026-11-23", "--until", "2026-11-24", "--output", room.file("none/x")], 3),
            ]
            for (arguments, code) in calls {
                let result = try Program.run(["report", "--data", room.data] + arguments, in: room)
                #expect(result.code == code && result.output.isEmpty, "\(arguments)")
                #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            }
        }
    }
}
