// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Indicators

@Suite("Lists in exchange formats")
struct ExchangeTests {
    /// A bundle of indicators with these members.
    private func bundle(_ members: String...) -> String {
        let objects = members.map { "{\"type\":\"indicator\",\"pattern_type\":\"stix\",\($0)}" }
        return "{\"type\":\"bundle\",\n\"objects\":[{\"type\":\"identity\",\"name\":\"x\"},\n"
            + objects.joined(separator: ",\n") + "]}"
    }

    @Test("a bundle gives its indicators with note, tags and expiry, but for those revoked")
    func stix() throws {
        let reading = read(
            bundle(
                #""name":"n","description":"d","labels":["a"],"valid_until":"2026-12-01T00:00:00Z","pattern":"[domain-name:value = 'example.net']""#,
                #""revoked":true,"pattern":"[domain-name:value = 'example.org']""#,
                #""pattern":"[url:value = 'http://h/it\\'s'] OR [file:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']""#
            ))
        #expect(
            reading.values == [
                "domain example.net", "url http://h/it's", "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
            ])
        let first = try #require(reading.indicators.first)
        #expect(first.note == "n: d" && first.tags == ["a"] && first.expiry == Instant("2026-12-01"))
        #expect(reading.leftOut == 1 && reading.lines == [])
    }

    @Test("an indicator that cannot be read is a problem at its object and keeps no other out")
    func badSTIX() {
        let reading = read(
            bundle(
                #""pattern":"[domain-name:value = 'example.net'""#, #""pattern":tru"#,
                #""pattern":"[domain-name:value = 'a b']""#, #""pattern":"[ipv4-addr:value = '192.0.2.7']""#,
                #""pattern_type":"sigma","pattern":"title: x""#))
        // The first of two equal keys counts, so the last one is a STIX pattern.
        #expect(reading.values == ["ip 192.0.2.7"])
        #expect(
            reading.lines == [
                "3:1: the pattern ends too early, at character 35 of the pattern", "4:1: the object is broken JSON",
                "5:1: the value is no domain name: \"a b\"",
                "7:1: the pattern is not understood, at character 1 of the pattern",
            ])
        let sigma = read(#"{"type":"indicator","pattern_type":"sigma","pattern":"x"}"#)
        #expect(sigma.lines == ["1:1: a pattern of the type \"sigma\" is not read here"])
        #expect(read(#"{"type":"bundle","objects":[]}"#).lines == ["1:1: there are no STIX indicators"])
        #expect(
            read(#"{"objects":[{"type":"indicator","pattern":"[url:value='http://h/']"},"#).lines
                == ["1:70: the JSON is broken or ends too early"])
    }

    @Test(
        "a pattern gives the values any of which is a reason to look",
        arguments: [
            ("[ipv4-addr:value IN ('192.0.2.7', '192.0.2.8')]", ["192.0.2.7", "192.0.2.8"]),
            ("[ipv4-addr:value ISSUBSET '192.0.2.0/24']", ["192.0.2.0/24"]),
            ("[ipv6-addr:value='2001:db8::1'OR(url:value='a' OR domain-name:value='b')]", ["2001:db8::1", "a", "b"]),
            ("([file:hashes.MD5 = 'a'] OR [file:hashes.\"SHA-256\" == 'b']) WITHIN 5 SECONDS", ["a", "b"]),
            ("[x509-certificate:hashes.'SHA-1' = 'it\\'s \\\\ here']", ["it's \\ here"]),
            (
                "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.7']",
                ["192.0.2.7"]
            ),
        ])
    func patterns(text: String, values: [String]) {
        let pattern = STIXPattern(text)
        #expect(pattern.values.map(\.text) == values)
        #expect(pattern.problems == [])
    }

    @Test(
        "what one value cannot say is a problem at its place, and the rest of the pattern holds",
        arguments: [
            ("[url:value = 'a' AND url:value = 'b']", 18, "two values are asked for together", []),
            (
                "[url:value = 'c' OR url:value = 'a' AND url:value = 'b']", 37, "two values are asked for together",
                ["c"]
            ),
            ("[url:value = 'a'] FOLLOWEDBY [url:value = 'b']", 19, "two observations are asked for together", []),
            ("[url:value = 'a'] REPEATS 5 TIMES", 19, "repetitions are not counted", []),
            ("[url:value = 'a'] START t'x' STOP t'y'", 19, "a span of time is asked for", []),
            ("[url:value != 'a']", 2, "the comparison != is asked for", []),
            ("[url:value NOT LIKE 'a%' OR url:value = 'b']", 2, "the comparison NOT LIKE is asked for", ["b"]),
            ("[NOT url:value = 'a']", 2, "a negation is asked for", []),
            ("[file:size = 25]", 2, "no event is looked through for \"file:size\"", []),
            ("[file:hashes.MD5 = h'00']", 2, "the constant is no string", []),
            ("[file:hashes.'SHA-512' = 'a']", 2, "no event is looked through for \"file:hashes.sha-512\"", []),
            ("[é]", 2, "a sign has no place in a pattern", []), ("", 1, "the pattern ends too early", []),
            ("[url:value = 'a]", 14, "a string is not closed", []),
            ("[url:value = 'a'] x", 19, "the pattern is not understood", []),
        ] as [(String, Int, String, [String])])
    func problems(text: String, character: Int, message: String, values: [String]) {
        let pattern = STIXPattern(text)
        #expect(pattern.problems.map(\.message) == [message])
        #expect(pattern.problems.map(\.character) == [character])
        #expect(pattern.values.map(\.text) == values)
    }

    @Test("deep nesting is refused", arguments: ["(", "NOT ", "[("])
    func deep(piece: String) {
        let pattern = STIXPattern("[" + String(repeating: piece, count: 100_000))
        #expect(pattern.problems.count == 1 && pattern.values.isEmpty)
    }

    @Test("a MISP event gives the attributes for detection, those of its objects too")
    func misp() throws {
        let event = """
            {"Event":{"info":"\\"Attribute\\":[{}]","Attribute":[
            {"type":"ip-dst|port","value":"192.0.2.7|80","to_ids":true,"comment":"c","Tag":[{"name":"tlp:amber"}]},
            {"type":"domain","value":"example.net","to_ids":false},
            {"type":"domain","value":"example.org","deleted":true},
            {"type":"filename|md5","value":"a.exe|d41d8cd98f00b204e9800998ecf8427e","category":"Payload"}],
            "Object":[{"name":"x","Attribute":[
            {"type":"ja3-fingerprint-md5","value":"d41d8cd98f00b204e9800998ecf8427e"},
            {"type":"x509-fingerprint-sha1","value":"da39"},
            {"type":"mutex","value":"m"}, {"value":"x"}, {"type":7} ]}]}}
            """
        for text in [event, "[\(event)]", "{\"response\":[\(event)]}"] {
            let reading = read(text)
            #expect(
                reading.values == [
                    "ip 192.0.2.7", "md5 d41d8cd98f00b204e9800998ecf8427e", "ja3 d41d8cd98f00b204e9800998ecf8427e",
                ])
            #expect(reading.leftOut == 2)
            #expect(
                reading.lines == [
                    "8:1: the value is no SHA-1 fingerprint of a certificate: \"da39\"",
                    "9:1: no event is looked through for the type \"mutex\"", "9:31: the attribute has no type",
                    "9:46: the attribute has no type",
                ])
            let first = try #require(reading.indicators.first)
            #expect(first.note == "c" && first.tags == ["tlp:amber"])
        }
        #expect(
            read(#"{"response":{"Attribute":[{"type":"url","value":"http://h/"}]}}"#).values == ["url http://h/"])
        #expect(read("{}", format: .misp).lines == ["1:1: there are no MISP attributes"])
    }

    @Test("deep JSON is refused and what came before it kept")
    func deepJSON() {
        let deep = String(repeating: "[", count: 100_000)
        let reading = read(#"{"Attribute":[{"type":"domain","value":"example.net"},"# + deep)
        #expect(reading.values == ["domain example.net"])
        #expect(reading.problems.count == 1)
    }
}
