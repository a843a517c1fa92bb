// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Console
internal import EVE
internal import Foundation
internal import Packets
internal import Station
internal import Store
internal import Terminal

/// The console on a terminal: input and messages in, effects out, pictures drawn. It lives on the main thread.
struct ConsoleSession: ~Copyable {
    private var terminal: CursesTerminal
    private var state: ConsoleState
    private var theme: Theme
    private var resolved: ResolvedTheme
    private let inbox: Inbox
    private let station: any ConsoleStation
    private let themes: ThemeLibrary
    private let settings: SettingsFile
    private let commands: CommandRunner
    private var isOver = false
    private var exitStatus: Int32 = 0

    /// How long the loop waits for something to happen before it looks at the clock, in milliseconds.
    private static let tickMilliseconds = 250
    /// A drawing that takes longer is told.
    private static let feltDrawing = Duration.milliseconds(250)

    init(
        terminal: consuming CursesTerminal, state: ConsoleState, theme: Theme, inbox: Inbox,
        station: any ConsoleStation, commands: CommandRunner, themes: ThemeLibrary, settings: SettingsFile
    ) {
        self.terminal = terminal
        self.state = state
        self.theme = theme
        resolved = theme.resolve(self.terminal.traits.depth)
        self.inbox = inbox
        self.station = station
        self.commands = commands
        self.themes = themes
        self.settings = settings
    }

    /// Runs until the user leaves or the program is asked to end; returns the exit status.
    mutating func run() -> Int32 {
        take(.input(.resized(terminal.size)))
        take(.look(look))
        take(.tick(SystemClock.now))
        draw()
        while !isOver {
            let wake = terminal.poll(timeoutMilliseconds: Self.tickMilliseconds)
            take(.tick(SystemClock.now))
            if let termination = wake.termination {
                exitStatus = termination.exitStatus
                break
            }
            if wake.wantsSuspension, !state.isRestricted { terminal.suspend() }
            if wake.hasInput { for input in terminal.drainInput() { take(.input(input)) } }
            // It may have answered what pictures it draws, or has another font.
            if look.cellPixels != state.terminalLook.cellPixels { take(.look(look)) }
            for message in inbox.take() { take(message) }
            draw()
        }
        commands.end()
        station.end()
        return exitStatus
    }

    private var look: Look {
        let traits = terminal.traits
        let glyphs: GlyphSet = !traits.isUTF8 ? .ascii : traits.isLinuxConsole ? .blocks : .full
        var look = theme.look(depth: traits.depth, glyphs: glyphs)
        look.cellPixels = terminal.graphics?.cell
        return look
    }

    private mutating func draw() {
        let resolved = resolved
        let begin = ContinuousClock.now
        terminal.present(Console.draw(state, size: state.size)) { resolved[$0] }
        let took = ContinuousClock.now - begin
        if took > Self.feltDrawing { take(.drawn(took: Int64(took / .microseconds(1)))) }
    }

    private mutating func take(_ message: Message) {
        for effect in state.update(message) { perform(effect) }
    }

    private mutating func perform(_ effect: Effect) {
        switch effect {
        case .ask(let id, let question): station.ask(id, question)
        case .cancel(let id): station.cancel(id)
        case .copy(let text, let label): copy(text, label)
        case .saveScreen(let path): saveScreen(path)
        case .changeTheme(let name): changeTheme(name)
        case .redraw: terminal.redraw()
        case .suspend: terminal.suspend()
        case .quit: isOver = true
        case .persist(let kept): settings.save(kept)
        case .changeRule(let deed): station.changeRule(deed)
        case .triage(let wish): station.triage(wish)
        case .editingRule(let id): station.editingRule(id)
        case .push(let deed): station.push(deed)
        case .device(let deed): station.device(deed)
        case .job(let deed): station.job(deed)
        case .editText(let text, let name): edit(text, name)
        case .saveCapture(let packet, let path): saveCapture(packet, path)
        case .runCommand(let command): commands.run(command)
        }
    }

    private mutating func copy(_ text: String, _ label: String) {
        do {
            let outcome = try terminal.copy(text)
            let place = outcome == .inTmux ? "tmux" : "your terminal (OSC 52)"
            take(.notice(Notice(.done, "Copied \(label), \(text.utf8.count) bytes, to \(place)")))
        } catch {
            take(.notice(Notice(.error, error.message)))
        }
    }

    private mutating func saveScreen(_ path: String) {
        do {
            try Console.draw(state, size: state.size).plainText().write(toFile: path, atomically: true, encoding: .utf8)
            take(.notice(Notice(.done, "Saved the screen as \(path)")))
        } catch {
            take(.notice(Notice(.error, "\(path): \(error.localizedDescription). Give another path")))
        }
    }

    private mutating func saveCapture(_ packet: StoredPacket, _ path: String) {
        let path = (path as NSString).expandingTildeInPath
        do {
            try Data(CaptureFile.header(packet.linkType) + CaptureFile.record(packet))
                .write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
            let cut = packet.isCut ? "; the rest of it is not in the event" : ""
            take(.notice(Notice(.done, "Wrote the packet, \(packet.bytes.count) bytes, to \(path)\(cut)")))
        } catch CocoaError.fileWriteFileExists {
            take(.notice(Notice(.error, "\(path) is there already. Give another path")))
        } catch {
            take(.notice(Notice(.error, "\(path): \(error.localizedDescription). Give another path")))
        }
    }

    /// The user's editor has the terminal meanwhile; the console's questions go on.
    private mutating func edit(_ text: String, _ name: String) {
        var outcome = Result<[UInt8], UserMessage>.success([])
        terminal.lend {
            outcome = Result { () throws(UserMessage) in try ExternalEditor.edit(Array(text.utf8), name: name) }
        }
        switch outcome {
        case .success(let edited): take(.edited(String(decoding: edited, as: UTF8.self)))
        case .failure(let failure): take(.notice(Notice(.error, failure.line)))
        }
    }

    private mutating func changeTheme(_ name: String) {
        do {
            theme = try themes.theme(named: name)
            resolved = theme.resolve(terminal.traits.depth)
            terminal.forgetStyles()
            take(.look(look))
            take(.notice(Notice(.done, "Theme \(name)")))
        } catch {
            take(.notice(Notice(.error, error.line)))
        }
    }
}
