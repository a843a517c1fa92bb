// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query
import Testing

/// An event made of values.
struct SampleEvent: FieldReading {
    var values: [Field: [FieldValue]] = [:]
    var raw = ""
    var time = Instant(microseconds: 0)

    func values(of field: Field) -> [FieldValue] { values[field] ?? [] }
    func rawHolds(_ search: some LineSearch) -> Bool { search.isFound(in: Array(raw.utf8)) }
}

@Suite struct FilterEvaluatorTests {
    private static func cold(_ name: String) -> Field { Field(name: name) ?? .gateway }

    private static let event = SampleEvent(
        values: [
            .eventType: [.text("alert")], .source: [.address(address("10.20.0.5"))],
            .destination: [.address(address("fe80::1"))], .destinationPort: [.integer(22)], .severity: [.integer(2)],
            .signature: [.text("ET SCAN Größe?")], .category: [.text("")],
            cold("big"): [.scalar(.number("9007199254740993"))], cold("huge"): [.scalar(.number("1e400"))],
            cold("ratio"): [.scalar(.number("2.5"))], cold("text"): [.scalar(.string("007"))],
            cold("flag"): [.scalar(.bool(true))], cold("null"): [.scalar(.null)],
            cold("dns.a"): [
                .scalar(.string("198.51.100.7")), .scalar(.string("fe80:0000:0000:0000:0000:0000:0000:0002")),
            ],
            cold("dns.n"): [.scalar(.number("3")), .scalar(.number("7"))],
        ], raw: #"{"payload":"GET /Index"}"#)

    @Test(
        "filters hold",
        arguments: [
            "", "*", "type:ALERT", "type:al*", "type:?lert", "-type:dns", "sig:\"et scan gr??e\\?\"", "sig:*GRö*",
            "cat:\"\"", "cat:*",
            "src:10.0.0.0/8", "ip:fe80::1", "ip:fe80::/10", "-src:fe80::/10", "port:22", "port:>20", "-port:80",
            "sev:2,3", "sev:<=2",
            "sev:>1 sev:<3", "-host:*", "index", "\"GET /index\"", "-telnet", "big:>9007199254740992",
            "-big:>9007199254740993",
            "big:<=9007199254740993", "huge:>9223372036854775807", "ratio:>2 ratio:<3", "text:<8", "text:>=7",
            "text:007",
            "flag:TRUE", "-null:*", "-null:null", "dns.a:198.51.100.0/24", "dns.a:\"fe80::2\"", "dns.a:198.51.*",
            "dns.n:7", "dns.n:<4",
            "dns.n:>6", "-dns.n:>7", "-gone:<5", "-gone:>=5", "sid:1 OR sev:2", "-(sid:1 sev:2)", "-gone:x",
        ])
    func holds(text: String) throws {
        #expect(try FilterParser.parse(text).matches(Self.event))
        #expect(try !FilterParser.parse("-(\(text.isEmpty ? "*" : text))").matches(Self.event))
    }

    @Test(
        "filters do not hold",
        arguments: [
            "-*", "type:alerts", "type:a?ert?", "src:fe80::1", "port:80", "flag:>0", "dns.n:5", "text:7", "sev:>2",
            "gone:*",
            "sig:\"et scan gr?e*\"", "sid:1 sev:2", "telnet", "null:*", "type:*x", "host:\"\"",
        ])
    func fails(text: String) throws {
        #expect(try !FilterParser.parse(text).matches(Self.event))
    }

    @Test("simplifying and splitting do not change what a filter means", arguments: 0..<20 as Range<UInt64>)
    func agreement(seed: UInt64) {
        var maker = FilterMaker(seed: seed)
        for _ in 0..<100 {
            var event = SampleEvent(raw: "a two words 5 alert")
            for _ in 0..<6 {
                let value = maker.value()
                event.values[maker.field().simplifiedForTest] = [value]
            }
            let filter = maker.filter(depth: 3)
            let whole = filter.matches(event)
            let split = filter.split
            #expect(split.hot.isHot)
            #expect(whole == (split.hot.matches(event) && split.cold.matches(event)), "\(filter.text)")
            #expect(whole == Filter(filter.chips).matches(event), "\(filter.text)")
            #expect(whole != filter.negated.matches(event), "\(filter.text)")
        }
    }

    @Test(
        "patterns match as a slow matcher says", arguments: 0..<10 as Range<UInt64>)
    func patterns(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let make = { (letters: [Character], count: Int, random: inout SeededGenerator) -> String in
                String(
                    (0..<Int.random(in: 0...count, using: &random)).map { _ in
                        letters.randomElement(using: &random) ?? "a"
                    })
            }
            let pattern = make(["a", "B", "é", "*", "?"], 6, &random)
            let text = make(["a", "A", "b", "é", "€", "\u{1F600}"], 7, &random)
            let wanted = slowMatch(Array(pattern.lowercased())[...], Array(text.lowercased())[...])
            #expect(LikePattern(pattern).matches(text) == wanted, "\(pattern) \(text)")
        }
    }

    @Test("a pattern made to make matchers backtrack does not")
    func adversarialPattern() {
        let text = String(repeating: "a", count: 5000)
        let pattern = LikePattern(String(repeating: "*a", count: 1000) + "*b")
        #expect(!pattern.matches(text))
        #expect(!TextSearch(String(repeating: "a", count: 1000) + "b").isFound(in: Array(text.utf8)))
    }

    @Test("bytes that are no UTF-8 neither trap nor match as characters")
    func brokenBytes() {
        #expect(LikePattern("*").matches([0xFF, 0x80, 0xC3] as [UInt8]))
        #expect(LikePattern("a?b").matches([0x61, 0xFF, 0x62] as [UInt8]))
        #expect(LikePattern("a?").matches([0x61, 0xC3] as [UInt8]))
        #expect(!LikePattern("é").matches([0xC3] as [UInt8]))
    }

    @Test(
        "texts are found as a slow search finds them", arguments: 0..<5 as Range<UInt64>)
    func search(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let letters = Array("aAb".utf8)
            let line = (0..<12).map { _ in letters.randomElement(using: &random) ?? 0 }
            let count = Int.random(in: 0...5, using: &random)
            let needle = (0..<count).map { _ in letters.randomElement(using: &random) ?? 0 }
            let lower = { (bytes: [UInt8]) in bytes.map { $0 | 0x20 } }
            let wanted = (0...(12 - count)).contains { lower(Array(line[$0..<$0 + count])) == lower(needle) }
            #expect(TextSearch(String(decoding: needle, as: UTF8.self)).isFound(in: line) == wanted)
        }
    }
}

extension Field {
    /// The field under which a reader would keep its values: a hot path is the hot field.
    fileprivate var simplifiedForTest: Field {
        guard case .test(let field, _) = Filter.test(self, .exists).simplified else { return self }
        return field
    }
}

/// Matches by trying everything; the reference.
private func slowMatch(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case "*":
        return (0...text.count).contains { slowMatch(pattern.dropFirst(), text.dropFirst($0)) }
    case "?": return !text.isEmpty && slowMatch(pattern.dropFirst(), text.dropFirst())
    default: return text.first == first && slowMatch(pattern.dropFirst(), text.dropFirst())
    }
}
