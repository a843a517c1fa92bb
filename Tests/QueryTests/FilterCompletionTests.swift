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
            ("sid:20 type:al", 6, 4..<6, "20", .field(.signatureID)), ("@nonsense:x", 11, 10..<11, "x", nil),
        ] as [(String, Int, Range<Int>, String, FieldName.Target?)])
    func values(text: String, column: Int, replaced: Range<Int>, typed: String, target: FieldName.Target?) {
        let completion = FilterCompletion.at(text, column: column)
        #expect(completion.replaced == replaced)
        #expect(completion.typed == typed)
        #expect(completion.values == target)
        #expect(completion.names.isEmpty)
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
