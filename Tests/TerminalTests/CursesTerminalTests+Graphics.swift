// SPDX-License-Identifier: Apache-2.0
import Canvas
import Foundation
import Testing

@testable import Terminal

extension CursesTerminalTests {
    private static let colours = ["TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"]

    /// Has the terminal answer, and takes the answers in; the keys that were taken for them are told.
    private static func answer(_ text: String, at pty: Pty, to terminal: inout CursesTerminal) -> [TerminalInput] {
        pty.type(text)
        var inputs: [TerminalInput] = []
        for _ in 0..<10 {
            guard terminal.graphics == nil, terminal.poll(timeoutMilliseconds: 5000).hasInput else { break }
            inputs += terminal.drainInput()
        }
        return inputs
    }

    private static func screen(_ size: Size, picture: Bool, _ word: String) throws -> Surface {
        var surface = Self.surface(size, word, at: 3)
        guard picture else { return surface }
        let pixels = try #require(PixelPicture(width: 8, height: 6, bytes: (0..<144).map { UInt8($0) }))
        surface.place(PlacedPicture(pixels, in: Rect(x: 20, y: 2, columns: 16, rows: 5), of: "job 1"))
        return surface
    }

    @Test("a terminal that answers as kitty does is sent the picture behind the cells, and it goes from its memory")
    func kitty() throws {
        let pty = try Pty(columns: 40, rows: 10)
        do {
            var terminal = try Self.open(pty, Self.colours)
            let begin = pty.readAll()
            #expect(begin.contains("\u{1b}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1b}\\") && begin.hasSuffix("\u{1b}[c"))
            #expect(terminal.graphics == nil)
            let keys = Self.answer("\u{1b}_Gi=31;OK\u{1b}\\\u{1b}[6;18;9t\u{1b}[?62;22c", at: pty, to: &terminal)
            let graphics = terminal.graphics
            #expect(keys == [] && graphics?.form == .kitty && graphics?.cell == CellPixels(width: 9, height: 18))

            terminal.present(try Self.screen(terminal.size, picture: true, "alerts"), resolve: Self.resolve)
            let frame = pty.readAll()
            let word = try #require(frame.range(of: "alerts"))
            let picture = try #require(frame.range(of: "\u{1b}7\u{1b}[3;21H\u{1b}_Ga=T,t=d,f=24,s=8,v=6,"))
            #expect(
                word.upperBound <= picture.lowerBound && frame.contains("c=16,r=5,C=1") && frame.hasSuffix("\u{1b}8"))

            terminal.present(try Self.screen(terminal.size, picture: true, "alerts"), resolve: Self.resolve)
            #expect(pty.readAll() == "")
            terminal.present(try Self.screen(terminal.size, picture: false, "IJKLMN"), resolve: Self.resolve)
            let after = pty.readAll()
            let deletion = try #require(after.range(of: "\u{1b}_Ga=d,d=I,i="))
            let words = try #require(after.range(of: "IJKLMN"))
            #expect(deletion.upperBound <= words.lowerBound && !after.contains("a=T"))
        }
        let end = pty.readAll()
        #expect(KittyPicture.numbers.allSatisfy { end.contains("a=d,d=I,i=\($0)") })
    }

    @Test("a terminal that has sixels is sent them, and cells are drawn over them once they must go")
    func sixel() throws {
        let pty = try Pty(columns: 40, rows: 10)
        var terminal = try Self.open(pty, Self.colours)
        let keys = Self.answer("\u{1b}[6;20;10t\u{1b}[?1;0;16S\u{1b}[?63;1;2;4;6c", at: pty, to: &terminal)
        let form = terminal.graphics?.form
        #expect(keys == [] && form == .sixel(colours: 16))
        terminal.present(try Self.screen(terminal.size, picture: true, "alerts"), resolve: Self.resolve)
        let frame = pty.readAll()
        #expect(frame.contains("\u{1b}7\u{1b}[3;21H\u{1b}P0;1q\"1;1;160;96#0;2;") && frame.hasSuffix("\u{1b}\\\u{1b}8"))
        // The word itself is as before: it comes again only because its row is painted whole.
        terminal.present(try Self.screen(terminal.size, picture: false, "alerts"), resolve: Self.resolve)
        let after = pty.readAll()
        #expect(after.contains("alerts") && !after.contains("\u{1b}P"))
    }

    @Test("nothing is asked through another program, and without an answer no picture is sent")
    func unasked() throws {
        let pty = try Pty(columns: 40, rows: 10)
        do {
            let terminal = try Self.open(pty, Self.colours.merging(["TMUX": "/tmp/tmux-1/default"]) { $1 })
            let begin = pty.readAll()
            let graphics = terminal.graphics
            #expect(!begin.contains("_G") && !begin.contains("\u{1b}[c") && graphics == nil)
        }
        var terminal = try Self.open(pty, Self.colours)
        terminal.present(try Self.screen(terminal.size, picture: true, "alerts"), resolve: Self.resolve)
        #expect(!pty.readAll().contains("a=T"))
    }
}
