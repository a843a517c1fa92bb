// SPDX-License-Identifier: Apache-2.0

/// What lists say of a rule, derived from its text by whoever understands its kind.
///
/// It is made to fit: control characters become spaces, what is too long is cut, labels past the limit are left out. The text
/// itself is kept as it is.
package struct RuleHeading: Hashable, Sendable {
    /// One line, at most `RuleLimit.title` bytes.
    package let title: String
    /// How much a match matters, in the words of the rule's kind: `high`; empty where it says nothing.
    package let level: String
    /// The rule's own tags, in its order.
    package let tags: [String]
    /// ATT&CK techniques: `T1110.001`.
    package let techniques: [String]
    /// ATT&CK tactics: `credential-access`.
    package let tactics: [String]

    package init(
        title: String, level: String = "", tags: [String] = [], techniques: [String] = [], tactics: [String] = []
    ) {
        self.title = Self.line(title, RuleLimit.title)
        self.level = Self.line(level, RuleLimit.label)
        self.tags = Self.labels(tags)
        self.techniques = Self.labels(techniques)
        self.tactics = Self.labels(tactics)
    }

    private static func labels(_ texts: [String]) -> [String] {
        texts.prefix(RuleLimit.labels).map { line($0, RuleLimit.label) }.filter { !$0.isEmpty }
    }

    /// The text in one line of at most `limit` bytes.
    private static func line(_ text: String, _ limit: Int) -> String {
        var line = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            let shown: Unicode.Scalar = isControl(scalar) ? " " : scalar
            count += UTF8.width(shown)
            if count > limit { break }
            line.append(shown)
        }
        return String(line)
    }

    /// C0, DEL, C1, and Unicode's own line and paragraph ends.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029: true
        default: false
        }
    }
}
