// SPDX-License-Identifier: Apache-2.0

/// Why `CursesTerminal.poll` returned; more than one reason may hold, none means that the time was over.
package struct Wake: Hashable, Sendable {
    /// Input waits, or the terminal has a new size: call `drainInput`.
    package var hasInput = false
    /// Someone called `WakeDescriptor.wake()`.
    package var isWoken = false
    /// SIGTSTP came: call `suspend` when it suits. (Control-Z in the terminal is a key, not this.)
    package var wantsSuspension = false
    /// The program is asked to end, or its terminal is gone: leave the loop and let the terminal go.
    package var termination: Termination?

    package init() {}
}

/// What asks the program to end.
package enum Termination: Hashable, Sendable {
    /// SIGINT from outside. (Control-C in the terminal is a key, not this.)
    case interrupt
    /// SIGTERM.
    case terminate
    /// SIGHUP, or the other side of the terminal was closed.
    case hangUp

    /// What the program's exit status is by custom: 128 and the number of the signal.
    package var exitStatus: Int32 {
        switch self {
        case .interrupt: 130
        case .terminate: 143
        case .hangUp: 129
        }
    }
}
