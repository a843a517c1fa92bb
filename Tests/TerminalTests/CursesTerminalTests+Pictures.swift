// SPDX-License-Identifier: Apache-2.0
import Canvas
import Testing

@testable import Terminal

extension CursesTerminalTests {
    private static let theme = Theme.builtin[0].resolve(.trueColour)

    private static func cell(_ number: Int) -> Cell {
        var style = Style()
        style.pixels = PixelColours(
            ink: RGB(red: UInt8(number >> 8 & 255), green: UInt8(number & 255), blue: 200),
            ground: RGB(red: 1, green: 2, blue: UInt8(number >> 16 & 255)))
        return Cell("▀", style: style)
    }

    @Test("pictures may have more colours than there are pairs: what stays on the screen keeps its own")
    func picturesWithoutEnd() throws {
        let pty = try Pty(columns: 40, rows: 10)
        var terminal = try Self.open(
            pty, ["TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"])
        try #require(terminal.traits.depth == .trueColour)
        var surface = Surface(size: terminal.size)
        var still = Style()
        still.pixels = PixelColours(
            ink: RGB(red: 99, green: 98, blue: 97), ground: RGB(red: 96, green: 95, blue: 94))
        surface[3, 7] = Cell("▀", style: still)
        surface[5, 8] = Cell("x", style: Style(.accent))
        var painted: [Int] = []
        for frame in 0..<2000 {
            for column in 0..<40 { surface[column, 0] = Self.cell(frame * 40 + column) }
            terminal.present(surface) { Self.theme[$0] }
            let written = pty.readAll()
            if written.contains("99:98:97") || written.contains("99;98;97") { painted.append(frame) }
            // Each of them is new, so none may come out in the terminal's own colour.
            let last = "\((frame * 40 + 39) >> 8 & 255):\((frame * 40 + 39) & 255):200"
            let isThere = written.contains(last) || written.contains(last.replacing(":", with: ";"))
            #expect(isThere, "frame \(frame)")
        }
        // At first, and when the numbers began anew.
        #expect(painted.count >= 2 && painted.count <= 4 && painted.first == 0, "\(painted)")
        terminal.present(surface) { Self.theme[$0] }
        #expect(pty.readAll() == "")
    }
}
