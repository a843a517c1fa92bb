// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// Where a text stands in this one the first time, byte for byte; `nil` where it does not.
    ///
    /// The standard library's own search brings its engine for regular expressions, which is a tenth of the agent's size
    /// (docs/decisions/0030-a-small-agent.md).
    package func firstPlace(of text: String) -> Range<Index>? {
        let (own, wanted) = (utf8, text.utf8)
        var start = own.startIndex
        while true {
            if own[start...].starts(with: wanted) { return start..<own.index(start, offsetBy: wanted.count) }
            guard start < own.endIndex else { return nil }
            own.formIndex(after: &start)
        }
    }
}
