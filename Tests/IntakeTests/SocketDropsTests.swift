// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Testing

@testable import Intake

@Suite("What a sensor's log tells of its socket") struct SocketDropsTests {
    /// As Suricata 7.0.10 wrote it.
    static let text =
        "[838 - Suricata-Main] 2026-11-29 18:50:00 Warning: output-json: 610 events were dropped due to slow or disconnected socket"
    static let json =
        #"{"timestamp":"2026-11-29T18:52:50.591843+0000","log_level":"Warning","event_type":"engine","engine":{"message":"410 events were dropped due to slow or disconnected socket","thread_name":"Suricata-Main","module":"output-json"}}"#

    private static let words = "events were dropped due to slow or disconnected socket"

    @Test(
        "the count of each line that tells of it, in every form of the log",
        arguments: [
            (text, 610), (json, 410), (text + "\r", 610), ("1 \(words)", 1), ("0 \(words)", 0),
            ("29/11/2026 -- 18:50:00 - <Warning> - [ERRCODE: SC_WARN_EVE(1)] - 85 \(words)", 85),
            ("W: output-json: 85 \(words)", 85),
            ("x: 99999999999999999999999999 \(words)", Int(SocketDrops.most)),
        ])
    func counted(line: String, count: Int) {
        #expect(SocketDrops.count(inLine: Array(line.utf8)) == Int64(count))
    }

    @Test(
        "no other line counts",
        arguments: [
            "", "{", "events", words, " \(words)", "x \(words)", "-5 \(words)", "x5 \(words)", "5 \(words).",
            "5  \(words)",
            "\"5 \(words)\"", "{\"engine\":{\"message\":\"a 5 \(words)\"}}", "{\"message\":\"5 \(words)\"}",
            "{\"engine\":{\"message\":5}}", "{\"a\":\"b\"} 5 \(words)",
            String(repeating: "x", count: 5000) + " 5 \(words)",
            "[1 - RX#01] 2026-11-29 18:49:40 Notice: pcap: read 1 file, 2000 packets, 142000 bytes",
        ])
    func passedOver(line: String) {
        #expect(SocketDrops.count(inLine: Array(line.utf8)) == nil)
    }

    @Test("the lines of a block together, though one of them is no text")
    func block() {
        let bytes = Array("\(Self.text)\n".utf8) + [0xff, 0x1b, 10, 10] + Array("{\n\(Self.json)\n\(Self.text)".utf8)
        #expect(SocketDrops.count(in: LineBlock(bytes: bytes, offset: 0, firstLine: 1)) == 610 + 410 + 610)
        #expect(SocketDrops.count(in: LineBlock(bytes: [], offset: 0, firstLine: 1)) == 0)
    }

    @Test("changed lines never count more than may be", arguments: UInt64(1)...20)
    func changed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for line in [Self.text, Self.json] {
            for _ in 0..<200 {
                var bytes = Array(line.utf8)
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                let count = SocketDrops.count(in: LineBlock(bytes: bytes, offset: 0, firstLine: 1))
                #expect((0...SocketDrops.most).contains(count))
            }
        }
    }
}
