// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Query

@Suite("Texts that an expression must match")
struct ExpressionLiteralsTests {
    private static func literals(_ text: String, ignoresCase: Bool = false) throws -> [String] {
        try TextExpression(text, ignoresCase: ignoresCase).literals.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "letters beside each other, without what may be left out",
        arguments: [
            ("Camera", ["camera"]), ("cam.ra", ["cam", "ra"]), ("came?ra", ["cam", "ra"]), ("came+ra", ["came", "ra"]),
            ("came{0,2}ra", ["cam", "ra"]), ("cam[e-i]ra", ["cam", "ra"]), ("cam[]e]ra", ["cam", "ra"]),
            ("cam[[:digit:]x]ra", ["cam", "ra"]), ("cam(e|i)ra", ["cam", "ra"]), ("cam(?:e|(i))ra", ["cam", "ra"]),
            ("a\\.b\\/c", ["a.b/c"]), ("\\bcam\\d+ra$", ["cam", "ra"]), ("straß?e", ["stra", "e"]), ("", []),
            (".*", []),
        ])
    func plain(text: String, wanted: [String]) throws {
        #expect(try Self.literals(text) == wanted)
    }

    @Test(
        "nothing where it is not plain",
        arguments: [
            "cam|era", "(?i)cam", "cam(?=e)", "cam(?!e)ra", "(*UTF)cam", "\\x41cam", "\\Qa.b\\E", "\\p{L}cam",
            "(a)\\1cam",
            "[\\Qa]\\E]cam", "a(\\Q)\\E)b", "\\cAcam", "cam{e|i}ra", "cam{[}]ra", "[[:]c|a]mera",
            "[[:]c|a:]me]ra",
        ])
    func unknown(text: String) throws {
        // Some of them are no expressions here.
        guard let literals = try? Self.literals(text) else { return }
        #expect(literals == [])
    }

    @Test("without regard to case, letters with a form beyond ASCII are left out")
    func cases() throws {
        #expect(try Self.literals("Camera", ignoresCase: true) == ["camera"])
        #expect(try Self.literals("mask", ignoresCase: true) == ["ma"])
        #expect(try Self.literals("straße", ignoresCase: true) == ["tra", "e"])
        let kelvin = try ExpressionSearch(TextExpression("kilo", ignoresCase: true))
        #expect(kelvin.isFound(in: Array("\u{212A}ilo".utf8)))
    }

    private static let pieces = [
        "a", "b", "k", "ß", "é", ".", "a?", "b*", "a+", "ß?", "[ab]", "[^a]", "[]b]", "[[:alpha:]]", "(a|b)", "(ab)?",
        "(?:b)+", "\\.",
        "\\d", "\\b", "a{2}", "b{0}", "{", "a{,2}", "^", "$", "\\/", "|", "(a(b|)b)", "\\w", "[\\]]", "}", "]", "(?i)",
        "\\Q", "\\E",
        "(?#a)", "(?|a|b)", "ab", "{a|b}", "{[}]", "[[:]", ":]", "a{1, 2}",
    ]

    @Test("whatever an expression matches holds its texts", arguments: [1, 2, 3, 4] as [UInt64])
    func holds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = Array("aabbAkßéK./{}]1\u{212A}")
        var matches = 0
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
            }.joined()
            guard let expression = try? TextExpression(text, ignoresCase: Bool.random(using: &random)) else { continue }
            let search = ExpressionSearch(expression)
            let literals = expression.literals
            for _ in 0..<12 {
                let line = String(
                    (0..<Int.random(in: 0...7, using: &random)).map { _ in
                        letters[Int.random(in: 0..<letters.count, using: &random)]
                    })
                guard search.isFound(in: Array(line.utf8)) else { continue }
                matches += 1
                let folded = line.utf8.map(\.foldedASCII)
                for literal in literals {
                    #expect(
                        folded.indices.contains { folded[$0...].starts(with: literal) },
                        "\(text) matches \(line) without \(literal)")
                }
            }
        }
        #expect(matches > 1000)
    }
}
