// SPDX-License-Identifier: Apache-2.0
import Canvas
import Testing

@testable import Terminal

@Suite("what of a row is painted again")
struct RowDiffTests {
    /// Cells of a text in which `>` is the right half of the glyph before it.
    static func row(_ text: String) -> [Cell] {
        text.unicodeScalars.map { $0 == ">" ? Cell(" ", isContinuation: true) : Cell($0) }
    }

    static func runs(_ old: [Cell], _ new: [Cell]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        RowDiff.forEachRun(from: old, to: new, start: 0, columns: new.count) { runs.append($0) }
        return runs
    }

    @Test(
        "runs of changed cells, wide glyphs whole",
        arguments: [
            ("abcdef", "abcdef", []), ("abcdef", "xbcdeX", [0..<1, 5..<6]), ("abcdef", "abXYef", [2..<4]),
            ("ab漢>ef", "ab字>ef", [2..<4]), ("ab漢>ef", "abcdef", [2..<4]), ("abcdef", "ab漢>ef", [2..<4]),
            ("a漢>b漢>", "a漢>b漢>", []), ("漢>漢>", "a漢>b", [0..<4]), ("x漢>", "y漢>", [0..<1]),
            (">bc", ">bd", [2..<3]), ("a>>d", "a>xd", [0..<3]),
        ] as [(String, String, [Range<Int>])])
    func changed(old: String, new: String, expected: [Range<Int>]) {
        #expect(Self.runs(Self.row(old), Self.row(new)) == expected)
    }

    @Test("style alone is a change")
    func style() {
        var new = Self.row("abc")
        new[1].style = Style(.accent)
        #expect(Self.runs(Self.row("abc"), new) == [1..<2])
    }

    @Test("runs are in order, apart, hold every change and cut no wide glyph")
    func random() {
        var random = SplitMix(state: 3)
        let alphabet = Array("ab漢>".unicodeScalars)
        for _ in 0..<3000 {
            func text() -> String { String(String.UnicodeScalarView((0..<9).map { _ in alphabet[random.below(4)] })) }
            let old = Self.row(text())
            let new = Self.row(text())
            let runs = Self.runs(old, new)
            var end = 0
            for run in runs {
                #expect(run.lowerBound >= end)
                end = run.upperBound
                if run.upperBound < 9 {
                    #expect(!new[run.upperBound].isContinuation && !old[run.upperBound].isContinuation)
                }
                if run.lowerBound > 0, !runs.contains(where: { $0.upperBound == run.lowerBound }) {
                    #expect(!new[run.lowerBound].isContinuation && !old[run.lowerBound].isContinuation)
                }
            }
            for column in 0..<9 where old[column] != new[column] {
                #expect(runs.contains { $0.contains(column) })
            }
        }
    }
}
