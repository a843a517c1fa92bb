// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Machine output and exit codes")
    struct OutputTests {
        private func filled() throws -> (Room, lines: [Data]) {
            let room = try Room()
            let lines = try Program.shell(
                "zstd -dcq \"$1\" | head -n 200", [Place.sample("gw-harbour")], in: room)
            let file = try room.write(lines, to: "gw-harbour/eve.json")
            #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
            return (room, lines.split(separator: UInt8(ascii: "\n")))
        }

        private func object(_ data: Data) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }

        @Test("events --json prints one object a line, newest first, with the event as it was received in it")
        func events() throws {
            let (room, lines) = try filled()
            let result = try Program.run(["events", "--json", "--limit", "50", "--data", room.data], in: room)
            #expect(result.code == 0 && result.errors.isEmpty)
            #expect(result.lines.count == 50)
            var last = "9"
            for line in result.lines {
                let row = try object(line)
                #expect(Set(row.keys) == ["id", "gateway", "trust", "matches", "event"])
                #expect(row["gateway"] as? String == "gw-harbour")
                #expect(row["trust"] as? String == "unattested")
                #expect((row["matches"] as? [Any])?.isEmpty == true)
                let time = try #require((row["event"] as? [String: Any])?["timestamp"] as? String)
                #expect(time <= last, "newest first")
                last = time
                #expect(lines.contains { line.range(of: $0) != nil }, "the event's bytes are those received")
            }
            let ids = try Set(result.lines.map { try object($0)["id"] as? String })
            #expect(ids.count == 50)
        }

        @Test("filter and time range cover what they say")
        func selection() throws {
            let (room, lines) = try filled()
            let dns = lines.filter { $0.range(of: Data(#""event_type":"dns""#.utf8)) != nil }
            #expect(!dns.isEmpty && dns.count < lines.count)
            let filtered = try Program.run(
                ["events", "--raw", "--filter", "event_type:dns", "--data", room.data], in: room)
            #expect(Set(filtered.lines) == Set(dns))
            let times = lines.compactMap { try? object($0)["timestamp"] as? String }.sorted()
            let middle = times[times.count / 2].replacing("+0000", with: "Z")
            let early = try Stats.by("event_type", ["--until", middle], in: room).total
            let late = try Stats.by("event_type", ["--since", middle], in: room).total
            #expect(early > 0 && late > 0 && early + late == lines.count)
            #expect(try Stats.by("event_type", ["--since", "-1h"], in: room).total == 0)
        }

        @Test("gateways and doctor print an array")
        func arrays() throws {
            let (room, lines) = try filled()
            let gateways = try Program.run(["gateways", "--json", "--data", room.data], in: room)
            let rows = try #require(try JSONSerialization.jsonObject(with: gateways.output) as? [[String: Any]])
            #expect(gateways.code == 0)
            try #require(rows.count == 1)
            #expect(rows[0]["gateway"] as? String == "gw-harbour")
            #expect(rows[0]["events"] as? Int == lines.count)
            let doctor = try Program.run(["doctor", "--json", "--data", room.data], in: room)
            let findings = try #require(try JSONSerialization.jsonObject(with: doctor.output) as? [[String: Any]])
            #expect(doctor.code == 0, "\(doctor.errors)")
            #expect(findings.contains { $0["subject"] as? String == "store" && $0["state"] as? String == "good" })
        }

        @Test(
            "wrong use ends with 2 and one line that names the place",
            arguments: [
                (["stats", "--by", "event_type", "--filter", "sig:(a"], "column"),
                (["stats", "--by", "event_type", "--since", "yesterdayish"], "--since"),
                (["stats", "--by", "a..b"], "a..b"), (["screen", "nowhere"], "nowhere"),
                (["screen", "alerts", "--size", "9x9"], "9x9"), (["stats", "--by", "hour", "--top", "0"], "--top"),
                (["import", "--gateway", "../x", "a.json"], "../x"), (["serve"], "no gateway"),
            ])
        func wrongUse(_ arguments: [String], _ place: String) throws {
            let room = try Room()
            let result = try Program.run(arguments + ["--data", room.data], in: room)
            #expect(result.code == 2, "\(result.errors)")
            #expect(result.output.isEmpty)
            #expect(result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.contains(place), "\(result.errors)")
        }

        @Test("a mistake in the configuration is told with path, line and column")
        func configuration() throws {
            let room = try Room()
            let path = try room.write("site: lindhavn\ngatewys:\n  a: /x\n", to: "config.yaml")
            let result = try Program.run(["serve", "--config", path, "--data", room.data], in: room)
            #expect(result.code == 2)
            #expect(result.errorLines.count == 1)
            #expect(result.errors.contains("\(path):2:1: "), "\(result.errors)")
        }

        @Test("an unknown option or subcommand ends with 2, help and version with 0")
        func parser() throws {
            let room = try Room()
            #expect(try Program.run(["stats", "--nonsense"], in: room).code == 2)
            #expect(try Program.run(["nonsense"], in: room).code == 2)
            for arguments in [["--help"], ["--version"], ["import", "--help"]] {
                let result = try Program.run(arguments, in: room)
                #expect(result.code == 0 && !result.output.isEmpty && result.errors.isEmpty, "\(arguments)")
            }
        }

        @Test("what is not to be read or written ends with 3 and one line that names it")
        func environment() throws {
            let room = try Room()
            let missing = room.file("missing.json")
            // A file stands where the store's folder would be; permissions would not stop root.
            let blocked = try room.write("", to: "blocked") + "/data"
            let file = try room.write("{}\n", to: "a.json")
            for (arguments, place) in [
                (["import", "--data", room.data, missing], missing), (["import", "--data", blocked, file], blocked),
            ] {
                let result = try Program.run(arguments, in: room)
                #expect(result.code == 3, "\(arguments): \(result.errors)")
                #expect(result.errorLines.count == 1, "\(result.errors)")
                #expect(result.errors.contains(place), "\(result.errors)")
            }
            // Something that the check finds not to be so is 1.
            #expect(try Program.run(["doctor", "--data", blocked], in: room).code == 1)
        }

        @Test("the console without a terminal says so and points to the screens", arguments: [[], ["demo"]])
        func noTerminal(_ arguments: [String]) throws {
            let room = try Room()
            let result = try Program.run(arguments, in: room, environment: ["TERM": "xterm-256color"])
            #expect(result.code == 3)
            #expect(result.output.isEmpty)
            #expect(result.errorLines.count == 1)
            #expect(result.errors.contains("terminal") && result.errors.contains("vedette screen"), "\(result.errors)")
        }

        @Test("a reader that leaves early ends the call quietly")
        func closedPipe() throws {
            let (room, _) = try filled()
            let script = #"{ "$1" events --raw --data "$2" 2>"$3"; echo "$?" >"$4"; } | head -n 1 >/dev/null"#
            _ = try Program.shell(
                script, [Program.path, room.data, room.file("errors"), room.file("code")], in: room)
            #expect(try String(contentsOfFile: room.file("errors"), encoding: .utf8).isEmpty)
            #expect(try String(contentsOfFile: room.file("code"), encoding: .utf8) == "0\n")
        }
    }
}
