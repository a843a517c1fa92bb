// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// Draws a report as Markdown: CommonMark with the tables of GitHub's.
///
/// Text from outside stands in code spans, where nothing is a link, a name to be told, HTML or a picture; our own has its punctuation escaped.
struct MarkdownReport {
    static func render(_ report: Report) -> String {
        let document = report.document
        var text = "# \(inline(document.title))\n\n\(escaped(report.periodText))\n"
        for section in document.sections {
            text += "\n## \(escaped(section.title))\n"
            for block in section.blocks { text += "\n" + drawn(block) }
        }
        return text
    }

    private static func drawn(_ block: ReportDocument.Block) -> String {
        switch block {
        case .note(let words): inline(words) + "\n"
        case .facts(let facts): drawn(facts)
        case .table(let table): drawn(table)
        // Blocks and figures, all of them ours.
        case .chart(let chart): "```text\n" + TextReport.drawn(chart) + "```\n"
        case .entry(let entry): drawn(entry)
        }
    }

    private static func drawn(_ facts: [ReportDocument.Fact]) -> String {
        facts.map { fact in
            let note = fact.note.isEmpty ? "" : " (\(escaped(fact.note)))"
            return "- \(escaped(fact.name)): \(inline([fact.value]))\(note)\n"
        }.joined()
    }

    private static func drawn(_ table: ReportDocument.Table) -> String {
        var text = table.title.isEmpty ? "" : "### \(escaped(table.title))\n\n"
        text += row(table.columns.map { escaped($0.title) })
        text += row(table.columns.map { $0.isNumber ? "---:" : "---" })
        for cells in table.rows { text += row(cells.map { cell($0) }) }
        return text
    }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |\n"
    }

    private static func drawn(_ entry: ReportDocument.Entry) -> String {
        var text = "### \(inline([entry.title]))\n\n" + drawn(entry.facts)
        // A paragraph between, or both lists would be one.
        if !entry.lines.isEmpty { text += "\nWhat was done:\n\n" }
        for line in entry.lines {
            // Two blanks at the beginning say that a line goes on with the one above.
            let isComment = line.first?.text == "  "
            text += (isComment ? "  - " : "- ") + inline(isComment ? Array(line.dropFirst()) : line) + "\n"
        }
        return text
    }

    // MARK: Text

    static func inline(_ words: [ReportText]) -> String {
        words.map { $0.isOutside ? code($0.text) : escaped($0.text) }.joined()
    }

    /// In a table a bar ends the cell also within a code span, unless it is escaped; but a backslash before that would itself be taken as
    /// escaped, so there the span is parted.
    ///
    /// All of it goes by scalars, as Markdown's readers do: a bar with a mark upon it is another Character than a bar.
    private static func cell(_ text: ReportText) -> String {
        guard text.isOutside else { return escaped(text.text) }
        var parts = [String.UnicodeScalarView()]
        var last: Unicode.Scalar?
        for scalar in CellText.safe(text.text).unicodeScalars {
            if scalar == "|", last == "\\" { parts.append(String.UnicodeScalarView()) }
            parts[parts.count - 1].append(scalar)
            last = scalar
        }
        return parts.map { withBarsEscaped(code(String($0))) }.joined(separator: " ")
    }

    private static func withBarsEscaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "|" { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    /// A code span, fenced by more backticks than the text has in a row.
    private static func code(_ text: String) -> String {
        let safe = CellText.safe(text)
        let scalars = safe.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return "" }
        var longest = 0
        var run = 0
        for scalar in scalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        // A blank at both ends is taken off again; a text of blanks alone keeps its own.
        let needsRoom = first == "`" || last == "`" || first == " " && last == " "
        let room = needsRoom && scalars.contains { $0 != " " } ? " " : ""
        return fence + room + safe + room + fence
    }

    /// Our own words, with a backslash before what Markdown could take for its own.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in CellText.safe(text).unicodeScalars {
            if "\\`*_{}[]<>#|~&@!".unicodeScalars.contains(scalar) { escaped.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }
}
