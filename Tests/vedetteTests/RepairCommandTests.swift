// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Verify, backup and repair")
    struct RepairCommandTests {
        private static let wanted = (0..<600).map(Numbered.line)

        /// A store over some days, in three commits.
        private static func store() throws -> Room {
            let room = try Room()
            for number in 0..<3 {
                let lines = wanted[number * 200..<number * 200 + 200]
                let file = try room.write(lines.joined(separator: "\n") + "\n", to: "gw-a/\(number).json")
                #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
            }
            return room
        }

        private static func run(_ arguments: String..., in room: Room) throws -> Program.Result {
            try Program.run(arguments + ["--data", room.data], in: room)
        }

        /// A day's file of events.
        private static func day(in room: Room) throws -> String {
            let names = try FileManager.default.contentsOfDirectory(atPath: room.data + "/days").sorted()
            return room.data + "/days/" + (try #require(names.first { $0.hasSuffix(".db") }))
        }

        private struct Verified: Decodable {
            var files: Int
            var events: Int
            var problem_count: Int
            var problems: [[String: String]]
        }

        @Test("verify says that all is well, and names what is not, with exit code 1 and as JSON")
        func verify() throws {
            let room = try Self.store()
            let sound = try Self.run("verify", in: room)
            #expect(sound.code == 0 && sound.errors.isEmpty, "\(sound.errors)")
            #expect(sound.text.contains("600 events") && sound.text.contains("all is well"))
            let day = try Self.day(in: room)
            try Data(repeating: 0x41, count: 9000).write(to: URL(filePath: day))
            let damaged = try Self.run("verify", in: room)
            #expect(damaged.code == 1)
            #expect(damaged.text.contains(day.suffix(18)), "\(damaged.text)")
            let json = try Self.run("verify", "--json", in: room)
            #expect(json.code == 1 && json.lines.count == 1)
            let report = try JSONDecoder().decode(Verified.self, from: json.output)
            #expect(report.problem_count >= 1 && report.problems.count >= 1)
            #expect(report.problems[0]["path"].map { day.hasSuffix($0) } == true)
            #expect(try Program.run(["verify", "--data", room.file("nowhere")], in: room).code == 3)
        }

        @Test("a damaged day is left out with one line that names it; doctor names it, and its repair brings all back")
        func repair() throws {
            let room = try Self.store()
            let day = try Self.day(in: room)
            let name = String(day.suffix(18))
            try Data(repeating: 0x41, count: 9000).write(to: URL(filePath: day))
            let partial = try Self.run("events", "--raw", in: room)
            #expect(partial.code == 0 && partial.errorLines.count == 1, "\(partial.errors)")
            #expect(partial.errors.contains(name) && partial.errors.contains("doctor --repair"))
            #expect(partial.lines.count < 600)
            #expect(try Self.run("stats", "--by", "gateway", "--json", in: room).text.contains("\"partial\":true"))
            let named = try Self.run("doctor", in: room)
            #expect(named.code == 1 && named.text.contains("BAD   \(name)"), "\(named.text)")
            let dry = try Self.run("doctor", "--repair", "--dry-run", in: room)
            #expect(dry.code == 0 && dry.text.contains("would be rebuilt"), "\(dry.text)")
            let repaired = try Self.run("doctor", "--repair", in: room)
            #expect(repaired.code == 0 && repaired.text.contains("rebuilt from"), "\(repaired.text) \(repaired.errors)")
            try Recount.expect(Self.wanted, in: room)
            #expect(try Self.run("doctor", "--repair", "--thorough", in: room).text.contains("nothing to repair"))
            #expect(try Program.run(["doctor", "--dry-run"], in: room).code == 2)
        }

        @Test("an import goes on past a damaged day, says what it did, and has every event once")
        func importing() throws {
            let room = try Self.store()
            let day = try Self.day(in: room)
            try Data(repeating: 0x41, count: 9000).write(to: URL(filePath: day))
            let more = (600..<900).map(Numbered.line)
            let file = try room.write(more.joined(separator: "\n") + "\n", to: "gw-a/more.json")
            let result = try Program.run(["import", "--data", room.data, file], in: room)
            #expect(result.code == 0)
            #expect(result.errors.contains("rebuilt from"), "\(result.errors)")
            try Recount.expect(Self.wanted + more, in: room)
        }

        @Test("a repair is refused while another process writes")
        func repairIsAlone() throws {
            let room = try Self.store()
            try room.write("patterns:\n  - \(room.path)/{gateway}/*.json\n", to: "config.yaml")
            let station = try Running(
                Program.path, ["serve", "--config", room.file("config.yaml"), "--data", room.data], in: room)
            #expect(eventually { station.errors.contains("following") || !station.isRunning })
            expectEnvironmentFailure(try Self.run("doctor", "--repair", in: room), naming: "station.lock")
            // A backup and a recount hold nobody up and need no lock.
            #expect(try Self.run("verify", in: room).code == 0)
            #expect(try Self.run("backup", room.file("copy"), in: room).code == 0)
            #expect(try Program.run(["verify", "--data", room.file("copy")], in: room).code == 0)
            station.send(SIGTERM)
            #expect(try station.result().code == 0)
        }

        @Test("a backup is a store by itself, and is never written over unless it is to be brought up to date")
        func backup() throws {
            let room = try Self.store()
            let copy = room.file("copy")
            let first = try Self.run("backup", copy, in: room)
            #expect(first.code == 0, "\(first.errors)")
            #expect(try Self.run("backup", copy, in: room).code == 2)
            #expect(try Self.run("backup", copy, "--update", "--json", in: room).text.contains("\"kept\":"))
            let verified = try Program.run(["verify", "--data", copy], in: room)
            #expect(verified.code == 0 && verified.text.contains("600 events"), "\(verified.text)")
            let lines = try Program.run(["events", "--raw", "--data", copy], in: room).lines
            #expect(Set(lines) == Set(Self.wanted.map { Data($0.utf8) }))
            expectEnvironmentFailure(
                try Program.run(["backup", room.file("other"), "--data", room.file("nowhere")], in: room),
                naming: "nowhere")
            let inFile = try room.write("", to: "file") + "/copy"
            expectEnvironmentFailure(try Self.run("backup", inFile, in: room), naming: "copy")
        }

        @Test("without its books a store is not written, and a repair makes them anew")
        func books() throws {
            let room = try Self.store()
            try FileManager.default.removeItem(atPath: room.data + "/station.db")
            let file = room.file("gw-a/0.json")
            expectEnvironmentFailure(
                try Program.run(["import", "--data", room.data, file], in: room), naming: "station.db is missing")
            let repaired = try Self.run("doctor", "--repair", in: room)
            #expect(
                repaired.text.contains("station.db: it is missing; made anew"), "\(repaired.text) \(repaired.errors)")
            try Recount.expect(Self.wanted, in: room)
        }
    }
}
