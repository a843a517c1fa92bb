// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Canvas

/// Keys as they are written in settings and documents.
@Suite struct KeyNotationTests {
    static let codes: [Key.Code] =
        [
            .enter, .escape, .tab, .backspace, .delete, .insert, .up, .down, .left, .right, .home, .end, .pageUp,
            .pageDown, .space, .function(1), .function(12), .function(24), .character("x"), .character("A"),
            .character("-"), .character("C"), .character("S"), .character("["), .character("ü"), .character("海"),
        ]

    @Test("what is written is read again", arguments: codes)
    func roundTrip(code: Key.Code) throws {
        for raw in UInt8(0)..<8 {
            let key = Key(code, Key.Modifiers(rawValue: raw))
            if case .character = code, key.modifiers.contains(.shift) { continue }
            #expect(try Key(notation: key.notation) == key)
        }
    }

    @Test(
        "notation",
        arguments: [
            ("x", Key(.character("x"))), ("C-x", Key(.character("x"), .control)), ("A-x", Key(.character("x"), .alt)),
            ("S-Tab", Key(.tab, .shift)), ("C-A-S-F5", Key(.function(5), [.control, .alt, .shift])),
            ("Enter", Key(.enter)), ("Space", Key(.space)), ("C--", Key(.character("-"), .control)),
            ("-", Key(.character("-"))), ("F", Key(.character("F"))),
        ])
    func reads(text: String, key: Key) throws {
        #expect(try Key(notation: text) == key)
        #expect(key.notation == text)
    }

    @Test("sequences")
    func sequences() throws {
        #expect(try Key.sequence("g i") == [Key(.character("g")), Key(.character("i"))])
        #expect(try Key.sequence("  g   i ") == [Key(.character("g")), Key(.character("i"))])
        #expect(Key.notation(of: [Key(.character("g")), Key(.function(2))]) == "g F2")
        #expect(throws: KeyNotationError.empty) { try Key.sequence(" ") }
        #expect(throws: KeyNotationError.tooManyKeys(5)) { try Key.sequence("a b c d e") }
    }

    @Test(
        "what is no key is refused",
        arguments: [
            ("", KeyNotationError.empty), ("xy", .unknownKey("xy")), ("F0", .unknownKey("F0")),
            ("F25", .unknownKey("F25")), ("F05", .unknownKey("F05")), ("D-x", .unknownKey("D-x")),
            ("A-C-x", .badModifiers("A-C-x")), ("C-C-x", .badModifiers("C-C-x")),
            ("S-a", .shiftedCharacter("S-a")), ("\u{1B}", .unknownKey("\u{1B}")), ("C-", .unknownKey("C-")),
            ("enter", .unknownKey("enter")), (" ", .unknownKey(" ")), ("\u{202E}", .unknownKey("\u{202E}")),
        ])
    func refuses(text: String, error: KeyNotationError) {
        #expect(throws: error) { try Key(notation: text) }
        #expect(!error.message.isEmpty)
    }

    @Test("random texts never trap")
    func random() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let text = SurfaceTests.soup(Int.random(in: 0...8, using: &random), using: &random)
            if let key = try? Key(notation: text) { #expect((try? Key(notation: key.notation)) == key) }
            _ = try? Key.sequence(text)
        }
    }
}
