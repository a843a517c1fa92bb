// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension ProgramTests {
    @Suite("Mutings and orders from a shell")
    struct TriageCommandTests {
        /// A store with an alert of a minute ago.
        private func filled() throws -> Room {
            let room = try Room()
            try alert(seconds: -60, in: room)
            return room
        }

        /// Stores an alert of so many seconds from now.
        private func alert(seconds: Double, in room: Room) throws {
            let time = Date.now.addingTimeInterval(seconds).formatted(.iso8601)
            let line =
                #"{"timestamp":"\#(time)","event_type":"alert","src_ip":"10.0.0.1","dest_ip":"10.0.0.2","#
                + #""alert":{"signature_id":2,"gid":1,"rev":1,"severity":1,"signature":"x"}}"#
            let file = try room.write(line + "\n", to: "gw-a/eve.json")
            #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
        }

        @Test("both tell what they would have been about, and are only then in the log")
        func rehearsals() throws {
            let room = try filled()
            func run(_ arguments: [String]) throws -> (code: Int32, text: String) {
                let run = try Program.run(
                    ["triage"] + arguments + ["--for", "8h", "--comment", "ours", "--data", room.data], in: room)
                return (run.code, run.text)
            }
            let mute = try run(["mute", "--sid", "2", "--dry-run"])
            #expect(mute.code == 0 && mute.text.hasPrefix("would hide everywhere until "))
            #expect(mute.text.hasSuffix(": 1 alerts in the last 7 days\n"))
            let order = try run(["order", "archive", "--filter", "sid:2", "--dry-run"])
            #expect(order.text.hasPrefix("would be an order that archives until "))
            #expect(order.text.hasSuffix("; it would have been: 1 alerts in the last 7 days\n"))
            let log = ["triage", "log", "--data", room.data]
            #expect(try Program.run(log, in: room).text.isEmpty)
            let muted = try run(["mute", "--sid", "2", "--json"])
            #expect(muted.text.hasPrefix(#"{"hidden":1,"true_positives":0,"until":"#))
            let ordered = try run(["order", "ack", "--filter", "sid:2", "--json"])
            #expect(ordered.text.hasPrefix(#"{"alerts":1,"true_positives":0,"until":"#))
            #expect(try Program.run(log, in: room).lines.count == 2)
        }

        @Test("of what a damaged day keeps for itself the count is told as the least")
        func partial() throws {
            let room = try filled()
            let days = try FileManager.default.contentsOfDirectory(atPath: room.data + "/days")
            let day = try #require(days.first { $0.hasSuffix(".db") })
            for ending in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: "\(room.data)/days/\(day)\(ending)")
            }
            try room.write(Data(repeating: 0x55, count: 8192), to: "data/days/\(day)")
            for call in [["mute", "--sid", "2"], ["order", "ack", "--filter", "sid:2"]] {
                let run = try Program.run(
                    ["triage"] + call + ["--for", "8h", "--comment", "ours", "--dry-run", "--data", room.data], in: room
                )
                #expect(run.text.hasSuffix(": at least 0 alerts in the last 7 days\n"), "\(run.text) \(run.errors)")
            }
        }

        @Test("an order that is over is none that the station follows")
        func over() throws {
            let room = try filled()
            let given = try Program.run(
                ["triage", "order", "ack", "--filter", "*", "--for", "8h", "--comment", "ours", "--data", room.data],
                in: room)
            #expect(given.code == 0, "\(given.errors)")
            let shim = try FaultShim(room)
            let orders = ["triage", "orders", "--data", room.data]
            #expect(try shim.run(orders).lines.count == 1)
            shim[.clock] = 9 * 3_600_000_000
            let later = try shim.run(orders)
            #expect(later.code == 0 && later.text.isEmpty, "\(later.text) \(later.errors)")
        }

        @Test("an order that is taken back tells of how many alerts it is taken back with")
        func takenBack() throws {
            let room = try filled()
            let given = try Program.run(
                ["triage", "order", "ack", "--filter", "*", "--for", "8h", "--comment", "ours", "--data", room.data],
                in: room)
            #expect(given.code == 0, "\(given.errors)")
            try alert(seconds: 5, in: room)
            let logs = try room.write("", to: "gw-b/eve.json")
            let configuration = try room.write("data: \(room.data)\ngateways: {gw-b: \(logs)}\n", to: "config.yaml")
            let station = try Running(Program.path, ["serve", "--config", configuration], in: room)
            let isDone = try eventually {
                try Program.run(["triage", "log", "--data", room.data], in: room).text.contains("  order #1  ")
            }
            station.send(SIGTERM)
            #expect(try station.result().code == 0 && isDone, "\(station.errors)")
            let undone = try Program.run(["triage", "undo", "--data", room.data], in: room)
            #expect(undone.text.contains("took back #1:") && undone.text.contains(", with 1 alert  "), "\(undone.text)")
        }

        @Test(
            "neither is taken without a reason",
            arguments: [["mute", "--sid", "2"], ["order", "ack", "--filter", "*"]])
        func reason(_ arguments: [String]) throws {
            let room = try filled()
            let refused = try Program.run(
                ["triage"] + arguments + ["--for", "8h", "--comment", " ", "--data", room.data], in: room)
            #expect(refused.code == 2 && refused.errors.contains("--comment"), "\(refused.errors)")
        }

        @Test("a rule store that cannot be read is told, and is not taken for one without the rule")
        func damagedRules() throws {
            let room = try filled()
            let muted = try Program.run(
                ["triage", "mute", "--rule", "r-1", "--for", "8h", "--comment", "ours", "--data", room.data], in: room)
            #expect(muted.code == 0, "\(muted.errors)")
            try room.write("no database of any kind, but long enough to be looked at as one\n", to: "data/rules.db")
            let filters = try Program.run(["triage", "mutings", "--sigma", "--data", room.data], in: room)
            #expect(filters.code == 3 && filters.errors.contains("rules.db"), "\(filters.errors)")
        }
    }
}
