// SPDX-License-Identifier: Apache-2.0
internal import CTerminal

/// The one terminal that a process may have, with the actions of its signals; given back in `deinit`.
struct TerminalClaim: ~Copyable {
    /// What a handler makes readable when a signal came.
    let signals: WakeDescriptor

    init() throws(TerminalError) {
        let signals = try WakeDescriptor()
        guard terminal_claim() else { throw .alreadyOpen }
        self.signals = signals
    }

    deinit {
        terminal_signals_remove()
        terminal_release()
    }

    /// Handles the signals that concern a terminal.
    ///
    /// It comes before ncurses starts, which leaves alone the signals that someone handles already.
    func handleSignals() throws(TerminalError) {
        let problem = terminal_signals_install(signals.descriptor)
        guard problem == 0 else { throw .system(call: "sigaction", errno: problem) }
    }
}
