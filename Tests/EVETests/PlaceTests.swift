// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@Suite("Where a text stands in another")
struct PlaceTests {
    @Test("is where the standard library finds it")
    func places() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let text = String((0..<Int.random(in: 0...12, using: &generator)).map { _ in "abä".randomElement() ?? "a" })
            let part = String((0..<Int.random(in: 1...3, using: &generator)).map { _ in "abä".randomElement() ?? "a" })
            #expect(text.firstPlace(of: part) == text.firstRange(of: part), "'\(part)' in '\(text)'")
            #expect(text.dropFirst().firstPlace(of: part) == text.dropFirst().firstRange(of: part))
        }
    }

    @Test("is at the front for no text at all")
    func empty() {
        for text in ["", "abc"] { #expect(text.firstPlace(of: "") == text.startIndex..<text.startIndex) }
    }
}
