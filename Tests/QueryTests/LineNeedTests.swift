// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Query

@Suite("What lines must hold")
struct LineNeedTests {
    private static func need(_ text: String) throws -> LineNeed { try FilterParser.parse(text).simplified.lineNeed }
    private static func value(_ text: String) -> LineNeed { .value(Array(text.utf8)) }
    private static func text(_ text: String) -> LineNeed { .text(Array(text.utf8)) }

    @Test("of words and values it is the text, of patterns the parts, of what has no text the path")
    func needs() throws {
        #expect(try Self.need("Camera") == Self.text("camera"))
        #expect(try Self.need("tls.sni:A.Example") == Self.value("a.example"))
        #expect(try Self.need("tls.sni:*.ex?mple") == .all([Self.value(".ex"), Self.value("mple")]))
        #expect(try Self.need("has:tls.sni") == .all([Self.value("tls"), Self.value("sni")]))
        #expect(try Self.need("http.status:>400") == .all([Self.value("http"), Self.value("status")]))
        #expect(
            try Self.need("tls.sni:a.example,b.example") == .any([Self.value("a.example"), Self.value("b.example")]))
        #expect(try Self.need("re:/\"len\":\\d{4}/") == Self.text("\"len\":"))
        #expect(
            try Self.need("tls.sni:re:/^cam[0-9]+\\.example$/") == .all([Self.value("cam"), Self.value(".example")]))
        #expect(try Self.need("camera type:dns") == Self.text("camera"))
    }

    @Test("negations, columns and expressions ask for nothing, nor does a choice with one of them")
    func nothing() throws {
        let texts = [
            "", "-camera", "type:dns", "ip:10.0.0.1", "re:/x|y/", "camera OR sid:7", "camera OR -lamp",
            "@since:2026-11-24",
        ]
        for text in texts {
            #expect(try Self.need(text) == .nothing, "\(text)")
        }
    }

    /// Forms in which `IPAddress` is read.
    private static let forms = [
        ["203.0.113.7"],
        ["2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:DB8:0::0.0.0.1", "2001:0DB8::0001"],
        ["fe80::1234:5678:9abc:def0", "FE80:0:0:0:1234:5678:9ABC:DEF0", "fe80::1234:5678:154.188.222.240"],
        ["::1", "0:0:0:0:0:0:0:1"], ["1234:5678:1:2000:0:1:2:3", "1234:5678:0001:2000::1:0002:3"],
    ]

    @Test("addresses are found in whatever form they were written", arguments: forms)
    func addresses(forms: [String]) throws {
        #expect(Set(forms.map { IPAddress($0) }).count == 1)
        for asked in forms {
            let need = try Self.need("dns.rdata:\"\(asked)\"")
            for written in forms {
                #expect(Self.holds(need, "{\"dns\":{\"rdata\":\"\(written)\"}}"), "\(asked) in \(written)")
            }
            #expect(!Self.holds(need, "{\"dns\":{}}"))
        }
    }

    private static func holds(_ need: LineNeed, _ line: String) -> Bool {
        let line = line.lowercased()
        switch need {
        case .nothing: return true
        case .text(let text), .value(let text): return line.contains(String(decoding: text, as: UTF8.self))
        case .all(let needs): return needs.allSatisfy { holds($0, line) }
        case .any(let needs): return needs.contains { holds($0, line) }
        }
    }
}
