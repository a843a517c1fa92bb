// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

/// Draws a report as one HTML file that needs nothing else: no script, no font, no picture from anywhere, and a policy that forbids them.
struct HTMLReport {
    static func render(_ report: Report) -> String {
        let document = report.document
        let title = escaped(document.title.joined)
        var html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title), \(escaped(report.periodText))</title>
            <style>
            \(HTMLStyle.sheet)
            </style>
            </head>
            <body>
            <header>
            <h1>\(inline(document.title))</h1>
            <p>\(escaped(report.periodText))</p>
            </header>
            <main>

            """
        var charts = 0
        for section in document.sections {
            html += "<section>\n<h2>\(escaped(section.title))</h2>\n"
            for block in section.blocks {
                if case .chart = block { charts += 1 }
                html += drawn(block, number: charts)
            }
            html += "</section>\n"
        }
        return html + "</main>\n</body>\n</html>\n"
    }

    private static func drawn(_ block: ReportDocument.Block, number: Int) -> String {
        switch block {
        case .note(let words): "<p>\(inline(words))</p>\n"
        case .facts(let facts): drawn(facts, classed: "tiles")
        case .table(let table): drawn(table)
        case .chart(let chart): HTMLChart(chart, number: number).drawn
        case .entry(let entry): drawn(entry)
        }
    }

    private static func drawn(_ facts: [ReportDocument.Fact], classed name: String) -> String {
        var html = "<dl class=\"\(name)\">\n"
        for fact in facts {
            let note = fact.note.isEmpty ? "" : "<small>\(escaped(fact.note))</small>"
            html += "<div><dt>\(escaped(fact.name))</dt><dd>\(inline([fact.value]))\(note)</dd></div>\n"
        }
        return html + "</dl>\n"
    }

    private static func drawn(_ table: ReportDocument.Table) -> String {
        let hasSeries = table.series.contains { !$0.isEmpty }
        var html = "<table>\n"
        if !table.title.isEmpty { html += "<caption>\(escaped(table.title))</caption>\n" }
        html += "<thead><tr>"
        for column in table.columns { html += "<th scope=\"col\"\(mark(column))>\(escaped(column.title))</th>" }
        html += (hasSeries ? "<th scope=\"col\">course</th>" : "") + "</tr></thead>\n<tbody>\n"
        for (index, row) in table.rows.enumerated() {
            html += "<tr>"
            for (cell, column) in zip(row, table.columns) { html += "<td\(mark(column))>\(inline([cell]))</td>" }
            if hasSeries {
                let series = index < table.series.count ? table.series[index] : []
                html += "<td>\(series.isEmpty ? "" : HTMLChart.spark(series))</td>"
            }
            html += "</tr>\n"
        }
        return html + "</tbody>\n</table>\n"
    }

    private static func mark(_ column: ReportDocument.Table.Column) -> String {
        column.isNumber ? " class=\"n\"" : column.isID ? " class=\"id\"" : ""
    }

    private static func drawn(_ entry: ReportDocument.Entry) -> String {
        var html = "<article>\n<h3>\(inline([entry.title]))</h3>\n" + drawn(entry.facts, classed: "facts")
        if !entry.lines.isEmpty {
            html += "<ul>\n" + entry.lines.map { "<li>\(inline($0))</li>\n" }.joined() + "</ul>\n"
        }
        return html + "</article>\n"
    }

    // MARK: Text

    /// Text from outside in an element that keeps its direction to itself.
    private static func inline(_ words: [ReportText]) -> String {
        words.map { $0.isOutside ? "<bdi>\(escaped($0.text))</bdi>" : escaped($0.text) }.joined()
    }

    /// Text as it may stand in an element or a quoted attribute; what would be invisible or turn the text around is a visible mark.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in CellText.safe(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
