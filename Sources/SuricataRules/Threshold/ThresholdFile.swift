// SPDX-License-Identifier: Apache-2.0

package import Rules

/// A `threshold.config`: every line of it, what the lines say, and what is wrong with them.
///
/// It keeps the bytes that it was read from, so that what nobody changed is written back as it was.
package struct ThresholdFile: Sendable {
    /// What a line is; lines that backslashes join are one.
    package enum Kind: Hashable, Sendable {
        case blank, comment
        indirect case entry(ThresholdEntry)
        /// A whole entry that a `#` puts out of use.
        indirect case disabled(ThresholdEntry)
        /// What Suricata cannot read; it then reads no line of the file.
        case broken
    }

    /// One line of the file, or several that backslashes join.
    package struct Line: Sendable {
        package let kind: Kind
        /// Its bytes in the file, with their line feeds.
        package let range: Range<Int>
        /// The number of its first line, counted from 1.
        package let number: Int
    }

    /// The bytes that were read.
    package let bytes: [UInt8]
    /// All lines, whose ranges cover the file.
    package let lines: [Line]
    /// What is wrong, in the order of the text; at most `SignatureFile.problemLimit`.
    package let problems: [RuleProblem]

    /// The entries in use, in the order of the text.
    package var entries: [ThresholdEntry] {
        lines.compactMap { line in
            if case .entry(let entry) = line.kind { entry } else { nil }
        }
    }

    /// Reads a file; nothing in it can make that fail. One with more than `SignatureFile.byteLimit` bytes has no lines.
    package static func parse(bytes: [UInt8]) -> ThresholdFile {
        guard bytes.count <= SignatureFile.byteLimit else {
            return ThresholdFile(bytes: bytes, lines: [], problems: [SignatureFile.tooLarge])
        }
        var lines: [Line] = []
        var problems: [RuleProblem] = []
        var seen: [ThresholdEntry: Int] = [:]
        var reader = RuleLineReader(bytes, firstWords: ThresholdParser.commands)
        while let entry = reader.next() {
            let (kind, found) = Self.kind(of: entry, &seen)
            problems.append(contentsOf: found.prefix(max(0, SignatureFile.problemLimit - problems.count)))
            lines.append(Line(kind: kind, range: entry.range, number: entry.number))
        }
        return ThresholdFile(bytes: bytes, lines: lines, problems: problems)
    }

    /// Reads the text of a file, as `parse(bytes:)` does.
    package static func parse(_ text: String) -> ThresholdFile {
        parse(bytes: Array(text.utf8))
    }

    private static func kind(
        of entry: RuleLineReader.Entry, _ seen: inout [ThresholdEntry: Int]
    ) -> (Kind, [RuleProblem]) {
        switch entry.kind {
        case .blank: return (.blank, [])
        case .comment: return (.comment, [])
        case .disabled(let line):
            guard let entry = ThresholdParser.parse(line).entry else { return (.comment, []) }
            return (.disabled(entry), [])
        case .rule(let line):
            let (parsed, findings) = ThresholdParser.parse(line)
            guard let parsed else { return (.broken, findings.problems) }
            var same = parsed
            same.position = .start
            guard let first = seen.updateValue(seen[same] ?? entry.number, forKey: same) else {
                return (.entry(parsed), findings.problems)
            }
            let twice = RuleProblem(
                .warning, parsed.position, "line \(first) says the same", help: "Remove one of them.")
            return (.entry(parsed), findings.problems + [twice])
        }
    }
}
