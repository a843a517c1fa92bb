// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Why text did not go to the clipboard.
package enum ClipboardError: Error, Hashable, Sendable {
    /// The text is too long; both in bytes of UTF-8.
    case tooLarge(byteCount: Int, limit: Int)

    /// One line for people.
    package var message: String {
        switch self {
        case .tooLarge(let byteCount, let limit):
            "too long to copy: \(byteCount) bytes, and terminals take \(limit) at most; save it to a file instead"
        }
    }
}

/// Writes text to the clipboard of the terminal that the user sits at, also over ssh.
///
/// Source: xterm control sequences, "Manipulate Selection Data" (OSC 52).
package enum Clipboard {
    /// Bytes of UTF-8 at most; several terminals drop sequences that are longer than this makes them.
    package static let limit = 100_000

    /// What stands between us and the terminal, and how a sequence gets through.
    package enum Route: Hashable, Sendable {
        /// Nothing that is known of.
        case plain
        /// A tmux; only with `allow-passthrough on`, which is not its default.
        case tmuxPassthrough
        /// A GNU screen, which takes strings of limited length only.
        case screen
    }

    /// The bytes that put `text` into the clipboard. The terminal never answers, so nobody knows whether it obeyed.
    ///
    /// - Throws: `ClipboardError.tooLarge`.
    package static func sequence(for text: String, route: Route) throws(ClipboardError) -> [UInt8] {
        let payload = Array(text.utf8)
        guard payload.count <= limit else { throw .tooLarge(byteCount: payload.count, limit: limit) }
        let plain = Array("\u{1b}]52;c;".utf8) + Array(Base64Text.encode(payload).utf8) + [0x07]
        switch route {
        case .plain:
            return plain
        case .tmuxPassthrough:
            return Array("\u{1b}Ptmux;".utf8) + plain.flatMap { $0 == 0x1b ? [0x1b, 0x1b] : [$0] } + [0x1b, 0x5c]
        case .screen:
            var result: [UInt8] = []
            for start in stride(from: 0, to: plain.count, by: 240) {
                result += [0x1b, 0x50] + plain[start..<min(start + 240, plain.count)] + [0x1b, 0x5c]
            }
            return result
        }
    }
}
