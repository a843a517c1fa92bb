// SPDX-License-Identifier: Apache-2.0
internal import Canvas

/// A colour as ncurses counts it, for one terminal.
///
/// It never redefines the palette: the user's other windows have it too.
struct CursesColour: Hashable, Sendable {
    /// The terminal's own colour.
    static let standard = CursesColour(number: -1)

    /// -1 for the terminal's own colour, otherwise below the entry's count of colours.
    var number: Int32
    /// Whether the colour was one of the bright eight and the terminal has only the plain ones: bold brightens those.
    var wantsBold = false

    init(number: Int32, wantsBold: Bool = false) {
        self.number = number
        self.wantsBold = wantsBold
    }

    /// The nearest colour that the terminal has.
    init(_ colour: ResolvedColour, on choice: DepthChoice) {
        switch (colour, choice.depth) {
        case (.default, _), (_, .mono), (.rgb, .palette16):
            self = .standard
        case (.index(let index), .palette256):
            self.init(number: Int32(index))
        case (.index(let index), .palette16) where index < 16:
            let isShort = Int(index) >= choice.colourCount
            self.init(number: Int32(isShort ? index & 7 : index), wantsBold: isShort)
        case (.index, .palette16):
            self = .standard
        case (.rgb(let red, let green, let blue), .palette256):
            self.init(number: Self.cubeIndex(red, green, blue))
        case (.index(let index), .trueColour) where index < 8:
            self.init(number: Int32(index))
        case (.index(let index), .trueColour):
            let (red, green, blue) = Self.paletteColour(index)
            self.init(number: Self.directNumber(red, green, blue))
        case (.rgb(let red, let green, let blue), .trueColour):
            self.init(number: Self.directNumber(red, green, blue))
        }
    }

    /// The number of a 24-bit colour in a `-direct` entry.
    ///
    /// The numbers 0 to 7 (up to 255 in the entries `-direct16` and `-direct256`) are palette colours there, so the
    /// darkest blues get a trace of red, which no eye sees.
    static func directNumber(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int32 {
        let number = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
        return number < 256 ? number | 0x1_0000 : number
    }

    /// The nearest of the colours 16 to 255 of xterm's palette: a cube of 6 levels and a ramp of 24 greys.
    static func cubeIndex(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int32 {
        let wanted = (red, green, blue)
        let cube = 16 + 36 * level(red) + 6 * level(green) + level(blue)
        let mean = (Int(red) + Int(green) + Int(blue)) / 3
        let grey = 232 + min(23, max(0, (mean - 3) / 10))
        return Int32(distance(grey, wanted) < distance(cube, wanted) ? grey : cube)
    }

    /// What xterm's palette shows for an index from 8; below 16 the user may have set it otherwise.
    static func paletteColour(_ index: UInt8) -> (red: UInt8, green: UInt8, blue: UInt8) {
        switch index {
        case ..<16:
            let full: UInt8 = index < 8 ? 0xcd : 0xff
            let rest: UInt8 = index < 8 ? 0 : index == 8 ? 0x7f : 0
            return (index & 1 != 0 ? full : rest, index & 2 != 0 ? full : rest, index & 4 != 0 ? full : rest)
        case ..<232:
            let cube = index - 16
            return (levels[Int(cube / 36)], levels[Int(cube / 6 % 6)], levels[Int(cube % 6)])
        default:
            let grey = 8 + 10 * (index - 232)
            return (grey, grey, grey)
        }
    }

    private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]

    /// The nearest of `levels`; they lie 40 apart but for the first step.
    private static func level(_ value: UInt8) -> Int {
        value < 48 ? 0 : value < 115 ? 1 : (Int(value) - 35) / 40
    }

    private static func distance(_ index: Int, _ wanted: (UInt8, UInt8, UInt8)) -> Int {
        let has = paletteColour(UInt8(index))
        let red = Int(has.red) - Int(wanted.0)
        let green = Int(has.green) - Int(wanted.1)
        let blue = Int(has.blue) - Int(wanted.2)
        return red * red + green * green + blue * blue
    }
}
