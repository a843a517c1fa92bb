// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Testing

extension ProgramTests.FaultTests {
    /// The power fails at a random moment. One run of the program gives a journal, and each place in it another disk.
    @Suite("Power failures")
    struct FaultPowerTests {
        @Test("an import that lost its power is completed by repeating it, every event exactly once")
        func importing() throws {
            let room = try Room()
            let shim = try FaultShim(room, keepsJournal: true)
            var wanted: [String] = []
            // Each file is at least one commit; each call ends with checkpoints and begins by opening what is there.
            let share = SoakPlan.isLarge ? 2000 : 100
            var calls: [[String]] = [[], [], []]
            for number in 0..<9 {
                let lines = (number * share..<(number + 1) * share).map(FaultLogs.line)
                wanted += lines
                let file = try room.write(lines.joined(separator: "\n") + "\n", to: "gw-\(number % 2)/\(number).json")
                calls[number / 3].append(file)
            }
            for files in calls {
                #expect(try shim.run(["import", "--data", room.data] + files).code == 0)
            }
            try cut(shim, of: wanted, few: 6, many: 40, seed: SoakPlan.number(101)) { after, moment, seed in
                // The power may fail once more while it is completed.
                let base = after.file("base")
                try FileManager.default.copyItem(atPath: after.data, toPath: base)
                let second = try FaultShim(after, keepsJournal: true)
                let call = ["import", "--data"]
                let again = try second.run(call + [after.data] + calls.joined())
                #expect(again.code == 0, "\(moment): \(again.errors)")
                try cut(second, of: wanted, on: base, few: 1, many: 1, seed: seed) { twice, moments, _ in
                    let last = try Program.run(call + [twice.data] + calls.joined(), in: twice)
                    #expect(last.code == 0, "\(moment), then \(moments): \(last.errors)")
                }
            }
        }

        @Test("a station that lost its power while files grew goes on, every event exactly once")
        func following() throws {
            var generator = SoakPlan.generator(102)
            let room = try Room()
            let shim = try FaultShim(room, keepsJournal: true)
            try room.write("patterns:\n  - \(room.path)/{gateway}/eve.json\n", to: "config.yaml")
            let call = ["serve", "--config", room.file("config.yaml"), "--data"]
            let logs = try (0..<2).map {
                try GrowingLog(path: room.file("gw-\($0)/eve.json"), in: room, first: $0 * 50_000)
            }
            for _ in 1...3 {
                let station = try shim.start(call + [room.data])
                for _ in 1...6 {
                    let before = shim[.writes]
                    for log in logs { try log.grow(by: Int.random(in: 1...40, using: &generator)) }
                    let goesOn = eventually { shim[.writes] > before || !station.isRunning }
                    try #require(goesOn && station.isRunning, "\(station.errors)")
                }
                // It ends in good order, so that its journal is whole; the cuts are what disturbs it.
                station.send(SIGTERM)
                #expect(try station.result().code == 0, "\(station.errors)")
            }
            for log in logs { try log.finish() }
            let wanted = logs.flatMap(\.lines)
            try cut(shim, of: wanted, few: 4, many: 25, seed: SoakPlan.number(102)) { after, moment, _ in
                let station = try Running(Program.path, call + [after.data], in: after)
                let isComplete = try eventually {
                    try !station.isRunning || Stats.by("event_type", in: after).total >= wanted.count
                }
                #expect(isComplete, "\(moment): \(station.errors)")
                station.send(SIGTERM)
                #expect(try station.result().code == 0, "\(moment): \(station.errors)")
            }
        }

        /// Cuts the power at random places; what is left must be readable, and complete after `resume`.
        private func cut(
            _ shim: FaultShim, of wanted: [String], on base: String? = nil, few: Int, many: Int, seed: UInt64,
            resume: (Room, String, UInt64) throws -> Void
        ) throws {
            var generator = SeededGenerator(seed: seed)
            let length = try shim.journalLength()
            try SoakPlan.turns(few: few, many: many) { _ in
                let place = Int.random(in: 1...length, using: &generator)
                let own = generator.next() % 1_000_000
                let after = try Room()
                let moment = "cut at \(place) of \(length), seed \(own)"
                try shim.cutPower(after: place, seed: own, into: after, base: base)
                try Recount.expectSome(of: wanted, in: after, moment)
                try resume(after, moment, own)
                try Recount.expect(wanted, in: after, moment)
            }
        }
    }
}
