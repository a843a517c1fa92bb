// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import EVE

@Suite("Written JSON")
struct JSONValueTests {
    private func text(_ value: JSONValue) -> String { String(decoding: value.bytes, as: UTF8.self) }

    @Test("values are written on one line, members in their order")
    func values() {
        let value = JSONValue.object([
            ("b", .array([.null, .bool(true), .bool(false), .int(-3), .integer(.min)])), ("a", .object([])),
            ("d", .double(0.5)), ("n", .double(.nan)), ("i", .double(-.infinity)),
            ("raw", .verbatim(Array("{\"x\":1e999}".utf8))),
        ])
        #expect(
            text(value)
                == #"{"b":[null,true,false,-3,-9223372036854775808],"a":{},"d":0.5,"n":null,"i":null,"raw":{"x":1e999}}"#
        )
    }

    @Test("any text comes back as it was, and nothing that moves a terminal's cursor stands in the output")
    func strings() throws {
        for code in (UInt32(0)..<0x3000).map({ $0 }) + [0xFEFF, 0xE000, 0x1F600, 0x10FFFF, 0xE0041] {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let string = "a\(Character(scalar))\"\\"
            let bytes = JSONValue.object([(string, .string(string))]).bytes
            let written = String(decoding: bytes, as: UTF8.self)
            let isControl = written.unicodeScalars.contains { $0.properties.generalCategory == .control }
            #expect(!isControl, "\(String(code, radix: 16))")
            for hidden in [0x200E, 0x202E, 0x2066, 0xFEFF, 0x2028] as [UInt32] {
                #expect(!written.unicodeScalars.contains { $0.value == hidden })
            }
            let back = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: String]
            let pair = try #require(back?.first)
            #expect(pair.value.unicodeScalars.elementsEqual(string.unicodeScalars), "\(String(code, radix: 16))")
            #expect(pair.key.unicodeScalars.elementsEqual(string.unicodeScalars))
        }
    }
}
