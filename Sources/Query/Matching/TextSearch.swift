// SPDX-License-Identifier: Apache-2.0

/// A text to look for in raw lines; letters of ASCII are found in either case.
///
/// The line is searched as it was received: what its writer escaped (`\u00e9`, `\/`) is found only as it stands there.
package struct TextSearch: LineSearch, Hashable {
    private let needle: [UInt8]
    /// For each length of a partial find, the length of the longest one that goes on after the next letter differs
    /// (Knuth, Morris, Pratt): the time is linear in the line, whatever an attacker puts there.
    private let fallback: [Int]

    package init(_ text: String) {
        let needle = text.utf8.map(\.foldedASCII)
        var fallback = Array(repeating: 0, count: needle.count)
        var length = 0
        for index in needle.indices.dropFirst() {
            while length > 0, needle[index] != needle[length] { length = fallback[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            fallback[index] = length
        }
        self.needle = needle
        self.fallback = fallback
    }

    /// Whether the bytes hold the text; the empty text is everywhere.
    package func isFound(in bytes: Span<UInt8>) -> Bool {
        if needle.isEmpty { return true }
        var length = 0
        for index in bytes.indices {
            let byte = bytes[index].foldedASCII
            while length > 0, byte != needle[length] { length = fallback[length - 1] }
            if byte == needle[length] {
                length += 1
                if length == needle.count { return true }
            }
        }
        return false
    }
}
