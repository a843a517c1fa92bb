// SPDX-License-Identifier: Apache-2.0

/// What the environment variables say of the terminal; read once, so that nothing else looks at the environment.
package struct TerminalSurroundings: Hashable, Sendable {
    /// TERM; empty where it is not set.
    package var name: String
    /// Whether COLORTERM promises 24-bit colour.
    package var promisesTrueColour: Bool
    /// Whether NO_COLOR asks for no colour (Source: no-color.org: any value that is not empty).
    package var refusesColour: Bool
    /// Whether a tmux on this machine is between us and the terminal.
    package var isInTmux: Bool
    /// Whether a GNU screen on this machine is between us and the terminal.
    package var isInScreen: Bool

    /// Reads TERM, COLORTERM, NO_COLOR, TMUX and STY out of `environment`.
    package init(environment: [String: String]) {
        name = environment["TERM"] ?? ""
        promisesTrueColour = ["truecolor", "24bit"].contains(environment["COLORTERM"]?.lowercased() ?? "")
        refusesColour = environment["NO_COLOR"]?.isEmpty == false
        isInTmux = environment["TMUX"]?.isEmpty == false
        isInScreen = !isInTmux && environment["STY"]?.isEmpty == false
    }
}
