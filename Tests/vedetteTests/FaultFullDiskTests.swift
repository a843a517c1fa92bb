// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests.FaultTests {
    /// A disk without room.
    @Suite("Full disks")
    struct FaultFullDiskTests {
        private static func sizeOfStore(in room: Room) throws -> Int {
            let output = try Program.shell(
                "find \"$1\" -type f -printf '%s\\n' | awk '{ s += $1 } END { print s }'", [room.data], in: room)
            return try #require(
                Int(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)))
        }

        @Test("an import that fills the disk says so in one line, and is completed when there is room")
        func fullWhileImporting() throws {
            var generator = SoakPlan.generator(111)
            let (room, files, wanted) = try FaultLogs.numbered()
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
                    // SQLite does not tell why a file cannot be made.
                    let isSaid =
                        failed.errors.contains("no space left")
                        || shim[.strict] == 1 && failed.errors.contains("unable to open")
                    #expect(isSaid, "\(what): \(failed.errors)")
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
            // A station begins with room; from then on the disk may be full at any moment, in the first commit too.
            try #require(eventually { station.errors.contains("following into") || !station.isRunning })
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

        @Test("a first commit that a full disk cuts short is completed, and nothing of it stored again")
        func fullInTheFirstCommit() throws {
            var generator = SoakPlan.generator(114)
            let plenty: Int64 = 1 << 40
            // How much the first commit needs, of three days in three files.
            var need: Int64 = 0
            try SoakPlan.turns(few: 5, many: 25) { turn in
                let room = try Room()
                let shim = try FaultShim(room)
                try room.write("patterns:\n  - \(room.path)/{gateway}/eve.json\n", to: "config.yaml")
                // It is there from the start, as new files are looked for only every few seconds.
                let log = try GrowingLog(path: room.file("gw-0/eve.json"), in: room, first: 0)
                let station = try shim.start(["serve", "--config", room.file("config.yaml"), "--data", room.data])
                try #require(eventually { station.errors.contains("following into") || !station.isRunning })
                let share = turn == 1 ? plenty : Int64.random(in: 0..<need, using: &generator)
                shim[.room] = share
                try log.grow(by: 301)
                try log.finish()
                let wanted = log.lines
                if turn > 1 {
                    let isFull = eventually { shim[.refused] > 0 || !station.isRunning }
                    #expect(isFull && station.isRunning, "\(share) bytes of \(need): \(station.errors)")
                    shim[.room] = -1
                }
                let isComplete = try eventually { try Stats.by("event_type", in: room).total >= wanted.count }
                #expect(isComplete, "\(share) bytes of \(need): \(station.errors)")
                if turn == 1 { need = plenty - shim[.room] }
                station.send(SIGTERM)
                #expect(try station.result().code == 0, "\(station.errors)")
                try Recount.expect(wanted, in: room, "\(share) bytes of \(need)")
            }
        }
    }
}
