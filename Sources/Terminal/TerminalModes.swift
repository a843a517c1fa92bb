// SPDX-License-Identifier: Apache-2.0

/// Modes of a terminal that ncurses knows nothing of; terminals that do not know them ignore them.
///
/// Source: xterm control sequences, "DEC Private Mode Set", "Bracketed Paste Mode".
struct TerminalModes: Hashable, Sendable {
    /// Whether clicks and the wheel are reported, in the form that has no limit of columns.
    var reportsMouse: Bool
    /// Whether Alt must be asked to send ESC before the key: xterm itself otherwise turns Alt-x into `ø`.
    let asksForEscape: Bool

    /// - Parameter name: TERM. Only terminals that claim to be an xterm are asked to save and restore a mode.
    init(name: String, reportsMouse: Bool) {
        self.reportsMouse = reportsMouse
        asksForEscape = name.hasPrefix("xterm")
    }

    /// What begins the modes.
    var enter: String {
        let mode = "\u{1b}[?1036"
        return "\u{1b}[?2004h" + (asksForEscape ? "\(mode)s\(mode)h" : "") + (reportsMouse ? mouseOn : "")
    }

    /// What ends them; the mouse also where it is off, since a crash does not know.
    var leave: String {
        "\u{1b}[?2004l" + (asksForEscape ? "\u{1b}[?1036r" : "") + mouseOff
    }

    var mouseOn: String { "\u{1b}[?1000h\u{1b}[?1006h" }
    var mouseOff: String { "\u{1b}[?1006l\u{1b}[?1000l" }
}
