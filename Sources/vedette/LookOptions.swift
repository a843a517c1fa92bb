// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Canvas
internal import Glibc
internal import Station

/// How the console looks.
struct LookOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A theme's name or file.", valueName: "name"))
    var theme: String?

    @Flag(help: "Draw with ASCII characters only.")
    var ascii = false

    /// The glyph set asked for.
    var glyphs: GlyphSet? { ascii ? .ascii : nil }

    /// A console without a terminal is refused before anything is begun.
    static func requireTerminal() throws(UserMessage) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw UserMessage(
                .environment, "the console needs a terminal, and standard input or output is none.",
                help: "Over ssh call 'ssh -t'; 'vedette screen alerts' prints a screen without one.")
        }
    }
}
