// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@Suite struct FilterChipTests {
    @Test("a filter falls into the chips that the bar shows")
    func chips() throws {
        let chips = try FilterParser.parse("event_type:alert -sid:2200074 (a OR b) -\"x y\" dport:22").chips
        #expect(chips.map(\.label) == ["event_type:alert", "-@sid:2200074", "a OR b", "-\"x y\"", "dest_port:22"])
        #expect(chips.map(\.isNegative) == [false, true, false, true, false])
        #expect(Filter(chips).text == "event_type:alert -alert.signature_id:2200074 (a OR b) -\"x y\" dest_port:22")
        #expect(Filter.everything.chips.isEmpty)
        #expect(Filter([]) == .everything)
        #expect(Filter.nothing.chips.map(\.isNegative) == [true])
    }

    @Test(
        "adding keeps each chip once and lets an opposite give way",
        arguments: [
            ("", "sid:1", "sid:1"), ("sid:1", "sid:1", "sid:1"), ("sid:1 sev:2", "-sid:1", "-sid:1 sev:2"),
            ("-sid:1 sev:2", "sid:1", "sid:1 sev:2"), ("sid:1", "", "sid:1"), ("a OR b", "c", "(a OR b) c"),
            ("a OR b", "-(a OR b)", "-(a OR b)"), ("sid:1", "sid:1 sev:2 gw:x", "sid:1 sev:2 gw:x"),
            ("-*", "sid:1", "-*"), ("sid:1,2", "sid:1", "sid:1,2 sid:1"),
        ])
    func adding(old: String, new: String, wanted: String) throws {
        #expect(try FilterParser.parse(old).adding(FilterParser.parse(new)) == FilterParser.parse(wanted))
    }

    @Test(
        "removing takes away only what is there",
        arguments: [
            ("sid:1 sev:2", "sid:1", "sev:2"), ("sid:1", "sid:1", ""), ("sid:1", "sev:2", "sid:1"), ("", "a", ""),
        ])
    func removing(old: String, gone: String, wanted: String) throws {
        #expect(try FilterParser.parse(old).removing(FilterParser.parse(gone)) == FilterParser.parse(wanted))
    }

    @Test(
        "a row becomes a filter",
        arguments: [
            (.source, .address(address("10.0.0.1")), "src_ip:10.0.0.1"), (.category, .text(""), "cat:\"\""),
            (.category, .absent, "-cat:*"), (.severity, .integer(1), "sev:1"), (.severity, .text("1"), "sev:1"),
            (.severity, .text("x"), "-*"), (.signature, .text("a*b"), #"sig:a\*b"#),
        ] as [(Field, FieldValue, String)])
    func matching(field: Field, value: FieldValue, text: String) throws {
        #expect(try Filter.matching(field, value) == FilterParser.parse(text))
    }

    @Test("a cold row becomes a filter, exact as on the wire")
    func matchingCold() throws {
        let id = try #require(Field(name: "dns.id"))
        #expect(Filter.matching(id, .scalar(.number("1.50"))).text == "dns.id:1.50")
        #expect(Filter.matching(id, .scalar(.string("a b"))).text == "dns.id:\"a b\"")
        #expect(Filter.matching(id, .scalar(.null)).text == "-dns.id:*")
        let hot = try #require(FieldPath("alert.severity"))
        #expect(Filter.matching(.path(hot), .scalar(.number("2"))) == severity(.equals(.integer(2))))
    }

    @Test(
        "a split filter lets the columns decide what they can",
        arguments: [
            ("sid:1 host:a", "sid:1 host:a", ""), ("sid:1 telnet", "sid:1", "telnet"),
            ("dns.rrname:a", "", "dns.rrname:a"),
            (
                "(type:dns dns.rrname:a) OR (type:tls tls.sni:a)", "type:dns,tls",
                "(type:dns dns.rrname:a) OR (type:tls tls.sni:a)"
            ),
            ("-(sid:1 telnet)", "", "-(sid:1 telnet)"), ("-(sid:1 OR telnet)", "-sid:1", "-(sid:1 OR telnet)"),
            ("-telnet gw:x", "gw:x", "-telnet"),
        ])
    func split(text: String, hot: String, cold: String) throws {
        let filter = try FilterParser.parse(text)
        #expect(try filter.split.hot == FilterParser.parse(hot))
        #expect(try filter.split.cold == FilterParser.parse(cold))
        #expect(filter.isHot == cold.isEmpty)
    }

    @Test("a filter names the fields that it reads")
    func fields() throws {
        let filter = try FilterParser.parse("ip:10.0.0.1 (-sid:1 OR dns.rrname:a) text")
        let path = try #require(Field(name: "dns.rrname"))
        #expect(filter.fields == [.source, .destination, .signatureID, path])
    }

    @Test("names lead to fields and dimensions")
    func names() throws {
        #expect(Field(name: "@sid") == .signatureID)
        #expect(Field(name: "alert.signature_id") == .signatureID)
        #expect(Field(name: "ip") == nil)
        #expect(Field(name: "@nonsense") == nil)
        #expect(Field(name: "") == nil)
        #expect(Dimension(name: "hour") == .bucket(.hour))
        #expect(Dimension(name: "host") == .field(.sensor))
        #expect(Field(name: "dns.rrname")?.name == "dns.rrname")
        for entry in FieldTable.names {
            #expect(FieldTable.name(entry.name) == entry)
            #expect(FieldTable.name(entry.label) == entry)
        }
    }
}
