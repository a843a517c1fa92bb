// SPDX-License-Identifier: Apache-2.0

/// What changes on a sensor from one revision of its files to another.
package struct RulesDifference: Sendable, Hashable, Codable {
    /// One signature in both files.
    package struct Change: Sendable, Hashable, Codable {
        package var before: Line
        package var after: Line

        package init(before: Line, after: Line) {
            self.before = before
            self.after = after
        }
    }

    /// A signature, or a line of `threshold.config`.
    package struct Line: Sendable, Hashable, Codable {
        /// `gid:sid`; empty for a line of `threshold.config`.
        package var id: String
        /// The signature's message; empty where it has none.
        package var title: String
        /// The line, without its line feed. Hostile: whoever wrote the rule wrote it.
        package var text: String
        /// Which line of disable.conf, enable.conf or modify.conf it comes from; `nil` where it comes from none.
        package var because: String?

        package init(id: String, title: String, text: String) {
            self.id = id
            self.title = title
            self.text = text
        }
    }

    /// What a difference is between.
    package struct Ends: Sendable, Hashable {
        package var from: RulesRevision?
        package var to: RulesRevision

        package init(from: RulesRevision?, to: RulesRevision) {
            self.from = from
            self.to = to
        }
    }

    /// What it starts from; `nil` where that is nothing, or not known.
    package var from: RulesRevision?
    package var to: RulesRevision
    /// By generator and number.
    package var added: [Line]
    package var changed: [Change]
    package var removed: [Line]
    /// In the order of the files.
    package var addedThresholds: [Line]
    package var removedThresholds: [Line]

    package init(
        from: RulesRevision?, to: RulesRevision, added: [Line] = [], changed: [Change] = [], removed: [Line] = [],
        addedThresholds: [Line] = [], removedThresholds: [Line] = []
    ) {
        self.from = from
        self.to = to
        self.added = added
        self.changed = changed
        self.removed = removed
        self.addedThresholds = addedThresholds
        self.removedThresholds = removedThresholds
    }

    /// Whether the sensor would run the same.
    package var isEmpty: Bool {
        added.isEmpty && changed.isEmpty && removed.isEmpty && addedThresholds.isEmpty && removedThresholds.isEmpty
    }

    /// How many of each, in one line.
    package var summary: String {
        func count(_ number: Int, _ word: String) -> String? { number > 0 ? "\(number) \(word)" : nil }
        let parts = [
            count(added.count, "added"), count(changed.count, "changed"), count(removed.count, "removed"),
            count(
                addedThresholds.count + removedThresholds.count,
                addedThresholds.count + removedThresholds.count == 1 ? "threshold line" : "threshold lines"),
        ].compactMap { $0 }
        return parts.isEmpty ? "no difference" : parts.joined(separator: ", ")
    }

    /// The lines of it: `+` and `-` before what comes and goes, and `~` before a signature whose text changes.
    package var lines: [String] {
        var lines: [String] = []
        func add(_ sign: String, _ line: Line) {
            lines.append("\(sign) \(line.text)")
            if let reason = line.because { lines.append("  \(reason)") }
        }
        for line in added { add("+", line) }
        for change in changed {
            lines.append("- \(change.before.text)")
            add("~", change.after)
        }
        for line in removed { add("-", line) }
        for line in addedThresholds { lines.append("+ \(line.text)") }
        for line in removedThresholds { lines.append("- \(line.text)") }
        return lines
    }
}
