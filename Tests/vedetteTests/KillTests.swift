// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Killed and started again")
    struct KillTests {
        static let fewRounds = 4
        static let manyRounds = 50

        @Test(
            "a station killed at any moment while files grow and are rotated has every event exactly once",
            arguments: [1, 2])
        func following(_ seed: UInt64) throws {
            let room = try Room()
            var generator = SoakPlan.generator(seed)
            let writers = try ["gw-a", "gw-b"].enumerated().map { index, name in
                try room.write("", to: "\(name)/eve.json")
                return try LogWriter(
                    path: room.file("\(name)/eve.json"), seed: SoakPlan.number(seed) &* 1000 &+ UInt64(index))
            }
            try room.write("patterns:\n  - \(room.path)/{gateway}/eve.json\n", to: "config.yaml")
            try SoakPlan.turns(few: Self.fewRounds, many: Self.manyRounds) { round in
                let station = try serve(in: room)
                // It dies after so many signs of work: in the midst of it, wherever that is.
                var pulse = Pulse(of: room.data, goal: Int.random(in: 1...25, using: &generator))
                let reached = try eventually {
                    for writer in writers { try writer.step() }
                    return pulse.isReached() || !station.isRunning
                }
                #expect(reached, "round \(round): the store does not grow")
                station.send(SIGKILL)
                #expect(try station.result().code == 128 + SIGKILL, "round \(round): \(station.errors)")
                // The sensors go on while nobody reads.
                for _ in 0..<Int.random(in: 0...12, using: &generator) {
                    for writer in writers { try writer.step() }
                }
            }
            for writer in writers { try writer.finish() }
            let wanted = writers.flatMap(\.lines)
            let station = try serve(in: room)
            let isComplete = try eventually { try Stats.by("event_type", in: room).total >= wanted.count }
            let total = try Stats.by("event_type", in: room).total
            #expect(isComplete, "\(total) of \(wanted.count)")
            station.send(SIGTERM)
            #expect(try station.result().code == 0, "\(station.errors)")
            try expectExactly(wanted, in: room)
            for (name, writer) in zip(["gw-a", "gw-b"], writers) {
                #expect(try Stats.by("gateway", in: room).counts[name] == writer.lines.count)
            }
        }

        @Test("an import killed at any moment and repeated has every event exactly once", arguments: [3])
        func importing(_ seed: UInt64) throws {
            let room = try Room()
            var generator = SoakPlan.generator(seed)
            let wanted = (0..<(Place.isSoak ? 100_000 : 12_000)).map(Numbered.line)
            let file = try room.write(wanted.joined(separator: "\n") + "\n", to: "gw-a/eve.json")
            var kills = 0
            try SoakPlan.turns(few: Self.fewRounds, many: Self.manyRounds) { _ in
                let call = try Running(Program.path, ["import", "--data", room.data, file], in: room)
                var pulse = Pulse(of: room.data, goal: Int.random(in: 1...12, using: &generator))
                _ = eventually(pause: 0.001) { pulse.isReached() || !call.isRunning }
                call.send(SIGKILL)
                if try call.result().code == 128 + SIGKILL { kills += 1 }
            }
            #expect(kills > 0, "nothing was interrupted")
            let last = try Program.run(["import", "--json", "--data", room.data, file], in: room)
            #expect(last.code == 0, "\(last.errors)")
            try expectExactly(wanted, in: room)
        }

        private func serve(in room: Room) throws -> Running {
            try Running(
                Program.path, ["serve", "--config", room.file("config.yaml"), "--data", room.data], in: room)
        }

        /// Each line once, and the counts agree with the lines.
        private func expectExactly(_ wanted: [String], in room: Room) throws {
            try Recount.expect(wanted, in: room)
            let types = Dictionary(wanted.map { ($0.split(separator: "\"")[7].description, 1) }, uniquingKeysWith: +)
            #expect(try Stats.by("event_type", in: room).counts == types)
            #expect(try Stats.by("day", in: room).counts.values.sorted() == perDay(wanted))
            let signatures = try Stats.by("alert.signature_id", in: room)
            #expect(signatures.total == wanted.count)
            #expect(signatures.counts["9000001"] == types["alert"])
        }

        private func perDay(_ lines: [String]) -> [Int] {
            Dictionary(lines.map { ($0.prefix(24), 1) }, uniquingKeysWith: +).values.sorted()
        }
    }
}
