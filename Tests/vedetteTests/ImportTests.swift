// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Import")
    struct ImportTests {
        /// Two thousand lines of a real gateway's day.
        private static func lines(in room: Room) throws -> Data {
            try Program.shell("zstd -dcq \"$1\" | head -n 2000", [Place.sample("gw-harbour")], in: room)
        }

        private func report(_ result: Program.Result) throws -> [String: Any] {
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.lines.count == 1, "machine output is alone on standard output")
            let report = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
            #expect(
                Set(report.keys) == [
                    "files", "events", "rejected", "duplicates", "matches", "bytes", "seconds",
                ])
            return report
        }

        @Test("the same file again adds nothing, under whatever name, in whatever compression, and from standard input")
        func again() throws {
            let room = try Room()
            let lines = try Self.lines(in: room)
            let file = try room.write(lines, to: "gw-harbour/eve.json")
            let first = try report(Program.run(["import", "--json", "--data", room.data, file], in: room))
            #expect(first["events"] as? Int == 2000)
            #expect(first["duplicates"] as? Int == 0)
            #expect(first["bytes"] as? Int == lines.count)

            let copy = try room.write(lines, to: "elsewhere/other.json")
            _ = try Program.shell("gzip -k \"$1\"; xz -k \"$1\"; zstd -q \"$1\"", [copy], in: room)
            for path in [file, copy, copy + ".gz", copy + ".xz", copy + ".zst", "-"] {
                let call = ["import", "--json", "--gateway", "gw-harbour", "--data", room.data, path]
                let again = try report(Program.run(call, in: room, input: path == "-" ? copy : nil))
                #expect(again["events"] as? Int == 0, "\(path)")
                #expect(again["duplicates"] as? Int == 2000, "\(path)")
                #expect(again["files"] as? Int == 1, "\(path)")
            }
            try expectRaw(lines.split(separator: UInt8(ascii: "\n")), in: room)

            // What has been appended since is new, and only that.
            let more = try Program.shell("zstd -dcq \"$1\" | head -n 2100", [Place.sample("gw-harbour")], in: room)
            try room.write(more, to: "gw-harbour/eve.json")
            let grown = try report(Program.run(["import", "--json", "--data", room.data, file], in: room))
            #expect(grown["events"] as? Int == 100)
            try expectRaw(more.split(separator: UInt8(ascii: "\n")), in: room)
        }

        @Test("each compression and standard input bring in the same events", arguments: ["gz", "xz", "zst", "-"])
        func compressions(_ ending: String) throws {
            let room = try Room()
            let lines = try Program.shell(
                "zstd -dcq \"$1\" | head -n 300", [Place.sample("gw-library")], in: room)
            let file = try room.write(lines, to: "gw-library/eve.json")
            let tool = ["gz": "gzip -k", "xz": "xz -k", "zst": "zstd -q"][ending]
            if let tool { _ = try Program.shell("\(tool) \"$1\"", [file], in: room) }
            let path = tool == nil ? "-" : "\(file).\(ending)"
            let call = ["import", "--json", "--gateway", "gw-library", "--data", room.data, path]
            let report = try report(Program.run(call, in: room, input: tool == nil ? file : nil))
            #expect(report["events"] as? Int == 300)
            #expect(report["bytes"] as? Int == lines.count)
            try expectRaw(lines.split(separator: UInt8(ascii: "\n")), in: room)
        }

        @Test(
            "the shared files that are one JSON array count as jq counts their elements",
            .enabled(if: Place.hasShared, "skipped: no ../shared"))
        func arrays() throws {
            let room = try Room()
            let files = try Place.sharedFiles(".array.json")
            let first = try report(Program.run(["import", "--json", "--data", room.data] + files, in: room))
            let wanted = try JQ.count("cat \"$@\" | jq -c '.[]'", files, in: room)
            #expect(first["events"] as? Int == wanted["event_type"]?.values.reduce(0, +))
            for field in JQ.fields where field != "hour" {
                #expect(try Stats.by(field, in: room).counts == wanted[field], "\(field)")
            }
            // The elements come back as JSON of the same value; their line breaks cannot.
            let raw = try Program.run(["events", "--raw", "--data", room.data], in: room)
            let sorted = "jq -cS . \"$1\" | sort"
            let stored = try room.write(raw.output, to: "stored.json")
            let elements = try Program.shell("cat \"$@\" | jq -c '.[]'", files, in: room)
            let input = try room.write(elements, to: "elements.json")
            #expect(
                try Program.shell(sorted, [stored], in: room) == Program.shell(sorted, [input], in: room))

            let again = try report(Program.run(["import", "--json", "--data", room.data] + files, in: room))
            #expect(again["events"] as? Int == 0)
            #expect(again["duplicates"] as? Int == first["events"] as? Int)
        }

        @Test("lines of any length and spelling come back byte for byte")
        func spellings() throws {
            let room = try Room()
            let time = #""timestamp":"2026-11-20T10:00:00.000000+0000","event_type""#
            let lines = [
                #"{\#(time):"http","body":"\#(String(repeating: "0123456789abcdef", count: 8300))"}"#,
                #"{\#(time):"fileinfo","states":[\#(Array(repeating: #"{"a":[1,-0.50e+1]}"#, count: 9000).joined(separator: ","))]}"#,
                #" { "event_type" :"dns" , "timestamp": "2031-02-03T04:05:06.7+0530" ,"a": [ ] } "#,
                #"{\#(time):"a\u0000\/\ud83d\ude00","event_type":"second","n":18446744073709551615,"漢":"é"}"#,
                #"{\#(time):"anomaly"}"#, #"{\#(time):"anomaly"}"#,
            ]
            #expect(lines.prefix(2).allSatisfy { $0.utf8.count > 130_000 })
            let file = try room.write(lines.joined(separator: "\n"), to: "gw-a/eve.json")
            let report = try report(Program.run(["import", "--json", "--data", room.data, file], in: room))
            #expect(report["events"] as? Int == lines.count)
            try expectRaw(lines.map { Data($0.utf8) }, in: room)
        }

        @Test("a broken line is counted and told with its place, and stops nothing")
        func brokenLine() throws {
            let room = try Room()
            let good = #"{"timestamp":"2026-11-20T10:00:00.000000+0000","event_type":"dns"}"#
            let file = try room.write(
                "\(good)\n{\"timestamp\":\n[1]\n\(good.replacing("dns", with: "tls"))\n", to: "a.json")
            let result = try Program.run(["import", "--json", "--data", room.data, file], in: room)
            let report = try report(result)
            #expect(report["events"] as? Int == 2)
            #expect(report["rejected"] as? Int == 2)
            #expect(result.errorLines.count == 2)
            #expect(result.errorLines.first?.hasPrefix("\(file):2:") == true, "\(result.errors)")
            #expect(result.errorLines.last?.hasPrefix("\(file):3:") == true, "\(result.errors)")
        }
    }
}
