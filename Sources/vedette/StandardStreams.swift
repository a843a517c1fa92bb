// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Glibc
internal import Station

/// Standard output is gone: its reader has left.
struct OutputClosed: Error {}

/// Standard output, buffered: whole writes, or `OutputClosed` where nobody reads any more, or a `UserMessage`.
struct StandardOutput: ~Copyable {
    private var buffer: [UInt8] = []

    /// Whether a person may be reading: then hostile text is neutralised even where bytes are asked for.
    let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Adds one line.
    mutating func write(line: [UInt8]) throws {
        buffer += line
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= 1 << 16 { try flush() }
    }

    /// Adds bytes as they are.
    mutating func write(bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= 1 << 16 { try flush() }
    }

    /// Adds one line of text that may hold anything: neutralised, since a terminal may be behind it.
    mutating func write(hostile line: String) throws {
        try write(line: Array(CellText.safe(line).utf8))
    }

    /// Hands everything to the system.
    mutating func flush() throws {
        var start = 0
        while start < buffer.count {
            let written = unsafe buffer.withUnsafeBytes { bytes in
                unsafe Glibc.write(STDOUT_FILENO, bytes.baseAddress.map { unsafe $0 + start }, bytes.count - start)
            }
            guard written > 0 else {
                let code = errno
                if code == EINTR { continue }
                if code == EPIPE { throw OutputClosed() }
                let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
                throw UserMessage(
                    .environment, "standard output: \(reason).", help: "What was written so far is not all.")
            }
            start += written
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// Standard error, for people.
enum StandardError {
    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// One line, whatever is in it: a break in the name of a file shows as a sign.
    static func print(_ line: String) { write(CellText.safe(line) + "\n") }

    /// A text of several lines.
    static func print(page text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { CellText.safe(String($0)) }
        write(lines.joined(separator: "\n") + "\n")
    }

    /// Replaces the progress line on a terminal; says nothing elsewhere.
    static func progress(_ text: String) {
        guard isTerminal else { return }
        write("\r\u{1B}[K" + CellText.safe(text))
    }

    private static func write(_ text: String) {
        var bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
