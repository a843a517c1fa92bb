// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Why a socket could not be had or used.
package struct SocketFailure: Error, Sendable, Hashable {
    /// As `errno` has it.
    package let code: Int32

    package init(code: Int32) { self.code = code }

    /// Whether nobody listens there: no socket, or one that its listener has left behind.
    package var isNobody: Bool { code == ENOENT || code == ECONNREFUSED || code == ENOTDIR }
    /// Whether the other side took its time.
    package var isLate: Bool { code == EAGAIN }

    /// The reason in a few words, as the system has them.
    package var reason: String {
        if isLate { return "no answer in time" }
        if code == ENAMETOOLONG {
            return "the path is longer than the \(UnixListener.pathLimit) bytes that a socket may have"
        }
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
