// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What could not be done, in one line for a person: what, where, what to do.
package struct CameraProblem: Error, Sendable, Hashable {
    package let line: String
    /// Whether the call was wrong, so that another try ends the same way.
    package let isWrongUse: Bool

    init(_ line: String, isWrongUse: Bool = false) {
        self.line = line
        self.isWrongUse = isWrongUse
    }

    /// By `errno`.
    static func failed(_ what: String, _ path: String) -> CameraProblem {
        let code = errno
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        let advice =
            code == EACCES || code == EPERM ? "give the agent's user the right to it" : "check the disk and the path"
        return CameraProblem("cannot \(what) \(path): \(reason); \(advice)")
    }
}
