// SPDX-License-Identifier: Apache-2.0

/// Which rules a list shows. What is left empty asks for nothing.
package struct RuleFilter: Hashable, Sendable {
    /// Those of these kinds.
    package var kinds: Set<RuleKind>
    /// Those that are enabled, or that are not.
    package var isEnabled: Bool?
    /// Whether retired ones are shown as well.
    package var includesRetired: Bool
    /// Those with each of these words, parted by spaces, somewhere in id, title, level, tags, techniques or tactics, capitals or
    /// not.
    package var text: String

    package init(
        kinds: Set<RuleKind> = [], isEnabled: Bool? = nil, includesRetired: Bool = false, text: String = ""
    ) {
        self.kinds = kinds
        self.isEnabled = isEnabled
        self.includesRetired = includesRetired
        self.text = text
    }

    /// The rules among `rules` that are shown, in their order.
    package func apply(to rules: [Rule]) -> [Rule] {
        let words = text.lowercased().split(separator: " ")
        return rules.filter { rule in
            (includesRetired || !rule.isRetired) && (kinds.isEmpty || kinds.contains(rule.kind))
                && (isEnabled == nil || isEnabled == rule.isEnabled) && Self.has(words, rule)
        }
    }

    private static func has(_ words: [Substring], _ rule: Rule) -> Bool {
        guard !words.isEmpty else { return true }
        let heading = rule.heading
        let labels = heading.tags + heading.techniques + heading.tactics
        // A line feed, which no word has, keeps words from reaching over two texts.
        let text = ([rule.id, heading.title, heading.level] + labels).joined(separator: "\n").lowercased()
        return words.allSatisfy { text.contains($0) }
    }
}
