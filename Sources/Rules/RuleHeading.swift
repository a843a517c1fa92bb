// SPDX-License-Identifier: Apache-2.0

/// What lists say of a rule, derived from its text by whoever understands its kind.
///
/// It is made to fit: control characters become spaces, what is too long is cut, labels past the limit are left out. The text
/// itself is kept as it is.
package struct RuleHeading: Hashable, Sendable, Codable {
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
        self.title = RuleLimit.line(title, RuleLimit.title)
        self.level = RuleLimit.line(level, RuleLimit.label)
        self.tags = Self.labels(tags)
        self.techniques = Self.labels(techniques)
        self.tactics = Self.labels(tactics)
    }

    private static func labels(_ texts: [String]) -> [String] {
        texts.prefix(RuleLimit.labels).map { RuleLimit.line($0, RuleLimit.label) }.filter { !$0.isEmpty }
    }
}

extension RuleHeading {
    private enum CodingKeys: CodingKey {
        case title, level, tags, techniques, tactics
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            title: try container.decode(String.self, forKey: .title),
            level: try container.decode(String.self, forKey: .level),
            tags: try container.decode([String].self, forKey: .tags),
            techniques: try container.decode([String].self, forKey: .techniques),
            tactics: try container.decode([String].self, forKey: .tactics))
    }
}
