// SPDX-License-Identifier: Apache-2.0

/// Which Suricata it is.
package struct EngineVersion: Hashable, Sendable {
    /// As Suricata says it: `7.0.10`.
    package let text: String
    /// The first number.
    package let major: Int

    /// Older ones are not asked: the tables of this target begin with 7, and 6 lets a rule under test name any file.
    package static let leastMajor = 7

    /// Reads what `suricata -V` prints; `nil` if it is something else.
    package init?(output: [UInt8]) {
        let words = String(decoding: output.prefix(4096), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard let index = words.firstIndex(of: "version"), index > 0, words[index - 1] == "Suricata",
            index + 1 < words.count, let major = Int(words[index + 1].prefix { $0.isASCII && $0.isNumber })
        else { return nil }
        text = String(words[index + 1].prefix(20))
        self.major = major
    }
}
