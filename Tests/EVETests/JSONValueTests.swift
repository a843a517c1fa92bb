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

    @Test("any text comes back as it was, and nothing that moves a cursor, turns text around or hides is written")
    func strings() throws {
        let above: [UInt32] = [0xFEFF, 0xE000, 0x1F600, 0x10FFFF, 0x110BD, 0x1BCA0, 0x1D173]
        let codes =
            Array(UInt32(0)..<0x3000) + Array(0xFE00...0xFE0F) + Array(0xFFF0...0xFFFF) + Array(0xE0000...0xE0080)
        for code in codes + above {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let string = "a\(Character(scalar))\"\\"
            let bytes = JSONValue.object([(string, .string(string))]).bytes
            let written = String(decoding: bytes, as: UTF8.self)
            let isSeen = written.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: false
                default: !scalar.properties.isDefaultIgnorableCodePoint
                }
            }
            #expect(isSeen, "\(String(code, radix: 16))")
            for hidden in [0x61C, 0xAD, 0x180E, 0x200E, 0x202E, 0x2065, 0x206A, 0xFEFF, 0x2028, 0xFFF9, 0xE0041]
                as [UInt32]
            {
                #expect(!written.unicodeScalars.contains { $0.value == hidden })
            }
            let back = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: String]
            let pair = try #require(back?.first)
            #expect(pair.value.unicodeScalars.elementsEqual(string.unicodeScalars), "\(String(code, radix: 16))")
            #expect(pair.key.unicodeScalars.elementsEqual(string.unicodeScalars))
        }
    }
}
