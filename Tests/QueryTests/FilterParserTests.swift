// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@Suite struct FilterParserTests {
    @Test(
        "each form of the language means what the manual says",
        arguments: [
            ("", .everything), ("   ", .everything), ("*", .everything), ("-*", .nothing),
            ("event_type:alert", .test(.eventType, .equals(.text("alert")))),
            ("@type:alert", .test(.eventType, .equals(.text("alert")))),
            ("EVENT_TYPE:alert", .test(.eventType, .equals(.text("alert")))),
            ("sid:2027865", .test(.signatureID, .equals(.integer(2_027_865)))),
            ("@sid:1,2", .any([sid(1), sid(2)])), ("sid:1,1", sid(1)),
            ("-@sid:2200074", .not(sid(2_200_074))), ("!sid:1", .not(sid(1))), ("NOT sid:1", .not(sid(1))),
            ("not not sid:1", sid(1)), ("--sid:1", sid(1)),
            ("sid:1 sev:2", .all([sid(1), severity(.equals(.integer(2)))])),
            ("sid:1 AND sev:2", .all([sid(1), severity(.equals(.integer(2)))])),
            ("sid:1 && sid:2", .all([sid(1), sid(2)])),
            ("sid:1 OR sid:2", .any([sid(1), sid(2)])), ("sid:1|sid:2", .any([sid(1), sid(2)])),
            ("sid:1 or sid:2 || sid:3", .any([sid(1), sid(2), sid(3)])),
            ("sid:1 sid:2 OR sid:3", .any([.all([sid(1), sid(2)]), sid(3)])),
            ("sid:1 (sid:2 OR sid:3)", .all([sid(1), .any([sid(2), sid(3)])])),
            ("-(sid:1 sid:2)", .not(.all([sid(1), sid(2)]))), ("((sid:1))", sid(1)),
            ("sev:<3", severity(.less(3))), ("@sev:<=3", severity(.lessOrEqual(3))), ("sev:>0", severity(.greater(0))),
            ("sev:>=1,7", .any([severity(.greaterOrEqual(1)), severity(.equals(.integer(7)))])),
            ("sev:<=255", severity(.exists)), ("sev:*", severity(.exists)),
            ("host:*", .test(.sensor, .exists)), ("cat:\"\"", .test(.category, .equals(.text("")))),
            ("gw:gw-ha*", .test(.gateway, .like("gw-ha*"))), ("trust:failed", .test(.trust, .equals(.text("failed")))),
            ("sig:\"*SSH scan?\"", .test(.signature, .like("*SSH scan?"))),
            (#"sig:"what\?""#, .test(.signature, .equals(.text("what?")))),
            (#"sig:a\*b*"#, .test(.signature, .like(#"a\*b*"#))),
            (#"sig:a\ b"#, .test(.signature, .equals(.text("a b")))),
            ("host:\">5\"", .test(.sensor, .equals(.text(">5")))),
            ("dns.rrname:example.com", path("dns.rrname", .equals(.text("example.com")))),
            ("http.status:>=400", path("http.status", .greaterOrEqual(400))),
            ("http.status:-1", path("http.status", .equals(.text("-1")))),
            ("http.xff:10.0.0.0/8", path("http.xff", .within(network("10.0.0.0/8")))),
            ("http.xff:\"10.0.0.0/8\"", path("http.xff", .equals(.text("10.0.0.0/8")))),
            ("alert.signature_id:1", sid(1)), ("\"ip\":x", path("ip", .equals(.text("x")))),
            ("\"odd key\":x", path("odd key", .equals(.text("x")))),
        ] as [(String, Filter)])
    func forms(text: String, filter: Filter) throws {
        #expect(try FilterParser.parse(text) == filter)
    }

    @Test(
        "addresses are read in every form and kept in one",
        arguments: [
            ("ip:10.0.0.1", .eitherAddress(.equals(.address(address("10.0.0.1"))))),
            ("@src:FE80:0:0::1", .test(.source, .equals(.address(address("fe80::1"))))),
            ("dst:10.1.2.3/8", .test(.destination, .within(network("10.0.0.0/8")))),
            ("src:10.20.*", .test(.source, .within(network("10.20.0.0/16")))),
            ("src:10.*.*.*", .test(.source, .within(network("10.0.0.0/8")))),
            ("ip:*", .eitherAddress(.exists)),
            (
                "port:22",
                .any([.test(.sourcePort, .equals(.integer(22))), .test(.destinationPort, .equals(.integer(22)))])
            ),
        ] as [(String, Filter)])
    func addresses(text: String, filter: Filter) throws {
        #expect(try FilterParser.parse(text) == filter)
    }

    @Test(
        "words are free text",
        arguments: [
            ("telnet", "telnet"), ("\"two words\"", "two words"), ("\"a*b\"", "a*b"), ("10.0.0.1", "10.0.0.1"),
            ("/index.php?id=1", "/index.php?id=1"), (#"\@home"#, "@home"), (#"\-x"#, "-x"), (#"a\:b"#, "a:b"),
            ("\"or\"", "or"), ("02:42:ac:11:00:02", "02:42:ac:11:00:02"), (#""say \"hi\"""#, #"say "hi""#),
            ("a/b:c", "a/b:c"), (#"\*"#, "*"),
        ])
    func freeText(text: String, wanted: String) throws {
        #expect(try FilterParser.parse(text) == .text(wanted))
    }

    @Test(
        "an error names its columns and its reason",
        arguments: [
            ("dest_port:70000", 10..<15, .outOfRange(field: "dest_port", value: "70000", range: 0...65535)),
            ("sid:1 sev:high", 10..<14, .notANumber(field: "sev", value: "high")),
            ("sid:1,x", 6..<7, .notANumber(field: "sid", value: "x")),
            ("sid:1,,2", 6..<6, .missingValue(field: "sid")), ("sid:", 4..<4, .missingValue(field: "sid")),
            ("sid:>", 4..<5, .missingValue(field: "sid")), ("@sid", 0..<4, .missingValue(field: "@sid")),
            (
                "sev:9999999999999999999", 4..<23,
                .outOfRange(field: "sev", value: "9999999999999999999", range: 0...255)
            ),
            ("ip:10.0.0.300", 3..<13, .notAnAddress(field: "ip", value: "10.0.0.300")),
            ("src_ip:10.0.0.0/33", 7..<18, .notAnAddress(field: "src_ip", value: "10.0.0.0/33")),
            ("host:>5", 5..<7, .notComparable(field: "host")),
            ("a \"b", 2..<4, .unterminatedQuote), ("a\\", 1..<2, .danglingBackslash),
            ("a OR", 2..<4, .missingOperand("OR")), ("OR a", 0..<2, .missingOperand("OR")),
            ("a AND )", 2..<5, .missingOperand("AND")), ("a -", 2..<3, .missingOperand("-")),
            ("! a", 0..<1, .missingOperand("!")), ("not", 0..<3, .missingOperand("NOT")),
            ("(a", 0..<1, .unclosedParenthesis), ("a)", 1..<2, .strayParenthesis), ("a ()", 2..<4, .emptyParentheses),
            ("(", 0..<1, .unclosedParenthesis), ("a(b)", 1..<2, .gluedParenthesis),
            ("@sdi:1", 0..<4, .unknownName("@sdi", nearest: "sid")),
            ("@nonsense:1", 0..<9, .unknownName("@nonsense", nearest: nil)),
            ("a..b:1", 0..<4, .badPath("a..b")), ("ssh*", 3..<4, .wildcardInText),
            ("http://a.b/", 0..<11, .looksLikeURL), ("x fe80::1", 2..<9, .looksLikeAddress("fe80::1")),
            ("::1", 0..<3, .looksLikeAddress("::1")), ("@after:2026-11-24", 0..<6, .misnamedTime("@after")),
            ("\u{E9}e\u{301}\u{1F1E9}\u{1F1EA} sid:x", 8..<9, .notANumber(field: "sid", value: "x")),
        ] as [(String, Range<Int>, FilterError.Fact)])
    func errors(text: String, columns: Range<Int>, fact: FilterError.Fact) {
        #expect(throws: FilterError(columns: columns, fact: fact)) { try FilterParser.parse(text) }
        #expect(!FilterError(columns: columns, fact: fact).message.isEmpty)
    }

    @Test("length, depth and number of terms are bounded")
    func limits() throws {
        #expect(throws: FilterError(columns: 0..<4097, fact: .tooLong(limit: 4096))) {
            try FilterParser.parse(String(repeating: "a", count: 4097))
        }
        _ = try FilterParser.parse(String(repeating: "a", count: 4096))
        let nest = { (depth: Int) in String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth) }
        #expect(try FilterParser.parse(nest(31)) == .text("a"))
        #expect(throws: FilterError(columns: 32..<33, fact: .tooDeep(limit: 32))) { try FilterParser.parse(nest(32)) }
        #expect(throws: FilterError(columns: 32..<33, fact: .tooDeep(limit: 32))) {
            try FilterParser.parse(String(repeating: "-", count: 32) + "a")
        }
        let list = { (count: Int) in "sid:" + (0..<count).map { String($0) }.joined(separator: ",") }
        _ = try FilterParser.parse(list(256))
        #expect(throws: FilterError.self) { try FilterParser.parse(list(257)) }
    }
}

func sid(_ number: Int64) -> Filter { .test(.signatureID, .equals(.integer(number))) }

func severity(_ comparison: Comparison) -> Filter { .test(.severity, comparison) }

/// A test of a path; a path that is none becomes a filter that no test expects.
func path(_ text: String, _ comparison: Comparison) -> Filter {
    FieldPath(text).map { .test(.path($0), comparison) } ?? .nothing
}

func address(_ text: String) -> IPAddress { IPAddress(text) ?? IPAddress(v4: 0) }

/// A network; the test is wrong where the text is none.
func network(_ text: String) -> IPNetwork {
    guard let network = IPNetwork(text) else { preconditionFailure("\(text) is no network") }
    return network
}
