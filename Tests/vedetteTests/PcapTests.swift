// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Packets of events as a capture file")
    struct PcapTests {
        /// An alert with a packet of four bytes, `number` seconds past 2026-11-24 10:00:00 UTC.
        private func line(_ number: Int, link: Int, sid: Int = 7) -> String {
            """
            {"timestamp":"2026-11-24T10:00:0\(number).250000+0000","event_type":"alert","src_ip":"10.0.0.1",\
            "dest_ip":"10.0.0.2","alert":{"signature_id":\(sid),"gid":1,"rev":1,"severity":1,"signature":"x"},\
            "packet":"AQIDBA==","packet_info":{"linktype":\(link)}}
            """
        }

        private func filled() throws -> Room {
            let room = try Room()
            let lines = [line(2, link: 1), line(1, link: 1), line(3, link: 12), line(4, link: 1, sid: 8)]
            let file = try room.write(lines.joined(separator: "\n") + "\n", to: "gw-a/eve.json")
            #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
            return room
        }

        private func number(_ bytes: Data, _ offset: Int) -> Int {
            (0..<4).reduce(0) { $0 | Int(bytes[bytes.startIndex + offset + $1]) << (8 * $1) }
        }

        @Test("a filter's packets come in the order of time, those of another link type are told")
        func filter() throws {
            let room = try filled()
            let path = room.file("out.pcap")
            let result = try Program.run(
                ["pcap", "--data", room.data, "--filter", "sid:7", "--output", path], in: room)
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.errors.contains("2 packets of 3 events"))
            #expect(result.errors.contains("1 packets of link type 101 were left out"))
            let bytes = try #require(FileManager.default.contents(atPath: path))
            #expect(bytes.count == 24 + 2 * (16 + 4))
            #expect(number(bytes, 20) == 1)
            let start = 1_795_514_400
            #expect(number(bytes, 24) == start + 1)
            #expect(number(bytes, 28) == 250_000)
            #expect(number(bytes, 44) == start + 2)
            #expect([UInt8](bytes.suffix(4)) == [1, 2, 3, 4] as [UInt8])
        }

        @Test("ids and a link type choose packets, and they go to standard output")
        func named() throws {
            let room = try filled()
            let events = try Program.run(["events", "--json", "--filter", "sid:8", "--data", room.data], in: room)
            let line = try #require(events.lines.first)
            let row = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            let id = try #require(row["id"] as? String)
            let one = try Program.run(["pcap", "--data", room.data, id], in: room)
            #expect(one.code == 0)
            #expect(one.output.count == 44)
            let raw = try Program.run(
                ["pcap", "--data", room.data, "--filter", "type:alert", "--link-type", "101"], in: room)
            #expect(number(raw.output, 20) == 101)
            #expect(raw.output.count == 44)
        }

        @Test("a file is replaced as a whole, a link's target in its place, and a pipe is written as it is")
        func output() throws {
            let room = try filled()
            let call = ["pcap", "--data", room.data, "--filter", "sid:7", "--output"]
            let old = try room.write("old", to: "old.pcap")
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: old)
            let link = room.file("latest.pcap")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: old)
            #expect(try Program.run(call + [link], in: room).code == 0)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == old)
            #expect(FileManager.default.contents(atPath: old)?.count == 64)
            let rights = try FileManager.default.attributesOfItem(atPath: old)[.posixPermissions] as? Int
            #expect(rights == 0o640)
            let script =
                #"mkfifo "$2"; cat "$2" > "$3" & "$1" pcap --data "$4" --filter sid:7 -o "$2"; wait; test -p "$2""#
            _ = try Program.shell(
                script, [Program.path, room.file("pipe"), room.file("read"), room.data], in: room)
            #expect(FileManager.default.contents(atPath: room.file("read"))?.count == 64)
        }

        // /dev/full stands for the disk.
        @Test("a full disk is told", arguments: ["2>&1 >/dev/full", "--output /dev/full 2>&1"])
        func full(_ target: String) throws {
            let room = try filled()
            let script = #""$1" pcap --data "$2" --filter sid:7 \#(target) || echo "code $?""#
            let result = try Program.shell(script, [Program.path, room.data], in: room)
            let text = String(decoding: result, as: UTF8.self)
            #expect(text.contains("No space left on device") && text.hasSuffix("code 3\n"), "\(text)")
        }

        @Test("what is not there, or not asked rightly, is one line and its exit code")
        func failures() throws {
            let room = try filled()
            for (arguments, code) in [
                ([], 2), (["--filter", "sid:7", "20261124-0"], 2), (["nonsense"], 2), (["20200101-0"], 1),
                (["--since", "-1h", "20261124-0"], 2),
                (["--filter", "sid:99"], 1), (["--filter", "sid:7", "--output", "/no/such/folder/x"], 3),
            ] as [([String], Int32)] {
                let result = try Program.run(["pcap", "--data", room.data] + arguments, in: room)
                #expect(result.code == code, "\(arguments): \(result.errors)")
                #expect(result.errorLines.count == 1 && result.output.isEmpty, "\(arguments): \(result.errors)")
            }
        }
    }
}
