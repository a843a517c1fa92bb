// SPDX-License-Identifier: Apache-2.0
internal import CNcurses
internal import CTerminal
internal import Canvas

extension CursesTerminal {
    /// Finds the terminfo entry to open, refusing terminals that cannot carry a full screen.
    static func chooseEntry(_ surroundings: TerminalSurroundings, wish: ColourDepth?) throws(TerminalError)
        -> DepthChoice
    {
        guard !surroundings.name.isEmpty else { throw .noTerminalName }
        let read = unsafe curses_entry_read(surroundings.name)
        guard read.found >= 0 else { throw .noTerminalDatabase }
        guard read.found > 0 else { throw .unknownTerminal(name: surroundings.name) }
        guard read.moves_cursor else { throw .cannotMoveCursor(name: surroundings.name) }
        let entry = TerminfoEntry(movesCursor: true, colourCount: Int(read.colours))
        return DepthChoice.choose(surroundings, wish: wish, entry: entry) { name in
            let other = unsafe curses_entry_read(name)
            return other.found > 0
                ? TerminfoEntry(movesCursor: other.moves_cursor, colourCount: Int(other.colours)) : nil
        }
    }

    /// Sets the character set that ncurses writes.
    ///
    /// A locale that names none (`C`), or that is not installed, is taken for UTF-8, which nearly every terminal
    /// speaks; one that names another is the user's word and stays.
    static func chooseEncoding() -> (isUTF8: Bool, isGuessed: Bool) {
        let isInstalled = unsafe curses_set_character_locale("")
        if isInstalled, !curses_locale_is_ascii() { return (curses_locale_is_utf8(), false) }
        let isUTF8 = unsafe curses_set_character_locale("C.UTF-8") && curses_locale_is_utf8()
        return (isUTF8, true)
    }

    /// Has a crash give the terminal back. Without that (no alternate stack to be had) the console still works.
    static func armGuard(_ text: String, output: Int32) {
        let farewell = Array(text.utf8.prefix(512))
        _ = unsafe terminal_guard_arm(output, farewell, farewell.count)
    }
}
