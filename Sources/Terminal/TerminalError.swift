// SPDX-License-Identifier: Apache-2.0

/// Why a terminal cannot carry the console.
package enum TerminalError: Error, Hashable, Sendable {
    /// Which side of the terminal.
    package enum Stream: String, Hashable, Sendable {
        case input = "standard input"
        case output = "standard output"
    }

    /// The stream is a file or a pipe.
    case notATerminal(Stream)
    /// TERM is not set, or empty.
    case noTerminalName
    /// No terminfo entry has this name.
    case unknownTerminal(name: String)
    /// There is no terminfo database at all.
    case noTerminalDatabase
    /// The terminal cannot place its cursor (terminfo `cup`), as `dumb`.
    case cannotMoveCursor(name: String)
    /// This process has the terminal open already; ncurses allows one.
    case alreadyOpen
    /// A call of the operating system failed, with its `errno`.
    case system(call: String, errno: Int32)

    /// One line for people: what is wrong and what to do about it.
    package var message: String {
        switch self {
        case .notATerminal(let stream):
            "\(stream.rawValue) is not a terminal: run it in one (over ssh: ssh -t), or use a subcommand that prints"
        case .noTerminalName:
            "TERM is not set: set it to your terminal's name, for example TERM=xterm-256color"
        case .unknownTerminal(let name):
            "TERM=\(Self.printable(name)) is not known here: install ncurses-term, or try TERM=xterm-256color"
        case .noTerminalDatabase:
            "no terminal descriptions are installed: install ncurses-base"
        case .cannotMoveCursor(let name):
            "TERM=\(Self.printable(name)) cannot place its cursor: use another terminal, or a subcommand that prints"
        case .alreadyOpen:
            "the terminal is open already in this process"
        case .system(let call, let errno):
            "the terminal refused \(call) (errno \(errno)): try a new terminal window"
        }
    }

    /// The environment is not to be trusted to be printable either.
    private static func printable(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.prefix(40).map { (0x21...0x7e) ~= $0.value ? $0 : "?" }))
    }
}
