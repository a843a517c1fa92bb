// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Filters with times that move with the clock")
    struct MovingTimeTests {
        /// A store with an alert with a packet of three days ago and one of a minute ago.
        private func filled() throws -> Room {
            let room = try Room()
            let lines = [259_200, 60].map { seconds in
                let time = Date.now.addingTimeInterval(-Double(seconds)).formatted(.iso8601)
                return #"{"timestamp":"\#(time)","event_type":"alert","src_ip":"10.0.0.1","dest_ip":"10.0.0.2","#
                    + #""alert":{"signature_id":2,"gid":1,"rev":1,"severity":1,"signature":"x"},"#
                    + #""packet":"AQIDBA==","packet_info":{"linktype":1}}"#
            }
            let file = try room.write(lines.joined(separator: "\n") + "\n", to: "gw-a/eve.json")
            #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
            return room
        }

        @Test("archiving what is older than a day keeps today's alerts")
        func archive() throws {
            let room = try filled()
            let old = try Program.run(["events", "--json", "--filter", "-@since:-1d", "--data", room.data], in: room)
            let line = try #require(old.lines.first)
            let row = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            let id = try #require(row["id"] as? String)
            let archived = try Program.run(
                ["triage", "archive", "--json", "--filter", "sid:2 -@since:-1d", "--data", room.data], in: room)
            #expect(archived.code == 0, "\(archived.errors)")
            #expect(archived.text == #"{"changed":1}"# + "\n")
            let log = try Program.run(["triage", "log", id, "--data", room.data], in: room)
            #expect(log.lines.count == 1, "it was the old one")
        }

        @Test("a capture file has the packets of the last hour")
        func packets() throws {
            let room = try filled()
            let capture = try Program.run(["pcap", "--filter", "@since:-1h", "--data", room.data], in: room)
            #expect(capture.code == 0, "\(capture.errors)")
            #expect(capture.output.count == 24 + 16 + 4)
            #expect(capture.errors.contains("1 packets of 1 events"), "\(capture.errors)")
        }
    }
}
