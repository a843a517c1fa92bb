// SPDX-License-Identifier: Apache-2.0
internal import CTerminal

/// What was done with copied text.
package enum ClipboardOutcome: Hashable, Sendable {
    /// tmux has it as its newest buffer, and was asked to give it to the terminal.
    case inTmux
    /// The terminal was asked; it never says whether it obeyed.
    case asked
}

extension CursesTerminal {
    /// Puts `text` into the clipboard of the terminal that the user sits at.
    ///
    /// Inside a local tmux its own command is used: with its default settings tmux 3.3 heeds neither OSC 52 of programs
    /// (`set-clipboard external`) nor passed-through sequences (`allow-passthrough off`). It may take up to 2 s then.
    ///
    /// - Throws: `ClipboardError.tooLarge`.
    package mutating func copy(_ text: String) throws(ClipboardError) -> ClipboardOutcome {
        let plain = try Clipboard.sequence(for: text, route: .plain)
        if surroundings.isInTmux, loadTmuxBuffer(Array(text.utf8)) { return .inTmux }
        if surroundings.isInScreen {
            write(try Clipboard.sequence(for: text, route: .screen))
        } else {
            write(plain)
            // A tmux that we reach over ssh: each form goes through under another setting.
            if surroundings.name.hasPrefix("tmux") {
                write(try Clipboard.sequence(for: text, route: .tmuxPassthrough))
            }
        }
        return .asked
    }

    private func loadTmuxBuffer(_ bytes: [UInt8]) -> Bool {
        unsafe terminal_load_tmux_buffer(bytes, bytes.count, 2000) == 0
    }
}
