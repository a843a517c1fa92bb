// SPDX-License-Identifier: Apache-2.0
internal import CTerminal

/// Wakes the terminal's `poll` from any thread.
///
/// Many wakes before a poll are one. It stays valid for as long as someone holds it, also when the terminal is gone.
package final class WakeDescriptor: Sendable {
    let descriptor: Int32

    /// - Throws: `TerminalError.system` where the process has no descriptors left.
    package init() throws(TerminalError) {
        let event = terminal_event_open()
        guard event >= 0 else { throw .system(call: "eventfd", errno: -event) }
        descriptor = event
    }

    deinit {
        terminal_descriptor_close(descriptor)
    }

    /// Makes the terminal's `poll` return; does nothing but one `write`.
    package func wake() {
        terminal_event_signal(descriptor)
    }
}
