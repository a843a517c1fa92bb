// SPDX-License-Identifier: Apache-2.0
internal import CNcurses
internal import CTerminal
package import Canvas
internal import Glibc

/// The terminal, through ncurses: surfaces out, keys in.
///
/// It belongs to the main thread, where it is made, used and let go; only its `waker` may be used elsewhere. Letting it
/// go gives the terminal back as it was. So does a crash or `exit`, where signals are handled. Whoever writes to the
/// terminal meanwhile (a log on standard error) spoils the picture until `redraw`.
package struct CursesTerminal: ~Copyable {
    /// What this terminal can do.
    package let traits: TerminalTraits
    /// Its size now; rows and columns are within 1 to 512 and 1 to 1024, whatever the terminal says.
    package internal(set) var size: Size
    /// Wakes `poll` from any thread.
    package let waker: WakeDescriptor
    /// What the environment said.
    let surroundings: TerminalSurroundings
    let options: TerminalOptions
    let claim: TerminalClaim
    var screen: CursesScreen
    var pens: PenTable
    /// What is on the screen; `nil` when that is not known cell by cell.
    var shown: Surface?
    var decoder: KeyDecoder
    /// Whether `drainInput` left some, to let the screen be drawn in between.
    var hasMoreInput = false
    /// Whether a new size was not told yet.
    var hasNewSize = false
    /// When input came last, for a paste whose end does not come.
    var lastInput = ContinuousClock.now
    var modes: TerminalModes
    /// What is known of pictures in the terminal's own pixels, until when answers are waited for, and what is shown.
    var enquiry = GraphicsEnquiry()
    var answersUntil: ContinuousClock.Instant?
    var pictures = PictureOutput()

    /// Takes the terminal over.
    ///
    /// - Throws: `TerminalError`; the terminal is then as it was, and nothing was written to it.
    package init(environment: [String: String], options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
        guard isatty(options.input) == 1 else { throw .notATerminal(.input) }
        guard isatty(options.output) == 1 else { throw .notATerminal(.output) }
        // First of all: to look a terminal up, ncurses takes its globals from the one that is open.
        let claim = try TerminalClaim()
        let surroundings = TerminalSurroundings(environment: environment)
        let choice = try Self.chooseEntry(surroundings, wish: options.depth)
        let encoding = Self.chooseEncoding()
        if options.handlesSignals { try claim.handleSignals() }
        let problem = terminal_guard_save(options.input)
        guard problem == 0 else { throw .system(call: "tcgetattr", errno: problem) }
        let waker = try WakeDescriptor()
        let screen = try CursesScreen(
            entry: choice.entry, input: options.input, output: options.output, usesColour: choice.depth != .mono)
        traits = TerminalTraits(
            entry: choice.entry, depth: choice.depth, isUTF8: encoding.isUTF8, isEncodingGuessed: encoding.isGuessed,
            isLinuxConsole: surroundings.name == "linux" || surroundings.name.hasPrefix("linux-"))
        self.surroundings = surroundings
        self.options = options
        self.waker = waker
        self.claim = claim
        pens = PenTable(choice: choice, pairLimit: screen.pairLimit)
        decoder = KeyDecoder(isUTF8: encoding.isUTF8)
        modes = TerminalModes(name: surroundings.name, reportsMouse: options.isMouseOn)
        size = Size(columns: 80, rows: 24)
        self.screen = screen
        if options.handlesSignals { armGuard() }
        readSize()
        hasNewSize = false
        enterModes()
        askForGraphics()
    }

    deinit {
        catchAnswers()
        leavePictures()
        leaveModes()
        screen.leave()
        terminal_guard_disarm()
        terminal_guard_restore_modes()
    }

    /// Says whether clicks and the wheel are reported from now on.
    package mutating func setMouse(_ isOn: Bool) {
        modes.reportsMouse = isOn
        decoder.isMouseOn = isOn
        write(isOn ? modes.mouseOn : modes.mouseOff)
    }

    /// Reads the size that the terminal has now and fits ncurses to it, which began with LINES and COLUMNS if those are
    /// set. (`use_env(false)` is no way out: entries without a size, as `linux`, then do not open.)
    mutating func readSize() {
        let said = terminal_size_read(options.output)
        let columns = said.columns > 0 ? Int(said.columns) : 80
        let rows = said.rows > 0 ? Int(said.rows) : 24
        let new = Size(columns: min(columns, 1024), rows: min(rows, 512))
        enquiry.driverCell = CellPixels(width: Int(said.width) / columns, height: Int(said.height) / rows)
        // The font may be another one.
        if enquiry.driverCell == nil, graphics != nil { write(GraphicsEnquiry.askCell) }
        pictures.spoil()
        screen.resize(new)
        hasNewSize = hasNewSize || new != size
        if new != size { shown = nil }
        size = new
    }

    /// Switches on what ncurses knows nothing of.
    mutating func enterModes() {
        decoder.isMouseOn = modes.reportsMouse
        write(modes.enter)
    }

    /// Switches it off again.
    func leaveModes() {
        write(modes.leave)
    }

    func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// Writes past ncurses, which has nothing in its buffer between two calls. A terminal that is gone is found by `poll`.
    func write(_ bytes: [UInt8]) {
        _ = unsafe terminal_write(options.output, bytes, bytes.count)
    }
}

@available(*, unavailable)
extension CursesTerminal: Sendable {}
