// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Canvas

@Suite struct PlacedPictureTests {
    private func picture(_ width: Int, _ height: Int, _ value: UInt8 = 100) throws -> PixelPicture {
        try #require(
            PixelPicture(width: width, height: height, bytes: [UInt8](repeating: value, count: 3 * width * height)))
    }

    private func surface(_ place: Rect) throws -> Surface {
        var surface = Surface(size: Size(columns: 40, rows: 20))
        surface.place(PlacedPicture(try picture(8, 6), in: place, of: "a"))
        return surface
    }

    @Test("a picture counts until anything is drawn over a part of it")
    func overdrawn() throws {
        let place = Rect(x: 5, y: 3, columns: 20, rows: 10)
        var surface = try surface(place)
        #expect(surface.picture?.place == place && surface.picture?.subject == "a")
        surface.write("beside", x: 25, y: 3, width: 10, style: Style(.text))
        #expect(surface.picture != nil)
        var popup = surface
        popup.write("x", x: 24, y: 12, width: 1, style: Style(.text))
        #expect(popup.picture == nil)
        surface.dim(surface.bounds)
        #expect(surface.picture == nil)
    }

    @Test("one that does not lie within the surface is none")
    func outside() throws {
        for place in [
            Rect(x: -1, y: 0, columns: 4, rows: 4), Rect(x: 37, y: 0, columns: 4, rows: 4),
            Rect(x: 0, y: 17, columns: 4, rows: 4), Rect(x: 0, y: 0, columns: 0, rows: 4),
        ] {
            let surface = try surface(place)
            #expect(surface.picture == nil && surface == Surface(size: surface.size))
        }
    }

    @Test("the best way that a terminal has is taken where the wish cannot be, and a picture keeps its shape in pixels")
    func ways() throws {
        let cell = try #require(CellPixels(width: 10, height: 30))
        let all = Look(showsPictures: true, cellPixels: cell)
        #expect(PixelPicture.ways(on: all) == [.pixels, .halfBlocks, .characters])
        #expect(PixelPicture.way(.pixels, on: Look(showsPictures: true)) == .halfBlocks)
        #expect(PixelPicture.way(.pixels, on: Look()) == .characters)
        #expect(PixelPicture.way(.characters, on: all) == .characters)
        let rect = Rect(x: 0, y: 0, columns: 60, rows: 60)
        #expect(try picture(60, 60).place(in: rect, cell: cell) == Rect(x: 0, y: 0, columns: 60, rows: 20))
        #expect(CellPixels(width: 1, height: 20) == nil && CellPixels(width: 10, height: 129) == nil)
    }

    @Test("outlines are dashes in the picture, cut at its edges, whatever numbers they have")
    func outlines() throws {
        let plain = try picture(20, 10)
        let red = RGB(red: 255, green: 0, blue: 0)
        let outlined = plain.outlined([.init(x: 2, y: 3, width: 6, height: 4, colour: red)])
        func pixel(_ x: Int, _ y: Int) -> [UInt8] { Array(outlined.bytes[(3 * (y * 20 + x))..<(3 * (y * 20 + x) + 3)]) }
        #expect(Set([pixel(2, 3), pixel(5, 3), pixel(7, 6), pixel(2, 6)]) == [[255, 255, 255], [255, 0, 0]])
        #expect(pixel(3, 4) == [100, 100, 100] && pixel(8, 3) == [100, 100, 100] && pixel(1, 3) == [100, 100, 100])
        var random = SeededGenerator(seed: 3)
        let edges = [Int.min, -5, -1, 0, 3, 9, 10, 19, 20, 500, Int.max]
        for _ in 0..<500 {
            func edge() -> Int { edges.randomElement(using: &random) ?? 0 }
            let some = plain.outlined([.init(x: edge(), y: edge(), width: edge(), height: edge(), colour: red)])
            #expect(some.bytes.count == plain.bytes.count)
        }
    }

    @Test("fewer pixels are means of those that they stand for")
    func scaled() throws {
        let picture = try #require(
            PixelPicture(width: 2, height: 2, bytes: [0, 0, 0, 200, 0, 0, 100, 0, 0, 100, 0, 0]))
        #expect(picture.scaled(width: 1, height: 1).bytes == [100, 0, 0])
        let wide = picture.scaled(width: 4, height: 2)
        #expect(wide.width == 4 && Array(wide.bytes.prefix(9)) == [0, 0, 0, 0, 0, 0, 200, 0, 0])
        #expect(picture.scaled(width: 0, height: -3).bytes.count == 3)
    }
}
