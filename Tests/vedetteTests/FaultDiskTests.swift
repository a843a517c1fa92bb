// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests.FaultTests {
    /// A disk without room, one that may not be written, one that fails.
    @Suite("Disks")
    struct FaultDiskTests {
        /// A room with some files of numbered lines.
        private static func filled(_ count: Int = 6) throws -> (room: Room, files: [String], wanted: [String]) {
            let room = try Room()
            var wanted: [String] = []
            var files: [String] = []
            for number in 0..<count {
                let lines = (number * 150..<number * 150 + 150).map(Numbered.line)
                wanted += lines
                files.append(
                    try room.write(lines.joined(separator: "\n") + "\n", to: "gw-\(number % 2)/\(number).json"))
            }
            return (room, files, wanted)
        }

        private static func sizeOfStore(in room: Room) throws -> Int {
            let output = try Program.shell(
                "find \"$1\" -type f -printf '%s\\n' | awk '{ s += $1 } END { print s }'", [room.data], in: room)
            return try #require(
                Int(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)))
        }

        @Test("an import that fills the disk says so in one line, and is completed when there is room")
        func fullWhileImporting() throws {
            var generator = SoakPlan.generator(111)
            let (room, files, wanted) = try Self.filled()
            let call = ["import", "--data", room.data] + files
            #expect(try Program.run(call, in: room).code == 0)
            let size = try Self.sizeOfStore(in: room)
            var refusals = 0
            try SoakPlan.turns(few: 5, many: 40) { turn in
                try FileManager.default.removeItem(atPath: room.data)
                let shim = try FaultShim(room)
                // The first turn has no room at all; the others any, down to the last byte.
                let bytes = turn == 1 ? 0 : Int.random(in: 0..<size, using: &generator)
                shim[.room] = Int64(bytes)
                shim[.strict] = turn % 2 == 0 ? 1 : 0
                let what = "\(bytes) bytes of \(size), strict \(shim[.strict])"
                let failed = try shim.run(call)
                if shim[.refused] > 0, failed.code != 0 {
                    refusals += 1
                    expectEnvironmentFailure(failed, naming: room.data, what)
                    #expect(failed.errors.contains("no space left"), "\(what): \(failed.errors)")
                }
                if FileManager.default.fileExists(atPath: room.data) {
                    try Recount.expectSome(of: wanted, in: room, what)
                }
                shim[.room] = -1
                let again = try shim.run(call)
                #expect(again.code == 0, "\(what): \(again.errors)")
                try Recount.expect(wanted, in: room, what)
            }
            #expect(refusals > 0, "the disk was never full")
        }

        @Test("a station waits while the disk is full, says so, and goes on by itself")
        func fullWhileFollowing() throws {
            var generator = SoakPlan.generator(112)
            let room = try Room()
            let shim = try FaultShim(room)
            try room.write("patterns:\n  - \(room.path)/{gateway}/eve.json\n", to: "config.yaml")
            let logs = try (0..<2).map {
                try GrowingLog(path: room.file("gw-\($0)/eve.json"), in: room, first: $0 * 50_000)
            }
            let station = try shim.start(["serve", "--config", room.file("config.yaml"), "--data", room.data])
            for log in logs { try log.grow(by: 20) }
            #expect(try eventually { try Stats.by("event_type", in: room).total > 0 }, "\(station.errors)")
            try SoakPlan.turns(few: 2, many: 15) { turn in
                shim[.strict] = turn % 2 == 0 ? 1 : 0
                shim[.room] = Int64.random(in: 0...100_000, using: &generator)
                let before = shim[.refused]
                let isFull = try eventually {
                    for log in logs { try log.grow(by: 20) }
                    return shim[.refused] > before || !station.isRunning
                }
                try #require(isFull && station.isRunning, "\(station.errors)")
                // Others may look meanwhile, on a disk that has no room for them either.
                let look = try shim.run(["stats", "--by", "event_type", "--data", room.data])
                #expect(look.code == 0 || look.code == 3 && look.errorLines.count == 1, "\(look.errors)")
                let isSaid = eventually { station.errors.contains("no space left for") }
                #expect(isSaid, "nothing is said: \(station.errors)")
                shim[.room] = -1
                let wanted = logs.reduce(0) { $0 + $1.written }
                let goesOn = try eventually {
                    try !station.isRunning || Stats.by("event_type", in: room).total >= wanted
                }
                #expect(goesOn && station.isRunning, "it does not go on: \(station.errors)")
            }
            for log in logs { try log.finish() }
            let wanted = logs.flatMap(\.lines)
            #expect(try eventually { try Stats.by("event_type", in: room).total >= wanted.count })
            station.send(SIGTERM)
            #expect(try station.result().code == 0, "\(station.errors)")
            try Recount.expect(wanted, in: room)
        }

        @Test(
            "a directory that may not be written is named in one line, and can still be read", arguments: [false, true])
        func readOnly(_ isLeftOpen: Bool) throws {
            let (room, files, wanted) = try Self.filled(3)
            let config = try room.write("patterns:\n  - \(room.path)/{gateway}/*.json\n", to: "config.yaml")
            if isLeftOpen {
                // Killed, so that the newest commits are in the write-ahead logs.
                let station = try Running(
                    Program.path, ["serve", "--config", config, "--data", room.data], in: room)
                #expect(try eventually { try Stats.by("event_type", in: room).total >= wanted.count })
                station.send(SIGKILL)
                _ = try station.result()
            } else {
                #expect(try Program.run(["import", "--data", room.data] + files, in: room).code == 0)
            }
            let shim = try FaultShim(room)
            shim[.readOnly] = 1
            for call in [["import"] + files, ["serve", "--config", config]] {
                expectEnvironmentFailure(try shim.run(call + ["--data", room.data]), naming: room.data, "\(call[0])")
            }
            #expect(shim[.failed] > 0)
            let raw = try shim.run(["events", "--raw", "--data", room.data])
            #expect(raw.code == 0, "\(raw.errors)")
            #expect(Set(raw.lines) == Set(wanted.map { Data($0.utf8) }))
            for call in [["stats", "--by", "event_type"], ["screen", "alerts"]] {
                let look = try shim.run(call + ["--data", room.data])
                #expect(look.code == 0, "\(call): \(look.errors)")
            }
            let absent = try shim.run(["import", "--data", room.data + "/new"] + files)
            expectEnvironmentFailure(absent, naming: room.data + "/new")
        }

        @Test("a write or sync that fails ends an import with one line, and repeating it completes it")
        func failingWrites() throws {
            var generator = SoakPlan.generator(113)
            let (room, files, wanted) = try Self.filled()
            let call = ["import", "--data", room.data] + files
            let count = try FaultShim(room)
            #expect(try count.run(call).code == 0)
            let writes = Int(count[.writes])
            try SoakPlan.turns(few: 4, many: 40) { turn in
                try FileManager.default.removeItem(atPath: room.data)
                let shim = try FaultShim(room)
                let word = turn % 2 == 0 ? FaultShim.Word.failSync : .failWrite
                let number = Int.random(in: 1...(word == .failWrite ? writes : 30), using: &generator)
                shim[word] = Int64(number)
                let what = "\(word) \(number) of \(writes) writes"
                let failed = try shim.run(call)
                if failed.code != 0 { expectEnvironmentFailure(failed, naming: room.data, what) }
                shim[word] = 0
                if FileManager.default.fileExists(atPath: room.data) {
                    try Recount.expectSome(of: wanted, in: room, what)
                }
                let again = try shim.run(call)
                #expect(again.code == 0, "\(what): \(again.errors)")
                try Recount.expect(wanted, in: room, what)
            }
        }

        @Test("a file that cannot be read is named in one line")
        func failingReads() throws {
            let (room, files, wanted) = try Self.filled(3)
            #expect(try Program.run(["import", "--data", room.data] + files, in: room).code == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: room.data + "/days").map { "days/" + $0 }
            let lines = Set(wanted.map { Data($0.utf8) })
            for file in names.sorted() + ["station.db"] {
                let shim = try FaultShim(room, unreadable: file)
                shim[.failReads] = 1
                for call in [["stats", "--by", "event_type"], ["events", "--raw"], ["screen", "alerts"]] {
                    let look = try shim.run(call + ["--data", room.data])
                    if look.code != 0 || call[0] == "events" {
                        expectEnvironmentFailure(look, naming: file, "\(call)")
                    }
                    if call[0] == "events" { #expect(lines.isSuperset(of: look.lines), "\(file)") }
                }
                #expect(shim[.failed] > 0, "\(file)")
            }
        }
    }
}
