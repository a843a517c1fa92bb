// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Testing

@testable import Indicators

@Suite("Values of indicators")
struct ValueTests {
    @Test(
        "a value has one form, however it was written",
        arguments: [
            (IndicatorKind.network, "192.0.2.7", "192.0.2.7"), (.network, " 192[.]0[.]2[.]7\t", "192.0.2.7"),
            (.network, "192.0.2.7/32", "192.0.2.7"), (.network, "192.0.2.7/24", "192.0.2.0/24"),
            (.network, "192.0.2.7:8080", "192.0.2.7"), (.network, "[2001:DB8::1]:443", "2001:db8::1"),
            (.network, "2001:0db8:0::/32", "2001:db8::/32"), (.network, "::ffff:192.0.2.7", "192.0.2.7"),
            (.network, "::ffff:192.0.2.7/120", "192.0.2.0/24"),
            (.domain, "Update.Example.NET.", "update.example.net"), (.domain, "*.example[dot]net", "example.net"),
            (.domain, ".example.net", "example.net"), (.domain, "xn--bcher-kva.example", "xn--bcher-kva.example"),
            (.domain, "BÜCHER.example", "bücher.example"), (.domain, "_dmarc.a-b.example", "_dmarc.a-b.example"),
            (.url, "hxxp://Example[.]net", "http://example.net/"),
            (.url, "HXXPS[:]//example[.]net:443/A?b=C#d", "https://example.net/A?b=C"),
            (.url, "http://user:pw@example.net:8080/a", "http://example.net:8080/a"),
            (.url, "example.net./a", "http://example.net/a"), (.url, "http://example.net?q", "http://example.net/?q"),
            (.url, "http://[2001:db8::1]:81/", "http://[2001:db8::1]:81/"), (.url, "ftp://h:080/", "ftp://h:80/"),
            (.md5, "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e"),
            (.ja3, "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"),
            (
                .certificate, "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
                "da:39:a3:ee:5e:6b:4b:0d:32:55:bf:ef:95:60:18:90:af:d8:07:09"
            ),
            (.ja4, "T13D1516h2_8daaf6152771_B186095e22b6", "t13d1516h2_8daaf6152771_b186095e22b6"),
        ])
    func normalForms(kind: IndicatorKind, text: String, normal: String) throws {
        let value = try IndicatorValue(kind, text)
        #expect(value.text == normal)
        let again = try IndicatorValue(kind, normal)
        #expect(again == value)
    }

    @Test(
        "what is no value is refused, with the reason",
        arguments: [
            (IndicatorKind.network, "", IndicatorValueError.empty), (.domain, " \t", .empty),
            (.network, "192.0.2.256", .malformed(.network)), (.network, "192.0.2.0/33", .malformed(.network)),
            (.network, "0.0.0.0/0", .tooWide), (.network, "::/0", .tooWide), (.domain, "net", .tooWide),
            (.domain, "a..net", .malformed(.domain)), (.domain, "a b.net", .malformed(.domain)),
            (.domain, "192.0.2.7", .malformed(.domain)), (.domain, "a\u{202E}b.net", .malformed(.domain)),
            (.domain, "a.\u{FFFD}.net", .malformed(.domain)),
            (.domain, String(repeating: "a.", count: 200) + "net", .tooLong(limit: 253)),
            (.url, "http://", .malformed(.url)), (.url, "http://h:99999/", .malformed(.url)),
            (.url, "http://h/a b", .malformed(.url)), (.url, "://h/", .malformed(.url)),
            (.url, "http://h/" + String(repeating: "a", count: 4000), .tooLong(limit: 4000)),
            (.md5, "d41d8cd98f00b204e9800998ecf8427", .malformed(.md5)),
            (.sha256, "d41d8cd98f00b204e9800998ecf8427e", .malformed(.sha256)),
            (.certificate, "da:39", .malformed(.certificate)), (.ja4, "t13d_x_y", .malformed(.ja4)),
        ])
    func refused(kind: IndicatorKind, text: String, reason: IndicatorValueError) {
        #expect(throws: reason) { try IndicatorValue(kind, text) }
        #expect(!reason.message.isEmpty && !reason.help.isEmpty)
    }

    @Test(
        "the kind of a bare value is seen from its form",
        arguments: [
            ("192.0.2.7", IndicatorKind.network), ("2001:db8::/32", .network), ("192.0.2.7:80", .network),
            ("deadbeef.example", .domain), ("hxxps://example[.]net/a", .url), ("example.net/a", .url),
            ("192.0.2.7:81/bin", .url), ("d41d8cd98f00b204e9800998ecf8427e", .md5),
            ("da39a3ee5e6b4b0d3255bfef95601890afd80709", .sha1),
            ("da:39:a3:ee:5e:6b:4b:0d:32:55:bf:ef:95:60:18:90:af:d8:07:09", .certificate),
            ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", .sha256),
            ("t13d1516h2_8daaf6152771_b186095e22b6", .ja4),
        ])
    func guesses(text: String, kind: IndicatorKind) throws {
        let value = try IndicatorValue(guessing: text)
        #expect(value.kind == kind)
    }

    @Test("a text of no known form is refused", arguments: ["hello", "12345", "a/b/c", "-", "ffff"])
    func unknown(text: String) {
        #expect(throws: IndicatorValueError.unknownKind) { try IndicatorValue(guessing: text) }
    }

    @Test("an indicator holds until its expiry, and without one for ever")
    func expiry() throws {
        let one = try indicator(.domain, "example.net", expiry: now)
        #expect(!one.isExpired(at: Instant(microseconds: now.microseconds - 1)))
        #expect(one.isExpired(at: now))
        let other = try indicator(.domain, "example.net")
        #expect(!other.isExpired(at: Instant(microseconds: .max)))
    }

    @Test("texts about an indicator are cut between scalars, and tags split at commas")
    func limits() throws {
        let one = try indicator(
            .domain, "example.net", source: String(repeating: "é", count: 101),
            note: "a" + String(repeating: "é", count: 1000), tags: ["a, b", "", " ,c"])
        #expect(one.source == String(repeating: "é", count: 100))
        #expect(one.note == "a" + String(repeating: "é", count: 999))
        #expect(one.tags == ["a", "b", "c"])
    }

    @Test("whatever the text, a value is refused or in its normal form", arguments: 0..<4 as Range<UInt64>)
    func anyText(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "192.0.2.7", "/24", "::", "ffff:", "example", ".", ".net", "http", "://", ":80", "#", "?", "@", "[", "]",
            "İ",
            "e\u{301}", "\u{202E}", "\0", " ", "[.]", "hxxp", "*.", "%20", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "_",
        ]
        for _ in 0..<1000 {
            let text = (0..<Int.random(in: 0...6, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            for kind in IndicatorKind.allCases {
                guard let value = try? IndicatorValue(kind, text) else { continue }
                #expect((try? IndicatorValue(kind, value.text)) == value, "\(kind) \(Array(text.unicodeScalars))")
                let key = IndicatorKey.bytes(of: value)
                #expect(IndicatorKey.value(kind, key[...]) == value)
            }
            _ = try? IndicatorValue(guessing: text)
        }
    }
}
