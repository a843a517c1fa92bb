// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Canvas

/// The charts of the sketches, drawn again from what the sketches show.
@Suite(.enabled(if: Mockup.isAvailable, "skipped: no ../shared")) struct MockupChartTests {
    static let eighths: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    static let parts: [Role] = [.chartSeverity1, .chartSeverity2, .chartSeverity3]
    static let colours = ["255;107;129": 0, "207;152;70": 1, "91;128;168": 2]

    /// The stacks of the wide alerts screen in eighths of a cell, read from its colours.
    ///
    /// A cell of three parts shows two of them; `mono` tells where the hidden one is the largest.
    static func wideStacks(_ rows: [[ColouredCell]], mono: Mockup?) -> [[Int]] {
        (6..<102).map { x in
            var stack = [0, 0, 0]
            for y in 3..<11 {
                let cell = rows[y][x]
                guard let height = eighths.firstIndex(of: cell.scalar), let part = colours[cell.foreground] else {
                    continue
                }
                stack[part] += height + 1
                guard let above = colours[cell.background] else { continue }
                let hidden = above - part == 2 && mono?.rows[y][x] == "▓" ? 4 : 0
                stack[above] += 7 - height - hidden
                stack[1] += hidden
            }
            return stack
        }
    }

    static func wide(_ rows: [[ColouredCell]], mono: Mockup? = nil) -> Histogram {
        let labels = ["15:00", "18:00", "21:00", "00:00", "03:00", "06:00", "09:00", "12:00"]
        let ticks = labels.enumerated().map {
            AxisTick(bucket: 2 + 12 * $0.offset, label: $0.element, day: $0.element == "00:00" ? "Fri" : nil)
        }
        // One eighth of a cell stands for 5 in the sketch: 8 rows up to 320.
        let buckets = wideStacks(rows, mono: mono).map { $0.map { $0 * 5 } }
        return Histogram(parts: parts, buckets: buckets, scale: AxisScale(top: 320), ticks: ticks)
    }

    @Test("the wide histogram in colour, cell by cell")
    func wideColour() throws {
        let rows = ColouredCell.rows(try Mockup.text("alerts-160x48.ans"))
        var surface = Surface(size: Size(columns: 102, rows: 10))
        Self.wide(rows).draw(on: &surface, in: surface.bounds)
        for y in 0..<8 {
            for x in 6..<102 {
                let expected = rows[y + 3][x]
                #expect(surface[x, y].base == expected.scalar, "\(x), \(y)")
                guard expected.scalar != " " else { continue }
                #expect(Self.parts.firstIndex(of: surface[x, y].style.foreground) == Self.colours[expected.foreground])
                #expect(Self.parts.firstIndex(of: surface[x, y].style.background) == Self.colours[expected.background])
            }
        }
    }

    @Test("the wide histogram in mono, cell by cell, with its axis")
    func wideMono() throws {
        let mockup = try Mockup("alerts-160x48.txt")
        let rows = ColouredCell.rows(try Mockup.text("alerts-160x48.ans"))
        var surface = Surface(size: Size(columns: 102, rows: 10), look: Look(usesTextures: true))
        Self.wide(rows, mono: mockup).draw(on: &surface, in: surface.bounds)
        let drawn = surface.plainText(keepsTrailingBlanks: true).split(separator: "\n")
        for y in 0..<9 {
            let expected = try mockup.text(row: y + 3, 0..<102)
            #expect(String(drawn[y]) == expected)
        }
        // The first label of the sketch stands two cells right of its tick; ours is centred as the others are.
        #expect(String(drawn[9].dropFirst(13)) == (try mockup.text(row: 12, 13..<102)))
        #expect(String(drawn[9].prefix(13)) == "      15:00  ")
    }

    @Test("the lanes under the wide histogram")
    func lanes() throws {
        let mockup = try Mockup("alerts-160x48.txt")
        var surface = Surface(size: Size(columns: 102, rows: 2))
        let counts = try mockup.text(row: 13, 6..<102).map { Int(String($0)) ?? 0 }
        Lane.digits("sev1", counts: counts, role: .severity1)
            .draw(on: &surface, in: Rect(x: 0, y: 0, columns: 102, rows: 1))
        let notes = try mockup.text(row: 14, 6..<102)
        let drops = try #require(notes.firstIndex(of: "v").map { notes.distance(from: notes.startIndex, to: $0) })
        var marks = [Lane.Mark?](repeating: nil, count: 96)
        for (index, character) in notes.enumerated() {
            if character == "╌" { marks[index] = Lane.Mark(.noData, .stateSilent) }
        }
        let firstDrop = try #require(notes.range(of: "vvvvvv")).lowerBound
        let start = notes.distance(from: notes.startIndex, to: firstDrop)
        for index in start..<start + 6 { marks[index] = Lane.Mark("v", .stateWarn) }
        let silent = try #require(marks.firstIndex(of: Lane.Mark(.noData, .stateSilent)))
        let words = [
            Lane.Word("gw-harbour drops", before: start, .stateWarn),
            Lane.Word("gw-bridge-west silent", before: silent, .stateSilent),
        ]
        #expect(drops <= start)
        Lane("note", marks: marks, words: words)
            .draw(on: &surface, in: Rect(x: 0, y: 1, columns: 102, rows: 1))
        let drawn = surface.plainText(keepsTrailingBlanks: true).split(separator: "\n")
        #expect(String(drawn[0]) == (try mockup.text(row: 13, 0..<102)))
        #expect(String(drawn[1]) == (try mockup.text(row: 14, 0..<102)))
    }

    /// The stacks of the small alerts screen: heights from the blocks, the part of a top cell from the ASCII form.
    static func smallStacks(_ blocks: Mockup, _ ascii: Mockup) -> [[Int]] {
        (6..<79).map { x in
            var stack = [0, 0, 0]
            for y in 3..<7 {
                let scalar = blocks.rows[y][x]
                if scalar == "▓" { stack[1] += 8 }
                if scalar == "░" { stack[2] += 8 }
                if let height = eighths.firstIndex(of: scalar) {
                    stack[ascii.rows[y][x] == "=" ? 1 : 2] += height + 1
                }
            }
            return stack
        }
    }

    @Test("the small histogram in mono and in ASCII", arguments: [GlyphSet.full, .ascii])
    func small(glyphs: GlyphSet) throws {
        let blocks = try Mockup("alerts-80x24.txt")
        let ascii = try Mockup("alerts-ascii-80x24.txt")
        let expected = glyphs == .full ? blocks : ascii
        let ticks = ["15", "18", "21", "00", "03", "06", "09", "12"].enumerated().map {
            AxisTick(bucket: 1 + 9 * $0.offset, label: $0.element)
        }
        // 4 rows up to 400: 12.5 to an eighth; in halves, so that they stay whole numbers.
        let histogram = Histogram(
            parts: Self.parts, buckets: Self.smallStacks(blocks, ascii).map { $0.map { $0 * 25 } },
            scale: AxisScale(top: 800), ticks: ticks, foot: .compact)
        var surface = Surface(size: Size(columns: 80, rows: 5), look: Look(glyphs: glyphs, usesTextures: true))
        histogram.draw(on: &surface, in: surface.bounds)
        let drawn = surface.plainText(keepsTrailingBlanks: true).split(separator: "\n")
        for y in 0..<4 { #expect(String(drawn[y].dropFirst(6)) == (try expected.text(row: y + 3, 6..<80))) }
        #expect(String(drawn[4].prefix(78)) == (try expected.text(row: 7, 0..<78)))
    }
}
