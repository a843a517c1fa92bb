// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// Draws a report as plain text of so many columns.
///
/// Everything goes through a `Surface`, so nothing from outside gets out of its cells.
struct TextReport {
    /// What a terminal has at least, and paper at most.
    static let usualColumns = 80
    private static let chartRows = 8

    private let columns: Int
    private var text = ""

    private init(columns: Int) {
        self.columns = columns
    }

    static func render(_ report: Report, columns: Int = usualColumns) -> String {
        var renderer = TextReport(columns: columns)
        let document = report.document
        renderer.line(document.title.joined)
        renderer.line(report.periodText)
        for section in document.sections {
            renderer.text += "\n"
            renderer.line(section.title.uppercased())
            for block in section.blocks { renderer.draw(block) }
        }
        return renderer.text
    }

    private mutating func draw(_ block: ReportDocument.Block) {
        text += "\n"
        switch block {
        case .note(let words): paragraph(words.joined, indent: 0, hang: words.contains(where: \.isOutside) ? 2 : 0)
        case .facts(let facts): draw(facts)
        case .table(let table): text += TextTable(table).drawn(columns: columns)
        case .chart(let chart): text += Self.drawn(chart, columns: columns)
        case .entry(let entry): draw(entry)
        }
    }

    private mutating func draw(_ facts: [ReportDocument.Fact]) {
        let names = facts.reduce(0) { max($0, CellText.columns($1.name)) }
        let values = facts.reduce(0) { max($0, CellText.columns($1.value.text)) }
        for fact in facts {
            let left = fact.name + String(repeating: " ", count: max(0, names - CellText.columns(fact.name)) + 2)
            let gap = String(repeating: " ", count: max(0, values - CellText.columns(fact.value.text)))
            line(left + gap + fact.value.text + (fact.note.isEmpty ? "" : "  " + fact.note))
        }
    }

    private mutating func draw(_ entry: ReportDocument.Entry) {
        paragraph(entry.title.text, indent: 0, hang: 2)
        for fact in entry.facts { paragraph("\(fact.name): \(fact.value.text)", indent: 4) }
        for words in entry.lines { paragraph(words.joined, indent: 4) }
    }

    /// Wraps words; what hangs keeps a text from outside from beginning a line as a heading does.
    private mutating func paragraph(_ words: String, indent: Int, hang: Int = 2) {
        // Safe before it is wrapped: a line feed in it is no end of a line here.
        for (index, part) in CellText.wrapped(CellText.safe(words), columns: columns - indent - hang).enumerated() {
            line(String(repeating: " ", count: index == 0 ? indent : indent + hang) + part)
        }
    }

    private mutating func line(_ words: String) {
        var surface = Surface(size: Size(columns: columns, rows: 1))
        surface.write(words, x: 0, y: 0)
        text += surface.plainText()
    }

    /// The chart as Markdown shows it, too.
    static func drawn(_ chart: ReportDocument.Chart, columns: Int = usualColumns) -> String {
        var surface = Surface(size: Size(columns: columns, rows: chartRows + 3))
        let chart = chart.merged(to: Histogram.bucketsFitting(columns))
        surface.write(chart.caption, x: 0, y: 0)
        let sums = chart.buckets.map { [$0.reduce(0, +)] }
        Histogram(
            parts: [.text], buckets: sums, scale: AxisScale(peak: Histogram.peak(of: sums)),
            ticks: Moment.ticks(chart.grid, leastGap: 11).map { AxisTick(bucket: $0.bucket, label: $0.label) }
        ).draw(on: &surface, in: Rect(x: 0, y: 1, columns: columns, rows: chartRows + 2))
        return surface.plainText()
    }
}

extension [ReportText] {
    /// The pieces in one, still hostile.
    var joined: String { map(\.text).joined() }
}
