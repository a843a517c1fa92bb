// SPDX-License-Identifier: Apache-2.0
internal import CNcurses

extension CursesScreen {
    /// Switches bracketed paste on or off; terminals that do not know it ignore it.
    static func pasteSequence(isOn: Bool) -> String { isOn ? "\u{1b}[?2004h" : "\u{1b}[?2004l" }

    /// Switches reports of clicks and the wheel on or off, in the form without a limit of columns.
    static func mouseSequence(isOn: Bool) -> String {
        isOn ? "\u{1b}[?1000h\u{1b}[?1006h" : "\u{1b}[?1006l\u{1b}[?1000l"
    }

    /// What a crash writes so that the terminal is usable again: modes off, colours and cursor back, main screen.
    var farewell: [UInt8] {
        var text = Self.pasteSequence(isOn: false) + Self.mouseSequence(isOn: false)
        for (name, otherwise) in [("sgr0", "\u{1b}[m"), ("op", ""), ("cnorm", ""), ("rmkx", ""), ("rmcup", "\r\n")] {
            text += capability(name) ?? otherwise
        }
        return Array(text.utf8.prefix(512))
    }

    private func capability(_ name: String) -> String? {
        guard let text = unsafe curses_capability(name) else { return nil }
        return unsafe String(cString: text)
    }
}
