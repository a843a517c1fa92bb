// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Triage, killed")
    struct KillTriageTests {
        @Test("a deed that was said to be done is there after any kill, and the log is whole", arguments: [5])
        func killed(_ seed: UInt64) throws {
            let room = try Room()
            var generator = SoakPlan.generator(seed)
            let lines = (0..<2000).map { index in
                #"{"timestamp":"2026-11-24T10:00:00.\#(String(index + 100_000).suffix(6))+0000","event_type":"alert","#
                    + #""src_ip":"192.0.2.1","alert":{"gid":1,"signature_id":\#(index % 7),"signature":"s"}}"#
            }
            let file = try room.write(lines.joined(separator: "\n") + "\n", to: "gw-a/eve.json")
            #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
            var told: Set<Int> = []
            var kills = 0
            try SoakPlan.turns(few: 12, many: 200) { round in
                let deed = ["ack", "escalate", "archive", "reopen"][round % 4]
                let call = try Running(
                    Program.path, ["triage", deed, "--filter", "type:alert", "--data", room.data], in: room)
                // It dies after so many signs of work: from before its first to after its last. Each fourth comes to its end.
                let goal = Int.random(in: 0...16, using: &generator)
                var pulse = Pulse(of: room.data, goal: round % 4 == 3 ? .max : goal)
                _ = eventually(pause: 0.001) { pulse.isReached() || !call.isRunning }
                call.send(SIGKILL)
                let result = try call.result()
                if result.code == 128 + SIGKILL { kills += 1 }
                if let number = result.lines.first.flatMap(Self.number) { told.insert(number) }
            }
            #expect(kills > 0, "nothing was interrupted")
            #expect(!told.isEmpty, "nothing was done")
            let log = try Program.run(["triage", "log", "--limit", "100000", "--data", room.data], in: room)
            let numbers = log.lines.compactMap(Self.number)
            #expect(log.code == 0 && numbers == Array((1...max(1, numbers.count)).reversed().prefix(numbers.count)))
            #expect(told.isSubset(of: numbers))
            let verified = try Program.run(["verify", "--data", room.data], in: room)
            #expect(verified.code == 0, "\(verified.text)")
        }

        /// The number of a record's line, `#12  2026-…`.
        private static func number(_ line: Data) -> Int? {
            let text = String(decoding: line, as: UTF8.self)
            guard text.hasPrefix("#") else { return nil }
            return Int(text.dropFirst().prefix { $0.isNumber })
        }
    }
}
