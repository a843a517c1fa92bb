// SPDX-License-Identifier: Apache-2.0

internal import Patterns
internal import Synchronization

/// A regular expression made ready to be looked for in many texts.
///
/// A search takes a bounded number of steps. A text on which they run out counts as one that does not match, and of a text
/// longer than 64 KiB only the beginning is looked at. Threads that share one take turns.
package final class ExpressionSearch: LineSearch {
    private let expression: TextExpression
    private let scratch = Mutex(RegexScratch())

    package init(_ expression: TextExpression) {
        self.expression = expression
    }

    package func isFound(in bytes: Span<UInt8>) -> Bool {
        scratch.withLock { $0.match(expression.compiled, in: bytes) == .match }
    }
}

/// Something that can be looked for in raw lines.
package protocol LineSearch: Sendable {
    /// Whether the bytes hold it.
    func isFound(in bytes: Span<UInt8>) -> Bool
}

extension LineSearch {
    /// Whether the bytes hold it.
    package func isFound(in bytes: [UInt8]) -> Bool {
        isFound(in: bytes.span)
    }
}
