// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests.FaultTests {
    /// The station's clock is wrong, or another station is there already.
    @Suite("Clocks and rivals")
    struct FaultClockTests {
        @Test("a clock that jumps back and ahead costs no event and doubles none")
        func jumps() throws {
            var generator = SoakPlan.generator(131)
            let room = try Room()
            let shim = try FaultShim(room)
            try room.write("patterns:\n  - \(room.path)/{gateway}/eve.json\n", to: "config.yaml")
            let log = try LogWriter(path: Self.log(in: room), seed: generator.next())
            let call = ["serve", "--config", room.file("config.yaml"), "--data", room.data]
            var station = try shim.start(call)
            let hour: Int64 = 3_600_000_000
            let jumps = [-hour, 24 * hour, 0, -400 * 24 * hour, 30 * 24 * hour, hour / 60, 0]
            try SoakPlan.turns(few: 7, many: 70) { turn in
                shim[.clock] = jumps[(turn - 1) % jumps.count]
                // Some commits by each clock, rotations among them.
                var pending = 3
                while pending > 0 {
                    let before = shim[.writes]
                    // One step may be no more than a part of a line.
                    let isAlive = try eventually {
                        try log.step()
                        return shim[.writes] > before || !station.isRunning
                    }
                    try #require(isAlive && station.isRunning, "jump \(turn): nothing is stored: \(station.errors)")
                    pending -= 1
                }
                // The books are opened by another clock than they were closed by.
                guard turn % 3 == 0 else { return }
                station.send(SIGTERM)
                #expect(try station.result().code == 0, "\(station.errors)")
                station = try shim.start(call)
            }
            try log.finish()
            let isComplete = try eventually { try Stats.by("event_type", in: room).total >= log.lines.count }
            #expect(isComplete, "\(station.errors)")
            station.send(SIGTERM)
            #expect(try station.result().code == 0, "\(station.errors)")
            try Recount.expect(log.lines, in: room)
        }

        private static func log(in room: Room) throws -> String {
            try room.write("", to: "gw-0/eve.json")
        }

        @Test("a second writer on a directory is refused with the first one's process id")
        func rivals() throws {
            let room = try Room()
            let log = try GrowingLog(path: room.file("gw-0/eve.json"), in: room, first: 0)
            let config = try room.write("patterns:\n  - \(room.path)/{gateway}/eve.json\n", to: "config.yaml")
            let serve = ["serve", "--config", config, "--data", room.data]
            let first = try Running(Program.path, serve, in: room)
            try log.grow(by: 50)
            #expect(try eventually { try Stats.by("event_type", in: room).total >= log.written })
            // The process that has the directory in its command line, by the system's word.
            let found = try Program.shell(
                """
                for process in /proc/[0-9]*; do
                    if tr '\\0' ' ' < "$process/cmdline" 2>/dev/null | grep -q -- "serve .*--data $1 "; then
                        echo "${process#/proc/}"
                    fi
                done
                """, [room.data], in: room)
            let pid = try #require(
                Int(String(decoding: found, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)))
            let other = try room.write(Numbered.line(999) + "\n", to: "gw-1/eve.json.1")
            for call in [serve, ["import", "--data", room.data, other]] {
                let second = try Program.run(call, in: room)
                expectEnvironmentFailure(second, naming: "process \(pid)", call[0])
                #expect(second.errors.contains(room.data), "\(second.errors)")
            }
            try log.grow(by: 51)
            try log.finish()
            #expect(try eventually { try Stats.by("event_type", in: room).total >= log.lines.count })
            first.send(SIGTERM)
            #expect(try first.result().code == 0, "\(first.errors)")
            try Recount.expect(log.lines, in: room)
        }
    }
}
