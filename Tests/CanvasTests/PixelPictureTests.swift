// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Canvas

@Suite struct PixelPictureTests {
    private func picture(_ width: Int, _ height: Int, _ colour: (Int, Int) -> (UInt8, UInt8, UInt8)) -> PixelPicture? {
        var bytes: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let (red, green, blue) = colour(x, y)
                bytes += [red, green, blue]
            }
        }
        return PixelPicture(width: width, height: height, bytes: bytes)
    }

    @Test("bytes that are not those of a picture of the size are none")
    func sizes() {
        #expect(PixelPicture(width: 2, height: 1, bytes: [0, 0, 0, 0, 0, 0]) != nil)
        #expect(PixelPicture(width: 2, height: 1, bytes: [0, 0, 0, 0, 0]) == nil)
        #expect(PixelPicture(width: 0, height: 1, bytes: []) == nil)
        #expect(PixelPicture(width: -1, height: -1, bytes: [0, 0, 0]) == nil)
        #expect(PixelPicture(width: .max, height: 2, bytes: [0, 0, 0]) == nil)
    }

    @Test("it keeps its shape, in cells that are twice as high as wide")
    func place() throws {
        let wide = try #require(picture(64, 36) { _, _ in (0, 0, 0) })
        #expect(wide.place(in: Rect(x: 3, y: 2, columns: 64, rows: 40)) == Rect(x: 3, y: 2, columns: 64, rows: 18))
        #expect(wide.place(in: Rect(x: 0, y: 0, columns: 64, rows: 9)) == Rect(x: 16, y: 0, columns: 32, rows: 9))
        #expect(wide.place(in: Rect(x: 0, y: 0, columns: 0, rows: 9)).isEmpty)
    }

    @Test("a cell holds the two pixels above each other, in the terminal's own number of colours")
    func halfBlocks() throws {
        let two = try #require(picture(2, 2) { x, y in y == 0 ? (255, 0, 0) : x == 0 ? (0, 0, 255) : (255, 0, 0) })
        var surface = Surface(size: Size(columns: 2, rows: 1), look: Look(showsPictures: true))
        two.draw(on: &surface, in: surface.bounds, way: .halfBlocks)
        let red = RGB(red: 255, green: 0, blue: 0)
        let blue = RGB(red: 0, green: 0, blue: 255)
        #expect(surface[0, 0].base == "▀" && surface[0, 0].style.pixels == PixelColours(ink: red, ground: blue))
        #expect(surface[1, 0].base == " " && surface[1, 0].style.pixels == PixelColours(ink: red, ground: red))
        let theme = Theme.builtin[0]
        let style = surface[0, 0].style
        #expect(theme.resolve(.trueColour)[style].foreground == .rgb(255, 0, 0))
        #expect(theme.resolve(.trueColour)[style].background == .rgb(0, 0, 255))
        #expect(theme.resolve(.mono)[style].foreground == .default)
    }

    @Test("without colours it is characters from dark to bright", arguments: GlyphSet.allCases)
    func characters(glyphs: GlyphSet) throws {
        let ramp = try #require(picture(40, 2) { x, _ in (UInt8(x * 6), UInt8(x * 6), UInt8(x * 6)) })
        var surface = Surface(size: Size(columns: 40, rows: 1), look: Look(glyphs: glyphs))
        ramp.draw(on: &surface, in: surface.bounds, way: .halfBlocks)
        let steps = glyphs.pictureSteps
        let drawn = (0..<40).map { surface[$0, 0].base }
        #expect(drawn.first == steps.first && drawn.last == steps.last)
        #expect(drawn.map { steps.firstIndex(of: $0) ?? -1 } == drawn.map { steps.firstIndex(of: $0) ?? -1 }.sorted())
        #expect(surface.cells.allSatisfy { $0.style.pixels == nil })
    }

    @Test("an even picture with noise stays even")
    func noise() throws {
        let even = try #require(picture(20, 10) { x, y in (UInt8(100 + (x + y) % 5), 100, 100) })
        var surface = Surface(size: Size(columns: 20, rows: 5), look: Look(glyphs: .ascii))
        even.draw(on: &surface, in: surface.bounds, way: .characters)
        #expect(Set(surface.cells.map(\.base)).count == 1)
    }

    @Test("boxes come to the cells that show them, and none comes out of the picture")
    func boxes() throws {
        let picture = try #require(picture(100, 50) { _, _ in (0, 0, 0) })
        let place = Rect(x: 5, y: 2, columns: 50, rows: 12)
        #expect(picture.cells(x: 0, y: 0, width: 100, height: 50, at: place) == place)
        #expect(
            picture.cells(x: 50, y: 25, width: 10, height: 5, at: place) == Rect(x: 30, y: 8, columns: 5, rows: 1))
        #expect(picture.cells(x: 100, y: 0, width: 5, height: 5, at: place) == nil)
        #expect(picture.cells(x: -20, y: 0, width: 10, height: 5, at: place) == nil)
        #expect(picture.cells(x: .max, y: 0, width: .max, height: 5, at: place) == nil)
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let side = { Int.random(in: -200...200, using: &random) }
            guard let cells = picture.cells(x: side(), y: side(), width: side(), height: side(), at: place) else {
                continue
            }
            #expect(cells.x >= place.x && cells.right <= place.right + 1 && cells.y >= place.y)
            #expect(cells.bottom <= place.bottom + 1 && !cells.isEmpty)
        }
    }

    @Test("any picture is drawn at any size, and touches nothing beside its place")
    func anySize() throws {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<300 {
            let width = Int.random(in: 1...70, using: &random)
            let height = Int.random(in: 1...70, using: &random)
            let bytes = (0..<3 * width * height).map { _ in UInt8.random(in: 0...255, using: &random) }
            let picture = try #require(PixelPicture(width: width, height: height, bytes: bytes))
            var surface = Surface(
                size: Size(columns: 40, rows: 12), look: Look(showsPictures: Bool.random(using: &random)))
            surface.fill(surface.bounds, style: Style(), glyph: "x")
            let rect = Rect(
                x: Int.random(in: 0...30, using: &random), y: Int.random(in: 0...10, using: &random),
                columns: Int.random(in: 0...30, using: &random), rows: Int.random(in: 0...9, using: &random))
            picture.draw(on: &surface, in: rect, way: .halfBlocks)
            for y in 0..<12 {
                for x in 0..<40 where x < rect.x || x >= rect.right || y < rect.y || y >= rect.bottom {
                    #expect(surface[x, y].base == "x")
                }
            }
        }
    }

    @Test("a popup over a picture takes it away, as its characters mean nothing without its colours")
    func dimmed() throws {
        let picture = try #require(picture(4, 4) { x, y in (UInt8(x * 60), UInt8(y * 60), 0) })
        var surface = Surface(size: Size(columns: 4, rows: 2), look: Look(showsPictures: true))
        picture.draw(on: &surface, in: surface.bounds, way: .halfBlocks)
        surface.dim(surface.bounds)
        #expect(surface.cells.allSatisfy { $0.base == " " && $0.style == Style(.border) })
    }
}
