// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Testing

@Suite("Base64") struct Base64TextTests {
    @Test(
        "it is that of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base64Text.encode(Array(plain.utf8)) == encoded)
    }

    @Test("it agrees with Foundation's for all bytes")
    func agrees() {
        var random = SeededGenerator(seed: 7)
        for count in 0..<300 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64Text.encode(bytes) == Data(bytes).base64EncodedString())
        }
    }
}
