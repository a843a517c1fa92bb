// SPDX-License-Identifier: Apache-2.0
package import Canvas

/// What the caller wishes of a terminal.
package struct TerminalOptions: Sendable {
    /// Colours wanted, before NO_COLOR and COLORTERM; `nil` to let those choose. More than the terminal has is not given.
    package var depth: ColourDepth?
    /// Whether mouse clicks and the wheel are reported; while they are, the terminal's own text selection needs Shift.
    package var isMouseOn: Bool
    /// Whether SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH and crashes are taken care of. Off only in tests.
    package var handlesSignals: Bool
    /// The descriptor that is read.
    package var input: Int32
    /// The descriptor that is written.
    package var output: Int32

    package init(
        depth: ColourDepth? = nil, isMouseOn: Bool = false, handlesSignals: Bool = true, input: Int32 = 0,
        output: Int32 = 1
    ) {
        self.depth = depth
        self.isMouseOn = isMouseOn
        self.handlesSignals = handlesSignals
        self.input = input
        self.output = output
    }
}
