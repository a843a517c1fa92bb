// SPDX-License-Identifier: Apache-2.0
import Canvas
import Foundation
import Glibc
import Testing

@testable import Terminal

/// Real ncurses on a pseudo-terminal; one after the other, since a process has one terminal.
@Suite("a terminal through ncurses", .serialized)
struct CursesTerminalTests {
    static func open(
        _ pty: Pty, _ environment: [String: String] = ["TERM": "xterm-256color"], handlesSignals: Bool = false
    ) throws(TerminalError) -> CursesTerminal {
        try CursesTerminal(
            environment: environment,
            options: TerminalOptions(handlesSignals: handlesSignals, input: pty.program, output: pty.program))
    }

    static func resolve(_ style: Style) -> ResolvedStyle {
        ResolvedStyle(foreground: style.foreground == .accent ? .index(116) : .default)
    }

    static func surface(_ size: Size, _ text: String, at row: Int) -> Surface {
        var surface = Surface(size: size)
        for (column, scalar) in text.unicodeScalars.enumerated() {
            surface[column, row] = Cell(scalar, style: Style(.accent))
        }
        return surface
    }

    /// Input until `count` have come, or five seconds without any.
    static func inputs(_ terminal: inout CursesTerminal, count: Int) -> [TerminalInput] {
        var inputs: [TerminalInput] = []
        while inputs.count < count {
            let wake = terminal.poll(timeoutMilliseconds: 5000)
            guard wake.hasInput else { break }
            inputs += terminal.drainInput()
        }
        return inputs
    }

    @Test("it takes the terminal over and gives it back")
    func givesBack() throws {
        let pty = try Pty(columns: 40, rows: 10)
        let isCookedBefore = pty.isCooked
        do {
            var terminal = try Self.open(pty)
            terminal.present(Surface(size: terminal.size), resolve: Self.resolve)
            let isCooked = pty.isCooked
            #expect(!isCooked)
            let begin = pty.readAll()
            #expect(begin.contains("\u{1b}[?1049h") && begin.contains("\u{1b}[?2004h"))
        }
        let end = pty.readAll()
        #expect(end.contains("\u{1b}[?1049l") && end.contains("\u{1b}[?2004l"))
        let isCookedAfter = pty.isCooked
        #expect(isCookedBefore && isCookedAfter)
    }

    @Test("the cursor ends where the surface has it, whatever was painted in which colours")
    func cursorPlace() throws {
        let pty = try Pty(columns: 40, rows: 10)
        var terminal = try Self.open(pty)
        var surface = Self.surface(terminal.size, "alerts 117", at: 3)
        terminal.present(surface, resolve: Self.resolve)
        _ = pty.readAll()
        surface[2, 5] = Cell("x", style: Style(.text))
        surface[7, 3] = Cell("9", style: Style(.accent))
        surface.cursor = (x: 21, y: 7)
        terminal.present(surface, resolve: Self.resolve)
        let frame = pty.readAll()
        #expect(frame.contains("x") && frame.contains("9"))
        #expect(frame.contains("\u{1b}[8;22H"), "\(frame.debugDescription)")
        let behind = frame.components(separatedBy: "\u{1b}[8;22H").last ?? ""
        #expect(!behind.contains("x") && !behind.contains("9"), "\(frame.debugDescription)")
    }

    @Test("only what changed is written, and nothing where nothing did")
    func smallFrames() throws {
        let pty = try Pty(columns: 40, rows: 10)
        var terminal = try Self.open(pty)
        let size = terminal.size
        #expect(size == Size(columns: 40, rows: 10))
        let surface = Self.surface(size, "alerts 漢 117", at: 3)
        terminal.present(surface, resolve: Self.resolve)
        #expect(pty.readAll().contains("\u{1b}[38;5;116m"))
        terminal.present(surface, resolve: Self.resolve)
        #expect(pty.readAll() == "")
        terminal.present(Self.surface(size, "alerts 漢 118", at: 3), resolve: Self.resolve)
        let frame = pty.readAll()
        #expect(frame.contains("8") && frame.utf8.count < 40)
        terminal.redraw()
        #expect(pty.readAll().contains("alerts"))
        terminal.forgetStyles()
        terminal.present(Self.surface(size, "alerts 漢 118", at: 3)) { _ in ResolvedStyle(foreground: .index(204)) }
        #expect(pty.readAll().contains("\u{1b}[38;5;204m"))
    }

    @Test("surfaces of any shape are cut to the terminal")
    func anyShape() throws {
        let pty = try Pty(columns: 10, rows: 3)
        var terminal = try Self.open(pty)
        var random = SplitMix(state: 11)
        for _ in 0..<200 {
            var surface = Surface(size: Size(columns: random.below(14), rows: random.below(5)))
            for _ in 0..<30 {
                let scalar = Unicode.Scalar(UInt32(random.below(0x3000))) ?? " "
                surface[random.below(14), random.below(5)] = Cell(
                    scalar, mark: random.below(3) == 0 ? Unicode.Scalar(UInt32(random.below(0x3000))) : nil,
                    isContinuation: random.below(3) == 0)
            }
            surface.cursor = random.below(2) == 0 ? nil : (random.below(20) - 5, random.below(9) - 3)
            terminal.present(surface, resolve: Self.resolve)
            let written = pty.readAll()
            let isClean = !written.unicodeScalars.contains { 0x80..<0xa0 ~= $0.value || 0x202a...0x202e ~= $0.value }
            #expect(isClean)
        }
    }

    @Test("keys and pastes come in whole")
    func keys() throws {
        let pty = try Pty(columns: 40, rows: 10)
        var terminal = try Self.open(pty)
        pty.type("j\u{1b}OA\u{1b}[1;5Cé")
        #expect(
            Self.inputs(&terminal, count: 4) == [
                .key(Key(.character("j"))), .key(Key(.up)), .key(Key(.right, .control)), .key(Key(.character("é"))),
            ])
        pty.type("\u{1b}[200~one\r")
        let early = Self.inputs(&terminal, count: 0)
        #expect(early.isEmpty)
        pty.type("two\u{1b}[201~")
        #expect(Self.inputs(&terminal, count: 1) == [.paste("one\ntwo")])
        pty.type("\u{1b}")
        #expect(Self.inputs(&terminal, count: 1) == [.key(Key(.escape))])
    }

    @Test("another thread wakes the poll, and many wakes are one")
    func wakes() async throws {
        let pty = try Pty(columns: 40, rows: 10)
        var terminal = try Self.open(pty)
        let waker = terminal.waker
        for _ in 0..<3 { await Task.detached { waker.wake() }.value }
        #expect(terminal.poll(timeoutMilliseconds: 5000).isWoken)
        #expect(terminal.poll(timeoutMilliseconds: 0) == Wake())
    }

    @Test("a new size is told once and the picture comes back")
    func resized() throws {
        let pty = try Pty(columns: 40, rows: 10)
        var terminal = try Self.open(pty, handlesSignals: true)
        terminal.present(Self.surface(terminal.size, "alerts", at: 1), resolve: Self.resolve)
        pty.resize(columns: 50, rows: 12)
        kill(getpid(), SIGWINCH)
        #expect(Self.inputs(&terminal, count: 1) == [.resized(Size(columns: 50, rows: 12))])
        _ = pty.readAll()
        terminal.present(Self.surface(terminal.size, "alerts", at: 11), resolve: Self.resolve)
        #expect(pty.readAll().contains("alerts"))
        #expect(terminal.drainInput() == [])
    }

    @Test(
        "signals that end the program are told, not obeyed",
        arguments: [(SIGTERM, Termination.terminate), (SIGINT, .interrupt), (SIGHUP, .hangUp)])
    func terminates(signal: Int32, termination: Termination) throws {
        let pty = try Pty(columns: 40, rows: 10)
        var terminal = try Self.open(pty, handlesSignals: true)
        kill(getpid(), signal)
        #expect(terminal.poll(timeoutMilliseconds: 5000).termination == termination)
        #expect(termination.exitStatus == 128 + signal)
    }

    @Test(
        "a terminal that cannot carry a screen is refused before a byte is written",
        arguments: [
            (["TERM": "dumb"], TerminalError.cannotMoveCursor(name: "dumb")),
            (["TERM": "no-such-terminal"], .unknownTerminal(name: "no-such-terminal")),
            (["TERM": ""], .noTerminalName), ([:], .noTerminalName),
        ])
    func refused(environment: [String: String], error: TerminalError) throws {
        let pty = try Pty(columns: 40, rows: 10)
        #expect(throws: error) { _ = try Self.open(pty, environment) }
        #expect(pty.readAll() == "")
        #expect(!error.message.contains("\n"))
    }

    @Test("a second terminal in the process is refused, and the first lives on")
    func once() throws {
        let pty = try Pty(columns: 40, rows: 10)
        var terminal = try Self.open(pty)
        #expect(throws: TerminalError.alreadyOpen) { _ = try Self.open(pty) }
        terminal.present(Self.surface(terminal.size, "alerts", at: 1), resolve: Self.resolve)
        #expect(pty.readAll().contains("alerts"))
    }

    @Test("a pipe is no terminal, and the message stays on one line whatever TERM holds")
    func messages() throws {
        let pty = try Pty(columns: 40, rows: 10)
        #expect(throws: TerminalError.notATerminal(.input)) {
            _ = try CursesTerminal(environment: [:], options: TerminalOptions(input: -1, output: pty.program))
        }
        #expect(TerminalError.unknownTerminal(name: "a\u{1b}[2J\nb").message.hasPrefix("TERM=a?[2J?b is not known"))
    }
}
