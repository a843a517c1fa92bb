// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

/// Ranges, expressions, Ethernet addresses and `has:`.
@Suite struct FilterFormTests {
    @Test(
        "each form means what the manual says",
        arguments: [
            ("has:dns.rrname", path("dns.rrname", .exists)), ("HAS:sid", .test(.signatureID, .exists)),
            ("has:ip", .eitherAddress(.exists)), ("-has:host", .not(.test(.sensor, .exists))),
            ("has:tls.sni,dns.rrname", .any([path("tls.sni", .exists), path("dns.rrname", .exists)])),
            ("\"has\":x", path("has", .equals(.text("x")))), ("has:\"ip\"", path("ip", .exists)),
            ("dport:1000..2000", .test(.destinationPort, .between(1000...2000))),
            ("dport:1000..", .test(.destinationPort, .greaterOrEqual(1000))),
            ("sev:..2", severity(.lessOrEqual(2))), ("http.status:400..499", path("http.status", .between(400...499))),
            ("http.status:-5..5", path("http.status", .between(-5...5))),
            ("a.b:x..y", path("a.b", .equals(.text("x..y")))), ("a.b:..", path("a.b", .equals(.text("..")))),
            ("a.b:\"1..2\"", path("a.b", .equals(.text("1..2")))),
            ("src:10.0.0.1..10.0.0.9", .test(.source, .addresses(address("10.0.0.1")...address("10.0.0.9")))),
            ("ip:fe80::1..fe80::f", .eitherAddress(.addresses(address("fe80::1")...address("fe80::f")))),
            ("ip:10.0.0.1..10.0.0.1", .eitherAddress(.equals(.address(address("10.0.0.1"))))),
            (
                "ip:10.0.0.0/8,192.168.0.0/16",
                .any([
                    .eitherAddress(.within(network("10.0.0.0/8"))), .eitherAddress(.within(network("192.168.0.0/16"))),
                ])
            ),
            ("gw:gw-a*,gw-b", .any([.test(.gateway, .like("gw-a*")), .test(.gateway, .equals(.text("gw-b")))])),
            ("sig:re:/^ET /", .test(.signature, .matches(expression("^ET ")))),
            (
                "x.y:a,re:/b|c/i",
                .any([path("x.y", .equals(.text("a"))), path("x.y", .matches(expression("b|c", true)))])
            ),
            ("re:/a b (c)/", .expression(expression("a b (c)"))), ("Re:/\\d/", .expression(expression("\\d"))),
            (#"re:/a\/b/"#, .expression(expression("a/b"))), ("-re:/x/", .not(.expression(expression("x")))),
            ("(re:/x/)", .expression(expression("x"))),
            ("x.y:re:x", path("x.y", .equals(.text("re:x")))),
            ("x.y:\"re:/x/\"", path("x.y", .equals(.text("re:/x/")))),
        ] as [(String, Filter)])
    func forms(text: String, filter: Filter) throws {
        #expect(try FilterParser.parse(text) == filter)
    }

    @Test(
        "Ethernet addresses are taken in every usual form",
        arguments: ["02:42:AC:11:00:02", "02-42-ac-11-00-02", "0242.ac11.0002"])
    func hardware(text: String) throws {
        let filter = try FilterParser.parse("@mac:\(text)")
        #expect(
            filter
                == .any(FieldName.Target.eitherHardware.fields.map { .test($0, .equals(.text("02:42:ac:11:00:02"))) }))
        let field = try #require(Field(name: "ether.dest_macs"))
        let event = SampleEvent(values: [field: [.scalar(.string("x")), .scalar(.string("02:42:ac:11:00:02"))]])
        #expect(filter.matches(event))
        #expect(try FilterParser.parse("mac:02:42:*").matches(event))
        #expect(try !FilterParser.parse("mac:02:43:*").matches(event))
    }

    @Test(
        "an error names its columns and its reason",
        arguments: [
            ("dport:2000..1000", 6..<16, .reversedRange),
            ("dport:1..x", 9..<10, .notANumber(field: "dport", value: "x")),
            ("dport:1..70000", 9..<14, .outOfRange(field: "dport", value: "70000", range: 0...65535)),
            ("x.y:1.5..3", 4..<7, .notANumber(field: "x.y", value: "1.5")),
            ("ip:10.0.0.1..x", 13..<14, .notAnAddress(field: "ip", value: "x")),
            ("ip:10.0.0.1..", 13..<13, .missingValue(field: "ip")),
            ("ip:10.0.0.9..10.0.0.1", 3..<21, .reversedRange),
            ("mac:02:42", 4..<9, .notAHardwareAddress(field: "mac", value: "02:42")),
            ("has:", 4..<4, .missingValue(field: "has")), ("has:@sdi", 4..<8, .unknownName("@sdi", nearest: "sid")),
            ("has:a..b", 4..<8, .badPath("a..b")), ("a re:/b", 5..<7, .unterminatedExpression),
            ("re:x", 3..<4, .expressionWithoutSlashes), ("re:", 3..<3, .expressionWithoutSlashes),
            ("re:\"/x/\"", 3..<8, .expressionWithoutSlashes), ("re://", 3..<5, .emptyExpression),
            ("re:/a/b/", 6..<8, .unknownFlags("b/")), ("x.y:re:/a/g", 10..<11, .unknownFlags("g")),
            ("sid:re:/1/", 4..<10, .notSearchable(field: "sid")), ("ip:re:/1/", 3..<9, .notSearchable(field: "ip")),
        ] as [(String, Range<Int>, FilterError.Fact)])
    func errors(text: String, columns: Range<Int>, fact: FilterError.Fact) {
        #expect(throws: FilterError(columns: columns, fact: fact)) { try FilterParser.parse(text) }
        #expect(!FilterError(columns: columns, fact: fact).message.isEmpty)
    }

    @Test(
        "what is wrong with an expression is told where it is wrong",
        arguments: [
            ("re:/a(b/", 7..<8), ("x.y:re:/é[b/", 11..<12), (#"re:/\/\//"#, nil), ("re:/a)b/", 5..<6),
            ("re:/*/", 4..<5),
        ] as [(String, Range<Int>?)])
    func badExpression(text: String, columns: Range<Int>?) {
        do {
            _ = try FilterParser.parse(text)
            #expect(columns == nil)
        } catch {
            #expect(columns?.overlaps(error.columns.lowerBound..<error.columns.lowerBound + 1) ?? false, "\(error)")
            #expect(error.message.hasPrefix("no regular expression: "))
        }
    }

    @Test("an expression made to make matchers backtrack ends, and counts as one that does not match")
    func backtracking() throws {
        let event = SampleEvent(raw: String(repeating: "a", count: 60_000) + "!")
        #expect(try !FilterParser.parse("re:/^(a|aa)+$/").matches(event))
        #expect(try FilterParser.parse("re:/a!$/").matches(event))
    }

    @Test(
        "filters hold",
        arguments: [
            "n:2..3", "-n:3..9", "port:20..30", "src:10.0.0.1..10.0.0.9", "ip:10.0.0.5..10.0.0.5",
            "-ip:10.0.0.6..10.0.1.1", "name:re:/^Ab/", "name:re:/^ab/i", "-name:re:/^ab/", "re:/\"x\":\\d+/",
            "-re:/\"X\":/",
            "has:n", "-has:gone", "has:gone,n", "-gone:re:/./", "many:7..8",
        ])
    func holds(text: String) throws {
        let event = SampleEvent(
            values: [
                .destinationPort: [.integer(22)], .source: [.address(address("10.0.0.5"))],
                try #require(Field(name: "n")): [.scalar(.number("2.5"))],
                try #require(Field(name: "name")): [.scalar(.string("Abc"))],
                // No value lies between 7 and 8 unless one alone does both.
                try #require(Field(name: "many")): [.scalar(.number("1")), .scalar(.number("7"))],
            ], raw: #"{"x":12}"#)
        #expect(try FilterParser.parse(text).matches(event))
        #expect(try !FilterParser.parse("-(\(text))").matches(event))
        #expect(try !FilterParser.parse("many:2..6").matches(event))
    }
}

/// A regular expression; the test is wrong where the text is none.
func expression(_ text: String, _ ignoresCase: Bool = false) -> TextExpression {
    guard let expression = try? TextExpression(text, ignoresCase: ignoresCase) else {
        preconditionFailure("\(text) is no expression")
    }
    return expression
}
