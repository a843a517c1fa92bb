// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// That evidence failed a check: which one, and what was expected and found there.
package struct FailedCheck: Error, Sendable, Hashable {
    package let reason: Reason
    package let expected: Finding?
    package let found: Finding?

    package init(_ reason: Reason, expected: Finding? = nil, found: Finding? = nil) {
        self.reason = reason
        self.expected = expected
        self.found = found
    }
}

/// One side of a check, as it was met. What is `text` may come from outside and is to be neutralised on a screen.
package enum Finding: Sendable, Hashable, Codable {
    case bytes([UInt8])
    case number(UInt64)
    case text(String)
}

extension Finding: CustomStringConvertible {
    /// It in one line: bytes as hexadecimal digits, at most 64 of them.
    package var description: String {
        switch self {
        case .bytes(let bytes): Self.digits(bytes)
        case .number(let number): String(number)
        case .text(let text): text
        }
    }

    private static func digits(_ bytes: [UInt8]) -> String {
        guard !bytes.isEmpty else { return "nothing" }
        let shown = Hexadecimal.text(Array(bytes.prefix(64)))
        return bytes.count > 64 ? "\(shown)... (\(bytes.count) bytes)" : shown
    }
}
