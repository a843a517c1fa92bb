// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Indicators
import Rules
import Testing

@Suite("Lists of lines and columns")
struct ListTests {
    @Test("a plain list has one value a line, with comments and lines of a hosts file")
    func plain() {
        let reading = read(
            """
            \u{FEFF}# a list
            192.0.2.7
              198.51.100.0/24 ; SBL1\r
            hxxp://example[.]net/a # seen twice

            0.0.0.0 ads.example.net
            127.0.0.1 localhost
            [2001:db8::1]
            """)
        #expect(
            reading.values == [
                "ip 192.0.2.7", "ip 198.51.100.0/24", "url http://example.net/a", "domain ads.example.net",
                "ip 2001:db8::1",
            ])
        #expect(reading.indicators.map(\.note) == ["", "SBL1", "seen twice", "", ""])
        #expect(reading.indicators.allSatisfy { $0.source == "test" && $0.expiry == nil })
        #expect(reading.lines == [])
    }

    @Test("a bad line is a problem with its place and keeps no other out")
    func badLines() {
        let reading = read("example.net\n  what\u{7}?\nexample.org other\n192.0.2.7\n")
        #expect(reading.values == ["domain example.net", "ip 192.0.2.7"])
        #expect(
            reading.lines == [
                "2:3: the value looks like no kind of indicator: \"what\u{FFFD}?\"",
                "3:13: there is more than one value in the line",
            ])
    }

    @Test("columns are found by their names, whatever their order, case and separator")
    func columns() throws {
        for separator in [",", ";", "\t"] {
            let rows = [
                ["Description", "VALID_UNTIL", "IOC", "Type", "Source", "Tags"],
                ["\"a \"\"b\"\"\nc\"", "2026-12-01", "example[.]net", "Domain", "feed", "\"x,y\""],
                ["", "1795000000", "192.0.2.7|80", "ip-dst|port", "", ""],
            ]
            let reading = read(rows.map { $0.joined(separator: separator) }.joined(separator: "\r\n"))
            #expect(reading.values == ["domain example.net", "ip 192.0.2.7"])
            let first = try #require(reading.indicators.first)
            #expect(first.note == "a \"b\"\nc" && first.source == "feed" && first.tags == ["x", "y"])
            #expect(first.expiry == Instant("2026-12-01T00:00:00Z"))
            #expect(reading.indicators.last?.expiry == now)
            #expect(reading.lines == [])
        }
    }

    @Test("MISP's CSV leaves out what is not for detection")
    func mispColumns() {
        let reading = read(
            """
            uuid,event_id,category,type,value,comment,to_ids,date
            "u",1,"Network activity","domain|ip","example.net|192.0.2.7","c",1,20261120
            "u",1,"Network activity","ip-src","192.0.2.8","",0,20261120
            "u",1,"Other","regkey","HKLM","",1,20261120
            """)
        #expect(reading.values == ["domain example.net", "ip 192.0.2.7"])
        #expect(reading.leftOut == 1)
        #expect(reading.lines == ["4:25: no event is looked through for the type \"regkey\""])
    }

    @Test("names may stand in a comment, and the name of a column may say the type")
    func commentedNames() {
        let reading = read("# abuse list\n# id,dateadded,url,note\n\"1\",\"x\",\"http://h/a\",\"n\"\n")
        #expect(reading.values == ["url http://h/a"])
        #expect(reading.indicators.first?.note == "n")
        #expect(read("first_seen,dst_ip,dst_port\n2026-01-01,192.0.2.7,443\n").values == ["ip 192.0.2.7"])
    }

    @Test("without names the first column is taken, with a warning")
    func noNames() {
        let reading = read("example.net,2026\n192.0.2.7,2027\n", name: "x.CSV")
        #expect(reading.values == ["domain example.net", "ip 192.0.2.7"])
        #expect(reading.problems.map(\.weight) == [.warning])
    }

    @Test("a quotation mark that is not closed spoils its own line only")
    func unclosed() {
        let reading = read("value,note\n192.0.2.7,\"open\n192.0.2.8,b\n192.0.2.9,\"c\"x\n")
        #expect(reading.values == ["ip 192.0.2.7", "ip 192.0.2.8", "ip 192.0.2.9"])
        #expect(reading.indicators.map(\.note) == ["\"open", "b", "\"c\"x"])
        let open = read("value,note\n192.0.2.7,\"open\n192.0.2.8,b\n")
        #expect(open.values == ["ip 192.0.2.7", "ip 192.0.2.8"])
        #expect(open.lines == ["2:11: a quotation mark is not closed"])
    }

    @Test("an expiry that is no time is a warning, and the indicator is kept")
    func badExpiry() {
        let reading = read("value,expires\nexample.net,soon\n")
        #expect(reading.values == ["domain example.net"])
        #expect(reading.lines == ["2:1: the expiry \"soon\" is no time, so the indicator holds for ever"])
    }

    @Test("a repeated entry is counted, and holds as long as the longest")
    func repeated() {
        let reading = read("value,expires\nexample.net,2026-01-01\nEXAMPLE.net.,2027-01-01\n")
        #expect(reading.repeated == 1 && reading.indicators.count == 1)
        #expect(reading.indicators.first?.expiry == Instant("2027-01-01"))
    }

    @Test("problems beyond the limit are counted")
    func manyProblems() {
        let reading = read(String(repeating: "?\n", count: IndicatorReading.problemLimit + 7))
        #expect(reading.problems.count == IndicatorReading.problemLimit && reading.furtherProblems == 7)
        #expect(reading.problems.last?.position.line == IndicatorReading.problemLimit)
    }

    @Test("a written list is read back as it was", arguments: 0..<6 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let texts = ["", "plain", "a,b", "\"", "\r\n", " edge ", "é\u{0}", "# no comment", "=1+1", ";", "\t"]
        func text() -> String {
            (0..<Int.random(in: 0...3, using: &generator)).map { _ in texts.randomElement(using: &generator) ?? "" }
                .joined()
        }
        let values: [(IndicatorKind, String)] = [
            (.network, "192.0.2.0/24"), (.network, "2001:db8::1"), (.domain, "bücher.example"),
            (.url, "https://h:81/a,b\"c?d"), (.md5, String(repeating: "0f", count: 16)),
            (.ja3, String(repeating: "0f", count: 16)), (.sha1, String(repeating: "1e", count: 20)),
            (.certificate, String(repeating: "1e", count: 20)), (.sha256, String(repeating: "2d", count: 32)),
            (.ja4, "t13d1516h2_8daaf6152771_b186095e22b6"),
        ]
        var set = IndicatorSet()
        for (kind, value) in values {
            let time = Instant(microseconds: Int64.random(in: 0...1 << 50, using: &generator))
            let one = try indicator(
                kind, value, source: "s" + text() + "s", expiry: Bool.random(using: &generator) ? time : nil,
                note: text(),
                tags: [text()])
            set.insert(one)
        }
        let reading = IndicatorList.read(IndicatorList.csv(set), source: "other")
        #expect(Array(reading.indicators) == Array(set))
        #expect(reading.lines == [])
    }

    @Test(
        "a format is seen from the text, and from the name where the text leaves it open",
        arguments: [
            ("example.net\n", "", IndicatorFormat.plain), ("", "", .plain), ("indicator,type\n", "", .csv),
            ("example.net\n", "a.csv", .csv), (" {\"type\":\"bundle\",\"objects\":[]}", "", .stix),
            ("{\"Event\":{\"Attribute\":[]}}", "", .misp), ("[{\"Event\":{\"Attribute\":[]}}]", "", .misp),
            ("[2001:db8::1]\n", "", .plain), ("[{\"type\":\"indicator\"}]", "", .stix),
        ])
    func formats(text: String, name: String, format: IndicatorFormat) {
        #expect(IndicatorFormat.detect(Array(text.utf8), name: name) == format)
    }
}
