// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@Suite("Decoding hot fields")
struct EveDecoderTests {
    @Test("an alert has all its hot fields")
    func alert() throws {
        let batch = decode(inventedLines[1] + "\n")
        let event = try #require(batch.events.first)
        #expect(batch.text(event.type) == "alert")
        #expect(event.source == IPAddress("2001:db8::1"))
        #expect(event.destination == IPAddress("192.0.2.1"))
        #expect(event.sourcePort == nil)
        #expect(event.flowID == nil)
        #expect(batch.text(event.transport) == "TCP")
        #expect(batch.text(event.appProtocol) == "http")
        #expect(batch.text(event.sensor) == "gw-1")
        let alert = try #require(event.alert)
        #expect([alert.generatorID, alert.signatureID, alert.revision] == [1, 2_100_498, 7])
        #expect(alert.severity == 2)
        #expect(batch.text(alert.signature) == "a \"b\" \u{e9}\u{1F600}")
        #expect(batch.text(alert.category)?.isEmpty == true)
        #expect(batch.text(alert.action) == "allowed")
    }

    @Test("what is absent, null or of another type is absent and refuses nothing")
    func absent() throws {
        let members =
            #""src_ip":null,"dest_ip":"unknown","src_port":"80","dest_port":65536,"proto":6,"host":["a"],"flow_id":-1,"app_proto":{},"alert":[{"gid":1}],"stats":1"#
        let batch = decode(line(members))
        let event = try #require(batch.events.first)
        #expect(event.source == nil && event.destination == nil)
        #expect(event.sourcePort == nil && event.destinationPort == nil && event.flowID == nil)
        #expect(event.transport == .absent && event.sensor == .absent && event.appProtocol == .absent)
        #expect(event.alert == nil && event.counters == nil)
        #expect(batch.text(event.sensor) == nil)
    }

    @Test("an empty alert object is an alert with its defaults")
    func emptyAlert() throws {
        let alert = try #require(
            decode(line(#""alert":{"signature_id":-1,"severity":256,"rev":4294967296}"#)).events.first?.alert)
        #expect([alert.generatorID, alert.signatureID, alert.revision] == [1, 0, 0])
        #expect(alert.severity == nil)
        #expect(alert.signature == .absent && alert.category == .absent)
    }

    @Test(
        "a port is an integer from 0 to 65535",
        arguments: [
            ("0", 0), ("65535", 65535), ("65536", nil), ("-1", nil), ("80.0", nil), ("8e1", nil), ("true", nil),
            ("99999999999999999999", nil),
        ] as [(String, UInt16?)])
    func ports(digits: String, port: UInt16?) throws {
        let event = try #require(decode(line(#""src_port":\#(digits),"dest_port":\#(digits)"#)).events.first)
        #expect(event.sourcePort == port && event.destinationPort == port)
    }

    @Test(
        "a flow id is exact up to 63 bits",
        arguments: [
            ("2251651112735698", 2_251_651_112_735_698), ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807", Int64.max), ("9223372036854775808", nil),
        ] as [(String, Int64?)])
    func flowID(digits: String, id: Int64?) throws {
        #expect(try #require(decode(line(#""flow_id":\#(digits)"#)).events.first).flowID == id)
    }

    @Test("of two equal keys the first counts, whatever it holds")
    func duplicates() throws {
        let batch = decode(
            line(#""proto":"TCP","proto":"UDP","host":null,"host":"late","alert":{"rev":1,"rev":2},"alert":{"rev":3}"#))
        let event = try #require(batch.events.first)
        #expect(batch.text(event.transport) == "TCP")
        #expect(event.sensor == .absent)
        #expect(event.alert?.revision == 1)
    }

    @Test("a key with escapes is the key that it says")
    func escapedKey() throws {
        let batch = decode(#"{"timestamp":"2026-01-01T00:00:00Z","event\u005ftype":"dns","pr\u006fto":"UDP"}"#)
        #expect(batch.text(try #require(batch.events.first).transport) == "UDP")
    }

    @Test("hot keys inside other objects are not the event's")
    func nested() throws {
        let members =
            #""tunnel":{"src_ip":"10.0.0.1","proto":"GRE"},"rdp":{"event_type":"x"},"list":[{"dest_ip":"10.0.0.2"}]"#
        let event = try #require(decode(line(members)).events.first)
        #expect(event.source == nil && event.destination == nil && event.transport == .absent)
    }

    @Test(
        "escapes in a text become what they stand for",
        arguments: [
            (#"a\u0000b"#, "a\u{0}b"), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (#"\u00e9\u20AC"#, "\u{e9}\u{20ac}"),
            (#"\ud83d\ude00"#, "\u{1F600}"), (#"\ud83d"#, "\u{fffd}"), (#"\ude00x"#, "\u{fffd}x"),
            (#"\ud83d\u0041"#, "\u{fffd}A"), (#"\ud83d\ud83d\ude00"#, "\u{fffd}\u{1F600}"), (#"\ud83dx"#, "\u{fffd}x"),
            ("\u{1b}é\u{202e}".replacing("\u{1b}", with: #"\u001b"#), "\u{1b}é\u{202e}"),
        ])
    func escapes(body: String, text: String) throws {
        let batch = decode(line(#""host":"\#(body)""#))
        let sensor = try #require(batch.events.first).sensor
        #expect(batch.text(sensor).map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    }

    @Test("equal texts of a batch are one symbol, in plain and in escaped form")
    func symbols() {
        let batch = decode(
            [#""proto":"TCP","host":"TCP""#, #""proto":"\u0054CP""#, #""proto":"tcp""#].map { line($0) }.joined(
                separator: "\n"))
        #expect(batch.events[0].transport == batch.events[0].sensor)
        #expect(batch.events[0].transport == batch.events[1].transport)
        #expect(batch.events[0].transport != batch.events[2].transport)
        #expect(Set(batch.symbols).count == batch.symbols.count)
    }

    @Test("thousands of different texts keep their symbols")
    func manySymbols() {
        let texts = (0..<5000).map { "host-\($0)-\(String(repeating: "x", count: $0 % 40))" }
        let batch = decode((texts + texts).map { line(#""host":"\#($0)""#) }.joined(separator: "\n"))
        #expect(batch.events.map { batch.text($0.sensor) } == texts + texts)
        #expect(batch.symbols.count == 5001)
    }

    @Test("a long text is cut at 1024 bytes and never inside a scalar")
    func longText() throws {
        let text = String(repeating: "x", count: 1023) + "\u{20ac}tail"
        let batch = decode(line(#""host":"\#(text)""#))
        #expect(batch.text(try #require(batch.events.first).sensor) == String(repeating: "x", count: 1023))
        let full = String(repeating: "y", count: 1024)
        let fitting = decode(line(#""host":"\#(full)""#))
        #expect(fitting.text(try #require(fitting.events.first).sensor) == full)
    }

    @Test("numbers beyond 64 bits in a cold field refuse nothing")
    func bigNumbers() {
        #expect(decode(line(#""a":123456789012345678901234567890,"b":-1e9999,"c":[0.1E-400]"#)).events.count == 1)
    }

    @Test("a line of more than 100 kB is an event like any other")
    func longLine() throws {
        let batch = decode(
            line(#""mqtt":{"publish":{"message":"\#(String(repeating: "a\\u0000", count: 40_000))"}},"host":"gw""#))
        #expect(batch.text(try #require(batch.events.first).sensor) == "gw")
    }

    @Test("decoding one block leaves nothing for the next")
    func reuse() {
        var decoder = EveDecoder()
        let first = decoder.decode(LineBlock(bytes: Array(inventedLines[1].utf8), offset: 0, firstLine: 1))
        let second = decoder.decode(LineBlock(bytes: Array(inventedLines[0].utf8), offset: 500, firstLine: 2))
        #expect(first.events[0].alert != nil && second.events[0].alert == nil)
        #expect(!second.symbols.contains("alert"))
    }
}

@Suite("Counters of a stats event")
struct SensorCountersTests {
    @Test("the counters are where Suricata puts them")
    func counters() {
        let counters = decode(inventedLines[2]).events.first?.counters
        #expect(
            counters
                == SensorCounters(
                    uptime: 3600, packets: 100, kernelDrops: -1, decoderErrors: 3, memoryUse: 1320, alerts: 4,
                    tcpSessions: 5))
    }

    @Test("without live capture the decoder's packets count")
    func decoderPackets() {
        let counters = decode(line(#""stats":{"uptime":1,"decoder":{"pkts":7}}"#, type: "stats")).events.first?.counters
        #expect(counters == SensorCounters(uptime: 1, packets: 7))
    }

    @Test("the signatures of all detection engines count")
    func engines() {
        func counters(_ detect: String) -> SensorCounters? {
            decode(line(#""stats":{"detect":{\#(detect)}}"#, type: "stats")).events.first?.counters
        }
        let one =
            #""engines":[{"id":0,"last_reload":"2026-11-22T09:27:09.143642-0500","rules_loaded":913,"#
            + #""rules_failed":24}],"alert":2"#
        #expect(
            counters(one)
                == SensorCounters(
                    alerts: 2, rulesLoaded: 913, rulesFailed: 24,
                    lastReload: Instant("2026-11-22T14:27:09.143642Z")))
        let two = #""engines":[{"rules_loaded":5,"rules_failed":0},7,{"rules_loaded":2}]"#
        #expect(counters(two) == SensorCounters(rulesLoaded: 7, rulesFailed: 0))
        for odd in [#""engines":{}"#, #""engines":[]"#, #""engines":[{"rules_loaded":"9","last_reload":1}]"#] {
            #expect(counters(odd) == SensorCounters(), "\(odd)")
        }
        #expect(counters(#""engines":[{"last_reload":"yesterday\u001b[2J"}]"#) == SensorCounters())
    }

    @Test("a sum of memory that does not fit is the greatest number there is")
    func saturation() {
        let max = Int64.max
        let counters = decode(line(#""stats":{"a":{"memuse":\#(max)},"b":{"memuse":\#(max)}}"#, type: "stats")).events
            .first?.counters
        #expect(counters?.memoryUse == max)
    }

    @Test("only an event of type stats has counters")
    func otherType() throws {
        #expect(try #require(decode(line(#""stats":{"uptime":1}"#)).events.first).counters == nil)
        #expect(try #require(decode(line("", type: "stats")).events.first).counters == nil)
    }
}
