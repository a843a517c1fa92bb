// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query
import Testing

@Suite struct FilterTextTests {
    @Test(
        "a filter has one text",
        arguments: [
            ("", ""), ("*", ""), ("-*", "-*"), ("@sid:1,2", "alert.signature_id:1,2"),
            ("sid:1 OR sid:2", "alert.signature_id:1,2"), ("NOT @type:flow", "-event_type:flow"),
            ("a b|c", "(a b) OR c"), ("a (b or c)", "a (b OR c)"), ("-(a b)", "-(a b)"),
            ("ip:10.1.2.3/8", "ip:10.0.0.0/8"), ("port:22,23", "port:22,23"), ("-port:22", "-port:22"),
            ("port:22 OR sport:23", "src_port:22 OR dest_port:22 OR src_port:23"),
            ("\"two words\"", "\"two words\""), ("\"OR\"", "\"OR\""), ("sig:\"a?b c\"", "alert.signature:\"a?b c\""),
            ("src:0:0:0:0:0:0:0:1", "src_ip:::1"), ("\"ip\":x", "\"ip\":x"), ("sev:>1", "alert.severity:>1"),
            ("has:dns.rrname", "dns.rrname:*"), ("dport:22..22", "dest_port:22"), ("dport:0..65535", "dest_port:*"),
            ("dport:1..9,80", "dest_port:1..9,80"), ("@mac:02-42-AC-11-00-02", "mac:02:42:ac:11:00:02"),
            ("-mac:\"02:42:*\"", "-mac:\"02:42:*\""), (#"re:/a\/b (c|d)/i x"#, #"re:/a\/b (c|d)/i x"#),
            (#"dns.rrname:re:/^a,b$/,x"#, #"dns.rrname:re:/^a,b$/,x"#), ("since:-90m", "@since:-1h30m"),
            ("@until:2026-11-24T14:30:00+01:00", "@until:2026-11-24T13:30:00Z"), ("@since:14:30", "@since:14:30Z"),
            ("long.x:\"1..2\"", "long.x:\"1..2\""), ("host:1..2", "host:1..2"), ("\"since\":x", "\"since\":x"),
        ])
    func canonical(text: String, canonical: String) throws {
        let filter = try FilterParser.parse(text)
        #expect(filter.text == canonical)
        #expect(try FilterParser.parse(filter.text) == filter)
    }

    @Test("every simplified filter reads back equal", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var maker = FilterMaker(seed: seed)
        for _ in 0..<200 {
            let filter = maker.filter(depth: 4)
            let simplified = filter.simplified
            #expect(simplified.simplified == simplified)
            #expect(try FilterParser.parse(filter.text) == simplified, "\(filter.text)")
            #expect(try FilterParser.parse(filter.label) == simplified, "\(filter.label)")
        }
    }

    @Test("garbage never traps, and errors lie inside the text", arguments: 0..<10 as Range<UInt64>)
    func garbage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "sid:", "@", "ip:", "10.0.0.0/", "8", "(", ")", "\"", "\\", " ", "OR", " NOT ", "-", "!", "|", ",", ":",
            "*", "?",
            ">", "<=", "e\u{301}", "\u{301}", "\r\n", "\u{0}", "\u{202E}", "9999999999999999999", "a.b", "::", "port:",
            "//", "re:/", "/", "i", "has:", "@since:", "-1h", "..", "1", "mac:", "[a", "+",
        ]
        for _ in 0..<600 {
            let count = Int.random(in: 0...12, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            do {
                let filter = try FilterParser.parse(text)
                #expect((try? FilterParser.parse(filter.text)) == filter, "\(text)")
            } catch {
                #expect(error.columns.lowerBound >= 0 && error.columns.upperBound <= text.count, "\(text): \(error)")
                #expect(!error.message.isEmpty)
            }
            for column in [-1, 0, text.count / 2, text.count, text.count + 1] {
                _ = FilterCompletion.at(text, column: column)
            }
        }
    }
}
