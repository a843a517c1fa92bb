// SPDX-License-Identifier: Apache-2.0
internal import CTerminal

extension CursesTerminal {
    /// Gives the terminal back and stops the process (Control-Z); returns when the shell continues it, with the picture
    /// restored and a new size told by the next `drainInput`.
    ///
    /// All threads stop, and whatever runs in them must bear that. Where no shell could continue it, nothing stops.
    package mutating func suspend() {
        leavePictures()
        leaveModes()
        screen.leave()
        terminal_guard_restore_modes()
        terminal_stop()
        resume()
        // The SIGCONT that woke us was heeded by this.
        let signals = terminal_signals_take() & ~terminal_signal_continue.rawValue
        if signals != 0 { repeatSignals(signals) }
    }

    /// Leaves the terminal to another program for as long as `body` runs, which blocks.
    package mutating func lend(_ body: () -> Void) {
        leavePictures()
        leaveModes()
        screen.leave()
        terminal_guard_restore_modes()
        body()
        resume()
        // What was typed to end the other program was not meant for this one.
        _ = terminal_signals_take()
    }

    /// Takes the terminal back after a stop, whoever caused it.
    mutating func resume() {
        screen.takeModes()
        enterModes()
        readSize()
        pictures.spoil()
        screen.flush(fully: true)
    }

    /// Leaves signals for the next `poll`.
    private func repeatSignals(_ signals: UInt32) {
        terminal_signals_put_back(signals)
    }
}
