// SPDX-License-Identifier: Apache-2.0
import Canvas
import EVE
import Foundation
import Testing

@testable import Terminal

@Suite("pictures in a terminal's own pixels")
struct PictureCodingTests {
    private static func picture(_ width: Int, _ height: Int, _ colour: (Int, Int) -> [Int]) throws -> PixelPicture {
        var bytes: [UInt8] = []
        for y in 0..<height { for x in 0..<width { bytes += colour(x, y).map { UInt8(truncatingIfNeeded: $0) } } }
        return try #require(PixelPicture(width: width, height: height, bytes: bytes))
    }

    private static func noise(_ width: Int, _ height: Int) throws -> PixelPicture {
        var random = SplitMix(state: 5)
        return try picture(width, height) { _, _ in [random.below(256), random.below(256), random.below(256)] }
    }

    // MARK: kitty

    @Test("kitty's commands hold the picture, in chunks of 4096 letters", arguments: [(1, 1), (64, 48), (200, 111)])
    func kitty(size: (Int, Int)) throws {
        let picture = try Self.noise(size.0, size.1)
        let text = String(decoding: KittyPicture.show(picture, number: 7, columns: 30, rows: 9), as: UTF8.self)
        let commands = text.components(separatedBy: "\u{1b}\\").dropLast()
        var letters = ""
        for (index, command) in commands.enumerated() {
            #expect(command.hasPrefix("\u{1b}_G"))
            let parts = command.dropFirst(3).split(separator: ";", omittingEmptySubsequences: false)
            try #require(parts.count == 2)
            let isLast = index == commands.count - 1
            let head = index == 0 ? "a=T,t=d,f=24,s=\(size.0),v=\(size.1),i=7,p=1,c=30,r=9,C=1,q=2," : ""
            #expect(parts[0] == "\(head)m=\(isLast ? 0 : 1)")
            #expect(isLast ? parts[1].count <= 4096 : parts[1].count == 4096)
            letters += parts[1]
        }
        #expect(Base64Text.decode(letters) == picture.bytes)
    }

    // MARK: Sixel

    /// What a terminal draws of sixels, and how large they say that they are.
    private static func draw(_ bytes: [UInt8]) throws -> (width: Int, height: Int, pixels: [[RGB?]]) {
        let text = String(decoding: bytes, as: UTF8.self)
        try #require(text.hasPrefix("\u{1b}P0;1q\"1;1;") && text.hasSuffix("\u{1b}\\"))
        var rest = Array(text.utf8.dropFirst("\u{1b}P0;1q\"1;1;".utf8.count).dropLast(2))[...]
        func number() -> Int {
            var value = 0
            while let digit = rest.first, (0x30...0x39).contains(digit) {
                value = value * 10 + Int(digit - 0x30)
                rest = rest.dropFirst()
            }
            return value
        }
        func more() -> Bool {
            guard rest.first == UInt8(ascii: ";") else { return false }
            rest = rest.dropFirst()
            return true
        }
        let width = number()
        try #require(more())
        let height = number()
        var pixels = [[RGB?]](repeating: [RGB?](repeating: nil, count: width), count: height)
        var colours: [Int: RGB] = [:]
        var (colour, x, y) = (0, 0, 0)
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "#"):
                colour = number()
                guard more() else { continue }
                try #require(number() == 2)
                var parts: [UInt8] = []
                while more() { parts.append(UInt8(number() * 255 / 100)) }
                try #require(parts.count == 3)
                colours[colour] = RGB(red: parts[0], green: parts[1], blue: parts[2])
            case UInt8(ascii: "$"): x = 0
            case UInt8(ascii: "-"): (x, y) = (0, y + 6)
            default:
                let count = byte == UInt8(ascii: "!") ? number() : 1
                let letter = try #require(byte == UInt8(ascii: "!") ? rest.popFirst() : byte)
                try #require((0x3f...0x7e).contains(letter))
                let known = colours[colour]
                let ink = try #require(known)
                for column in x..<(x + count) {
                    for bit in 0..<6 where (letter - 0x3f) >> UInt8(bit) & 1 == 1 {
                        pixels[y + bit][column] = ink
                    }
                }
                x += count
            }
        }
        return (width, height, pixels)
    }

    @Test("sixels give back a picture of few colours, each pixel as many as it has room for")
    func sixelFew() throws {
        let picture = try Self.picture(20, 15) { x, y in [x < 10 ? 255 : 0, y < 6 ? 255 : 0, (x + y) % 2 * 255] }
        let bytes = try #require(SixelPicture.show(picture, width: 60, height: 47, colours: 256, limit: 100_000))
        let drawn = try Self.draw(bytes)
        #expect(drawn.width == 60 && drawn.height == 42)
        for y in 0..<42 {
            for x in 0..<60 {
                let start = 3 * (y * 15 / 42 * 20 + x / 3)
                #expect(
                    drawn.pixels[y][x]
                        == RGB(
                            red: picture.bytes[start], green: picture.bytes[start + 1], blue: picture.bytes[start + 2]))
            }
        }
    }

    @Test("every pixel is drawn, near its colour, in no more colours than the terminal has", arguments: [2, 16, 256])
    func sixelMany(colours: Int) throws {
        let picture = try Self.picture(48, 36) { x, y in [x * 5, y * 7, (x + y) * 3] }
        let drawn = try Self.draw(
            try #require(SixelPicture.show(picture, width: 48, height: 36, colours: colours, limit: 100_000)))
        #expect(Set(drawn.pixels.joined()).count <= colours && !drawn.pixels.joined().contains(nil))
        var off = 0
        for (index, pixel) in drawn.pixels.joined().enumerated() {
            guard let pixel else { continue }
            for (part, value) in [pixel.red, pixel.green, pixel.blue].enumerated() {
                off += abs(Int(value) - Int(picture.bytes[3 * index + part]))
            }
        }
        let mean = Double(off) / Double(3 * 48 * 36)
        #expect(mean < (colours == 256 ? 8 : colours == 16 ? 24 : 70), "\(mean)")
    }

    @Test("sixels that are too long are none, nor is a picture without a band")
    func sixelBounds() throws {
        let picture = try Self.noise(64, 48)
        #expect(SixelPicture.show(picture, width: 64, height: 48, colours: 256, limit: 4000) == nil)
        #expect(SixelPicture.show(picture, width: 64, height: 5, colours: 256, limit: 100_000) == nil)
    }

    // MARK: What is written when

    private static let size = Size(columns: 100, rows: 30)

    private static func graphics(_ form: TerminalGraphics.Form) throws -> TerminalGraphics {
        TerminalGraphics(form: form, cell: try #require(CellPixels(width: 10, height: 20)))
    }

    @Test("no picture is too long, of whatever it is", arguments: [TerminalGraphics.Form.kitty, .sixel(colours: 256)])
    func bounded(form: TerminalGraphics.Form) throws {
        let graphics = try Self.graphics(form)
        for picture in [try Self.noise(300, 300), try Self.noise(1024, 20), try Self.noise(3, 900)] {
            for place in [Rect(x: 0, y: 0, columns: 100, rows: 29), Rect(x: 5, y: 1, columns: 1, rows: 1)] {
                var output = PictureOutput()
                let wanted = PlacedPicture(picture, in: place, of: "a")
                let step = output.step(to: wanted, by: graphics, size: Self.size, now: .now)
                #expect(step.after.count > 20 && step.after.count <= PictureOutput.limit + 100)
            }
        }
    }

    @Test("one picture in two seconds, the same one once, and another subject's goes at once")
    func pace() throws {
        let graphics = try Self.graphics(.kitty)
        let place = Rect(x: 4, y: 2, columns: 20, rows: 8)
        let begin = ContinuousClock.now
        func wanted(_ number: Int, _ subject: String = "a") throws -> PlacedPicture {
            PlacedPicture(try Self.picture(20, 16) { _, _ in [number, 0, 0] }, in: place, of: subject)
        }
        var output = PictureOutput()
        func step(_ picture: PlacedPicture?, _ milliseconds: Int) -> [String] {
            let step = output.step(
                to: picture, by: graphics, size: Self.size, now: begin + .milliseconds(milliseconds))
            return [step.before, step.after].map { String(decoding: $0, as: UTF8.self) }
        }
        let first = step(try wanted(1), 0)
        #expect(first[0] == "" && first[1].hasPrefix("\u{1b}7\u{1b}[3;5H\u{1b}_Ga=T"))
        #expect(first[1].hasSuffix("\u{1b}\\\u{1b}8") && !first[1].contains("a=d"))
        #expect(step(try wanted(1), 3000) == ["", ""])
        // The next one comes before the one before goes, in its own number.
        let second = step(try wanted(2), 3100)
        #expect(second[0] == "" && second[1].contains("a=d,d=I,i=\(KittyPicture.numbers[1])"))
        #expect(step(try wanted(3), 4000) == ["", ""])
        #expect(step(try wanted(3), 5200)[1].contains("a=T"))
        let other = step(try wanted(4, "b"), 5300)
        #expect(other[0].contains("a=d,d=I,i=\(KittyPicture.numbers[1])") && other[1] == "")
        #expect(step(try wanted(4, "b"), 7300)[1].contains("a=T"))
        #expect(step(nil, 7400)[0].contains("a=d,d=I"))
        #expect(output.shown == nil)
        #expect(step(nil, 7500) == ["", ""])
        #expect(step(try wanted(4, "b"), 9500)[1].contains("a=T"))
        output.spoil()
        let again = step(try wanted(4, "b"), 12000)
        #expect(again[0].contains("a=d") && again[1].contains("a=T"))
    }

    @Test("a picture that was long under way is followed by as long a rest, from its end on")
    func slowLine() throws {
        let graphics = try Self.graphics(.kitty)
        let place = Rect(x: 4, y: 2, columns: 20, rows: 8)
        let begin = ContinuousClock.now
        var output = PictureOutput()
        func isSent(_ number: Int, at seconds: Int) throws -> Bool {
            let picture = PlacedPicture(try Self.picture(20, 16) { _, _ in [number, 0, 0] }, in: place, of: "a")
            let step = output.step(to: picture, by: graphics, size: Self.size, now: begin + .seconds(seconds))
            return !step.after.isEmpty
        }
        #expect(try isSent(1, at: 0))
        output.wrote(from: begin, to: begin + .seconds(8))
        #expect(try !isSent(2, at: 8) && !isSent(3, at: 15))
        #expect(try isSent(3, at: 16))
        output.wrote(from: begin + .seconds(16), to: begin + .seconds(16))
        #expect(try !isSent(4, at: 17))
        #expect(try isSent(4, at: 18))
    }

    @Test("sixels go by cells drawn over them, and none stand where they would scroll the screen")
    func sixelSteps() throws {
        let graphics = try Self.graphics(.sixel(colours: 64))
        let picture = try Self.noise(20, 16)
        var output = PictureOutput()
        let low = PlacedPicture(picture, in: Rect(x: 0, y: 20, columns: 20, rows: 10), of: "a")
        let none = output.step(to: low, by: graphics, size: Self.size, now: .now)
        #expect(none == PictureOutput.Step())
        let fine = PlacedPicture(picture, in: Rect(x: 0, y: 19, columns: 20, rows: 10), of: "a")
        let some = output.step(to: fine, by: graphics, size: Self.size, now: .now)
        #expect(!some.after.isEmpty)
        let gone = output.step(to: nil, by: graphics, size: Self.size, now: .now)
        #expect(gone.spoiled == 19..<29 && gone.before.isEmpty && gone.after.isEmpty)
    }
}
