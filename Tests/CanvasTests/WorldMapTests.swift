// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Canvas

@Suite("The world in dots")
struct WorldMapTests {
    @Test(
        "land is where there is land",
        arguments: [
            (52.5, 13.4), (39.5, -98.5), (-25.0, 134.0), (-10.0, -53.0), (9.0, 20.0), (35.0, 103.0), (22.5, 79.5),
            (65.0, 100.0), (36.5, 138.5), (53.0, -1.5), (40.0, -4.0), (39.0, 33.0), (-41.0, 175.5), (72.0, -40.0),
            (61.0, 9.0), (23.0, 45.0), (-19.0, 46.7), (19.5, -99.0), (42.8, 12.5), (64.9, -18.5),
        ])
    func land(latitude: Double, longitude: Double) {
        #expect(WorldLand.contains(latitude: latitude, longitude: longitude))
    }

    @Test(
        "water is where there is water",
        arguments: [
            (0.0, -30.0), (30.0, -150.0), (-40.0, 80.0), (35.0, 18.0), (43.0, 34.0), (42.0, 51.0), (25.0, -90.0),
            (60.0, -85.0), (56.5, 3.0), (-50.0, -150.0), (15.0, 65.0), (40.0, 135.0), (10.0, 170.0), (58.0, 19.8),
            (20.0, 38.0), (26.5, 52.0),
        ])
    func water(latitude: Double, longitude: Double) {
        #expect(!WorldLand.contains(latitude: latitude, longitude: longitude))
    }

    @Test("each outline is closed within the globe, and the table has nothing that cannot be read")
    func outlines() {
        #expect(WorldLand.outlines.count == 38)
        for outline in WorldLand.outlines {
            #expect(outline.count >= 3)
            #expect(outline.allSatisfy { (-180...180).contains($0.longitude) && (-90...90).contains($0.latitude) })
        }
    }

    private func draw(_ marks: [WorldMap.Mark], columns: Int, rows: Int, glyphs: GlyphSet) -> [String] {
        var surface = Surface(size: Size(columns: columns, rows: rows), look: Look(glyphs: glyphs))
        WorldMap(marks: marks).draw(on: &surface, in: Rect(x: 0, y: 0, columns: columns, rows: rows))
        return surface.plainText().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test("a mark stands at its place, with its label behind it", arguments: GlyphSet.allCases)
    func mark(glyphs: GlyphSet) {
        let mark = WorldMap.Mark(latitude: 10, longitude: 0, kind: .source, weight: 1, label: "XY")
        let rows = draw([mark], columns: 72, rows: WorldMap.rows(columns: 72), glyphs: glyphs)
        let shape = Character(WorldMap.shape(.source, weight: 1, glyphs: glyphs))
        // 68 degrees below the upper edge, ten to a cell; in the middle of the width.
        let row = Array(rows[68 / 10])
        #expect(row[36] == shape)
        #expect(String(row[37...38]) == "XY")
    }

    @Test("marks at one place stand beside each other, and labels never hide a mark")
    func crowded() {
        let marks = [
            WorldMap.Mark(latitude: 50, longitude: 10, kind: .source, weight: 1, label: "DE"),
            WorldMap.Mark(latitude: 50, longitude: 10, kind: .destination, weight: 0.2, label: "DE"),
            WorldMap.Mark(latitude: 50, longitude: 12, kind: .source, weight: 0.01, label: "CZ"),
        ]
        let text = draw(marks, columns: 60, rows: 12, glyphs: .ascii).joined()
        // There is no room behind the marks of Germany, so their label stands before them.
        #expect(text.contains("DEOx*CZ"))
    }

    @Test("a label that would seem to be another mark's is left out")
    func ambiguous() {
        let marks = [(0.0, 1.0, "AAA"), (18, 0.9, "BB"), (24, 0.8, "CC")].map {
            WorldMap.Mark(latitude: 10, longitude: $0.0, kind: .source, weight: $0.1, label: $0.2)
        }
        let text = draw(marks, columns: 60, rows: 12, glyphs: .ascii).joined()
        // A cell is six degrees wide. Between the first two marks is room for BB, but there it would be the first one's.
        #expect(text.contains("AAAO..OOCC"))
    }

    @Test("any size is drawn, and nothing outside of the rectangle is touched")
    func sizes() {
        let marks = [(90.0, 180.0), (-90, -180), (0, 0)].map {
            WorldMap.Mark(latitude: $0.0, longitude: $0.1, kind: .destination, weight: 0, label: "AB")
        }
        for (columns, rows) in [(0, 0), (1, 1), (2, 40), (200, 1), (7, 5)] {
            var surface = Surface(size: Size(columns: 40, rows: 12), look: Look())
            WorldMap(marks: marks).draw(on: &surface, in: Rect(x: 3, y: 2, columns: columns, rows: rows))
            for y in 0..<12 {
                for x in 0..<40 where !(3..<3 + columns ~= x && 2..<2 + rows ~= y) {
                    #expect(surface[x, y].base == " ")
                }
            }
        }
    }
}
