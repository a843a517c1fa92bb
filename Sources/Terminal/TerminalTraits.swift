// SPDX-License-Identifier: Apache-2.0
package import Canvas

/// What an open terminal can do, so that the caller can choose glyphs and say what is missing.
package struct TerminalTraits: Hashable, Sendable {
    /// The terminfo entry in use; not always TERM (`xterm-direct` for 24-bit colour).
    package let entry: String
    /// The colours in use.
    package let depth: ColourDepth
    /// Whether characters go out as UTF-8; otherwise only ASCII glyphs are safe.
    package let isUTF8: Bool
    /// Whether UTF-8 is a guess, because the locale names no character set (`LC_ALL=C`) or is not installed.
    package let isEncodingGuessed: Bool
    /// Whether this is the kernel's own console, whose font has some 256 or 512 glyphs: boxes yes, braille no.
    package let isLinuxConsole: Bool
}
