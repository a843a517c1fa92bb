// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Both ends of a pseudo-terminal: a terminal without anyone at it.
final class Pty: Sendable {
    /// The pseudo-terminal was not to be had.
    struct Unavailable: Error {}

    /// The side of whoever sits at the terminal.
    let user: Int32
    /// The side of the program.
    let program: Int32

    init(columns: UInt16, rows: UInt16) throws(Unavailable) {
        user = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // The requests are macros that Swift does not see: TIOCSPTLCK (here: unlock) and TIOCGPTPEER. Source: ioctl_tty(2).
        var lock: Int32 = 0
        let isUnlocked = unsafe ioctl(user, 0x4004_5431, &lock) == 0
        program = isUnlocked ? ioctl(user, 0x5441, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1
        guard program >= 0 else { throw Unavailable() }
        resize(columns: columns, rows: rows)
    }

    deinit {
        close(user)
        close(program)
    }

    func resize(columns: UInt16, rows: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = unsafe ioctl(user, UInt(TIOCSWINSZ), &size)
    }

    /// Types bytes.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(user, bytes, bytes.count)
    }

    /// What the program wrote, up to and with `mark`; what there is after five seconds without it.
    func read(upTo mark: String) -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: text, as: UTF8.self).contains(mark) {
            var wait = pollfd(fd: user, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wait, 1, 5000) > 0 else { break }
            let count = unsafe Glibc.read(user, &buffer, buffer.count)
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What the program has written until now and was not read: a mark behind it is read instead of waiting.
    func readAll() -> String {
        let mark = "\u{1b}_mark\u{1b}\\"
        let bytes = Array(mark.utf8)
        _ = unsafe write(program, bytes, bytes.count)
        return String(read(upTo: mark).dropLast(mark.count))
    }

    /// Whether input comes in lines and is echoed, as a shell has it.
    var isCooked: Bool {
        var modes = termios()
        guard unsafe tcgetattr(program, &modes) == 0 else { return false }
        let wanted = tcflag_t(ICANON) | tcflag_t(ECHO)
        return modes.c_lflag & wanted == wanted
    }
}
