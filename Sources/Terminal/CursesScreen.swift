// SPDX-License-Identifier: Apache-2.0
internal import CNcurses
internal import Canvas
internal import Glibc

/// ncurses' screen, from `newterm` to `delscreen`: the one place that touches its memory.
@safe
struct CursesScreen: ~Copyable {
    private let screen: OpaquePointer
    private let inputFile: UnsafeMutablePointer<FILE>
    private let outputFile: UnsafeMutablePointer<FILE>
    /// Keys are read through a pad, since reading through a window also refreshes it.
    private let pad: UnsafeMutablePointer<WINDOW>
    /// One run of cells on its way into the window.
    private var run: [cchar_t] = []

    /// Starts ncurses for the terminfo entry `name` on two descriptors, which stay the caller's.
    init(entry name: String, input: Int32, output: Int32, usesColour: Bool) throws(TerminalError) {
        guard let inputFile = unsafe fdopen(dup(input), "r") else { throw .system(call: "fdopen", errno: errno) }
        guard let outputFile = unsafe fdopen(dup(output), "w") else {
            let problem = errno
            unsafe fclose(inputFile)
            throw .system(call: "fdopen", errno: problem)
        }
        guard let screen = unsafe newterm(name, outputFile, inputFile) else {
            unsafe fclose(inputFile)
            unsafe fclose(outputFile)
            throw .unknownTerminal(name: name)
        }
        // ncurses answers nil only when memory is out; a program that cannot read keys has to stop then.
        guard let pad = unsafe newpad(1, 1) else {
            endwin()
            unsafe delscreen(screen)
            unsafe fclose(inputFile)
            unsafe fclose(outputFile)
            throw .system(call: "newpad", errno: ENOMEM)
        }
        unsafe self.screen = screen
        unsafe self.inputFile = inputFile
        unsafe self.outputFile = outputFile
        unsafe self.pad = pad
        raw()
        noecho()
        nonl()
        set_escdelay(25)
        unsafe keypad(pad, true)
        unsafe nodelay(pad, true)
        unsafe meta(pad, true)
        // Reports of the mouse are decoded here, since the forms that entries promise are not those that come.
        define_key(nil, KEY_MOUSE)
        if usesColour, start_color() == OK { use_default_colors() }
        curs_set(0)
    }

    deinit {
        unsafe delwin(pad)
        unsafe delscreen(screen)
        unsafe fclose(inputFile)
        unsafe fclose(outputFile)
    }

    /// How many colour pairs there may be.
    var pairLimit: Int32 { curses_pair_limit() }

    /// Puts cells of one row, `columns` of it, into the window.
    mutating func put(
        row: Int, columns: Range<Int>, of cells: [Cell], rowStart: Int, rowEnd: Int, isUTF8: Bool,
        pen: (Style) -> Pen
    ) {
        run.removeAll(keepingCapacity: true)
        var column = columns.lowerBound
        while column < columns.upperBound {
            let index = rowStart + column
            let cell = cells[index]
            let glyph = CursesGlyph.of(cell, next: index + 1 < rowEnd ? cells[index + 1] : nil, isUTF8: isUTF8)
            let pen = pen(cell.style)
            var complex = cchar_t()
            unsafe curses_fill(&complex, glyph.base, glyph.mark, pen.attributes, pen.pair)
            run.append(complex)
            column += glyph.columns
        }
        let count = Int32(run.count)
        unsafe mvwadd_wchnstr(curses_window(), Int32(row), Int32(columns.lowerBound), &run, count)
    }

    /// Shows the cursor at a place, or hides it.
    func setCursor(_ place: (x: Int, y: Int)?) {
        if let place {
            unsafe leaveok(curses_window(), false)
            unsafe wmove(curses_window(), Int32(place.y), Int32(place.x))
            curs_set(1)
        } else {
            // Where a hidden cursor stands does not matter; to move it would cost bytes.
            unsafe leaveok(curses_window(), true)
            curs_set(0)
        }
    }

    /// The next flush paints everything, whatever ncurses believes to be there; colours may be given other meanings until then.
    func forgetTerminal() {
        unsafe clearok(curses_terminal(), true)
    }

    /// The next flush paints some rows whole, whatever ncurses believes to be there.
    func spoil(rows: Range<Int>) {
        unsafe wredrawln(curses_window(), Int32(rows.lowerBound), Int32(rows.count))
    }

    /// From now on no cells are moved within their row, as what was drawn upon them would move along.
    func forbidShifting() {
        unsafe idcok(curses_window(), false)
    }

    /// Blanks the window.
    func erase() {
        unsafe werase(curses_window())
    }

    /// Brings the terminal up to date with the window; `fully` also where ncurses believes that it is.
    func flush(fully: Bool = false) {
        if fully { unsafe clearok(curses_window(), true) }
        unsafe wrefresh(curses_window())
    }

    /// Writes what has been put so far, with more of the same picture to come: the cursor stays wherever that leaves it.
    func flushMeanwhile() {
        unsafe leaveok(curses_window(), true)
        unsafe wrefresh(curses_window())
    }

    /// Gives the window another size.
    func resize(_ size: Size) {
        resizeterm(Int32(size.rows), Int32(size.columns))
    }

    /// The next byte or key number; `nil` when no more is there.
    func read() -> Int32? {
        let value = unsafe wgetch(pad)
        return value == ERR ? nil : value
    }

    /// What ncurses calls a key.
    func name(ofKey number: Int32) -> String {
        guard let name = unsafe keyname(number) else { return "" }
        return unsafe String(cString: name)
    }

    /// What a crash writes after the modes are left: colours and cursor back, main screen.
    var farewell: String {
        var text = ""
        for (name, otherwise) in [("sgr0", "\u{1b}[m"), ("op", ""), ("cnorm", ""), ("rmkx", ""), ("rmcup", "\r\n")] {
            if let capability = unsafe curses_capability(name) {
                text += unsafe String(cString: capability)
            } else {
                text += otherwise
            }
        }
        return text
    }

    /// Leaves the screen; the next flush comes back to it.
    func leave() {
        def_prog_mode()
        endwin()
    }

    /// Takes the modes of a program back, after `leave`.
    func takeModes() {
        reset_prog_mode()
    }
}
