// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Enrolment

@Suite("Tokens of gateways") struct EnrolmentTokenTests {
    private static func token(_ seed: UInt64) throws -> EnrolmentToken {
        var random = SeededGenerator(seed: seed)
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) } }
        return try #require(EnrolmentToken(secret: bytes(20), station: bytes(32)))
    }

    @Test("a token's text reads back, in capitals and without dashes too", arguments: UInt64(1)...50)
    func text(seed: UInt64) throws {
        let token = try Self.token(seed)
        #expect(EnrolmentToken(token.text) == token)
        #expect(EnrolmentToken(token.text.uppercased().replacing("-", with: "")) == token)
        #expect(token.text.count == 98 && token.text.allSatisfy { $0.isASCII })
    }

    @Test("a letter that was mistyped, lost or exchanged with its neighbour is noticed")
    func slips() throws {
        let text = Array(try Self.token(7).text)
        var noticed = 0
        for index in text.indices where text[index] != "-" {
            for letter in "abz27" where letter != text[index] {
                var other = text
                other[index] = letter
                #expect(EnrolmentToken(String(other)) == nil)
                noticed += 1
            }
            var shorter = text
            shorter.remove(at: index)
            #expect(EnrolmentToken(String(shorter)) == nil)
            guard index + 1 < text.count, text[index + 1] != "-", text[index] != text[index + 1] else { continue }
            var swapped = text
            swapped.swapAt(index, index + 1)
            #expect(EnrolmentToken(String(swapped)) == nil)
        }
        #expect(noticed > 300)
        for bad in ["", "-", "abc", String(repeating: "a", count: 88), String(repeating: "1", count: 88)] {
            #expect(EnrolmentToken(bad) == nil, "\(bad)")
        }
    }

    // RFC 4648, section 10, in lower case and without padding.
    @Test(
        "letters are those of RFC 4648",
        arguments: [
            ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"),
        ])
    func letters(plain: String, coded: String) {
        #expect(String(decoding: Base32.letters(Array(plain.utf8)), as: UTF8.self) == coded)
        #expect(Base32.bytes(coded.utf8) == Array(plain.utf8))
    }
}
