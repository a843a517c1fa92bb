// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@Suite struct FilterCompletionTests {
    @Test(
        "the beginning of a name offers the names that fit",
        arguments: [
            ("se", 0..<2, "sev:"), ("sev", 0..<3, "sev:"), ("a -@si", 3..<6, "@sid:"), ("(src", 1..<4, "src_ip:"),
            ("a OR dns.rrn", 5..<12, "dns.rrname:"), ("alert.sev", 0..<9, "alert.severity:"),
            ("-", 1..<1, "event_type:"),
            ("", 0..<0, "event_type:"), ("sid:1 ", 6..<6, "event_type:"),
        ])
    func names(text: String, replaced: Range<Int>, first: String) {
        let completion = FilterCompletion.at(text, column: text.count)
        #expect(completion.replaced == replaced)
        #expect(completion.names.first?.text == first)
        #expect(completion.values == nil)
        #expect(completion.names.allSatisfy { !$0.meaning.isEmpty })
    }

    @Test(
        "behind a colon the values of the field are wanted",
        arguments: [
            ("sid:20", 6, 4..<6, "20", .field(.signatureID)), ("@gw:gw-a,gw-", 12, 9..<12, "gw-", .field(.gateway)),
            ("-type:", 6, 6..<6, "", .field(.eventType)), ("ip:10.", 6, 3..<6, "10.", .eitherAddress),
            ("port:>=1", 8, 7..<8, "1", .eitherPort), ("sig:\"ET SC", 10, 4..<10, "ET SC", .field(.signature)),
            ("port:1000..2", 12, 11..<12, "2", .eitherPort),
            ("src:10.0.0.1..10.", 17, 14..<17, "10.", .field(.source)),
            ("sig:a..b", 8, 4..<8, "a..b", .field(.signature)),
            ("sid:20 type:al", 6, 4..<6, "20", .field(.signatureID)),
            ("@nonsense:x", 11, 10..<11, "x", nil),
        ] as [(String, Int, Range<Int>, String, FieldName.Target?)])
    func values(text: String, column: Int, replaced: Range<Int>, typed: String, target: FieldName.Target?) {
        let completion = FilterCompletion.at(text, column: column)
        #expect(completion.replaced == replaced)
        #expect(completion.typed == typed)
        #expect(completion.values == target)
        #expect(completion.names.isEmpty)
    }

    @Test(
        "the term is told as a whole, with what negates it",
        arguments: [
            ("a src:10.0.0.1 b", 8, 2..<14), ("a -src:10", 9, 2..<9), ("a NOT src:10 b", 12, 2..<12),
            ("sig:\"ET SC", 10, 0..<10), ("sig:\"ET SC\" b", 6, 0..<11), ("(type:al)", 8, 1..<8),
            ("-(type:al", 9, 2..<9), ("a ", 2, 2..<2), ("a  b", 2, 2..<2),
        ])
    func term(text: String, column: Int, term: Range<Int>) {
        #expect(FilterCompletion.at(text, column: column).term == term)
    }

    @Test(
        "what is typed of a value keeps the events with values that begin so, or hold it",
        arguments: [
            ("sid:44", [44, 440, 4499, 44_123], [4, 54, 144]), ("dport:0", [0], [1, 10]),
            ("dport:6553", [6553, 65530, 65535], [655, 6554]),
        ] as [(String, [Int64], [Int64])])
    func numbers(text: String, fitting: [Int64], others: [Int64]) throws {
        let completion = FilterCompletion.at(text, column: text.count)
        let field = try #require(completion.values?.fields.first)
        let filter = completion.narrowing(of: field)
        for (numbers, wanted) in [(fitting, true), (others, false)] {
            for number in numbers {
                #expect(filter.matches(SampleEvent(values: [field: [.integer(number)]])) == wanted, "\(number)")
                #expect(completion.fits(.integer(number)) == wanted, "\(number)")
            }
        }
    }

    @Test("so do addresses and texts")
    func addressesAndTexts() throws {
        let field = Field.source
        for (typed, text, wanted) in [
            ("10.2", "10.2.0.1", true), ("10.2", "10.25.0.1", true), ("10.2", "10.255.1.1", true),
            ("10.2", "10.3.0.1", false), ("10.20.", "10.20.255.255", true), ("10.20.", "10.2.0.0", false),
            ("1", "192.0.2.1", true), ("2", "192.0.2.1", false), ("10.0.0.1", "10.0.0.17", true),
            ("fe8", "fe80::1", true), ("fe8", "fe8::1", true), ("fe8", "fd80::1", false), ("fe8", "192.0.2.1", false),
            ("FE80:", "fe80::1", true), ("fe80::", "fe80::1", true), ("fe80::1", "fe80::1", true),
            ("fe80::1", "fe80:1::1", false), ("2001:db8:1", "2001:db8:1::", true),
            ("2001:db8:1", "2001:db8:12::1", true), ("2001:db8:1", "2001:db8:2::1", false),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", true), ("2001:0db8::1", "2001:db8::1", true),
            ("2001:0", "2001:db8::1", true), ("::", "::1", true), ("::", "2001::1", false), ("2", "2001:db8::1", true),
            ("2", "1::2", false), ("10", "10ab::", true), ("10", "1ab::", false),
        ] {
            let completion = FilterCompletion.at("src:\(typed)", column: 4 + typed.count)
            let event = SampleEvent(values: [field: [.address(address(text))]])
            #expect(completion.narrowing(of: field).matches(event) == wanted, "\(typed) \(text)")
        }
        let zeros = FilterCompletion.at("src:2001:0DB8::1", column: 16)
        #expect(zeros.fits(.address(address("2001:db8::1"))) && !zeros.fits(.address(address("2001:db8::2"))))
        let completion = FilterCompletion.at("x.y:a\\*", column: 7)
        let path = try #require(completion.values?.fields.first)
        #expect(completion.narrowing(of: path) == .test(path, .like(#"*a\**"#)))
        #expect(completion.fits(.scalar(.string("bA*c"))))
    }

    @Test("of ports the destination's are counted, of addresses the source's")
    func eitherSide() {
        #expect(FilterCompletion.at("port:", column: 5).values?.counted == .destinationPort)
        #expect(FilterCompletion.at("ip:", column: 3).values?.counted == .source)
        #expect(FilterCompletion.at("dport:", column: 6).values?.counted == .destinationPort)
    }

    @Test(
        "what is no beginning of a value is told apart",
        arguments: [
            ("dport:8", true), ("dport:0", true), ("dport:>8", false), ("dport:<=8", false), ("dport:1..8", false),
            ("dport:..8", false), ("dport:08", false), ("src:10.0", true), ("src:10.*", false),
            ("src:10.0.0.0/8", false), ("src:fe80::1", true), ("src:2001:0db8", false), ("sig:ET", true),
            ("sig:ET*", false),
            ("sig:a/b", true), ("sig:a..b", true), ("http.url:/a/b", true), ("http.url:../a", true),
            ("x.y:10.0.0.0/", false),
            ("x.y:1..2", false), ("x.y:a..b", true), ("dport:1,>8", false), ("dport:>8,1", true),
        ])
    func ofValue(text: String, isOfValue: Bool) {
        #expect(FilterCompletion.at(text, column: text.count).isOfValue == isOfValue)
    }

    @Test("has: offers names without a colon, an expression offers nothing")
    func hasAndExpressions() {
        #expect(FilterCompletion.at("has:dns.rrn", column: 11).names.first?.text == "dns.rrname")
        #expect(FilterCompletion.at("re:/ev", column: 6).names.isEmpty)
        #expect(FilterCompletion.at("x.y:re:/ev", column: 10).values == nil)
        #expect(FilterCompletion.at("@since:-", column: 8).values == nil)
        #expect(FilterCompletion.at("mac:02", column: 6).values == .eitherHardware)
    }

    @Test("free text in quotes offers nothing")
    func quotedText() {
        let completion = FilterCompletion.at("\"si", column: 3)
        #expect(completion.names.isEmpty)
        #expect(completion.values == nil)
    }

    @Test("a completed value reads back as the value")
    func insertion() throws {
        let completion = FilterCompletion.at("sig:ET", column: 6)
        let inserted = "sig:" + completion.text(for: .text("ET \"odd\" (a*b)"))
        #expect(try FilterParser.parse(inserted) == .matching(.signature, .text("ET \"odd\" (a*b)")))
        #expect(FilterCompletion.at("ip:", column: 3).text(for: .address(address("fe80::1"))) == "fe80::1")
    }
}
