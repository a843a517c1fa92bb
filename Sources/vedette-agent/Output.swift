// SPDX-License-Identifier: Apache-2.0

internal import Agent
internal import Glibc

/// Standard output and standard error.
enum Output {
    static func print(_ text: String) { write(text, STDOUT_FILENO) }

    /// Writes a line for a person.
    static func error(_ line: String) { write(PlainText.line(line) + "\n", STDERR_FILENO) }

    private static func write(_ text: String, _ descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
