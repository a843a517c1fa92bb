// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

/// Charts as SVG within the page. Colours are the style sheet's.
struct HTMLChart {
    private let chart: ReportDocument.Chart
    /// The chart's place in the report, which makes its ids different from the other ones'.
    private let number: Int
    private let top: Int

    private static let width = 960.0
    private static let left = 56.0
    private static let height = 180.0
    private static let foot = 24.0

    init(_ chart: ReportDocument.Chart, number: Int) {
        self.chart = chart
        self.number = number
        top = AxisScale(peak: Histogram.peak(of: chart.buckets)).top
    }

    var drawn: String {
        let (title, description) = ("chart-\(number)-title", "chart-\(number)-desc")
        var svg = "<figure>\n<figcaption>\(HTMLReport.escaped(chart.caption))\(legend)</figcaption>\n"
        svg += "<svg viewBox=\"0 0 \(Self.figure(Self.width)) \(Self.figure(Self.height + Self.foot))\" role=\"img\""
        svg += " aria-labelledby=\"\(title) \(description)\">\n"
        svg += "<title id=\"\(title)\">\(HTMLReport.escaped(chart.caption))</title>\n"
        svg += "<desc id=\"\(description)\">\(HTMLReport.escaped(summary))</desc>\n"
        svg += axis + bars + ticks
        return svg + "</svg>\n</figure>\n"
    }

    private var sums: [Int] { chart.buckets.map { $0.reduce(0, +) } }

    /// What somebody who does not see the chart is told.
    private var summary: String {
        let sums = sums
        guard let peak = sums.max(), let bucket = sums.firstIndex(of: peak) else { return "Nothing." }
        return "\(sums.count) bars, \(Figure.grouped(sums.reduce(0, +))) in all; the highest, from "
            + "\(Moment.text(chart.grid.range(of: bucket).start)) on, has \(Figure.grouped(peak))."
    }

    private var legend: String {
        guard chart.parts.count > 1 else { return "" }
        return chart.parts.enumerated().map { index, part in
            let total = chart.buckets.reduce(0) { $0 + (index < $1.count ? $1[index] : 0) }
            return " <span class=\"key \(part.rawValue)\"></span>\(part.rawValue) \(Figure.grouped(total))"
        }.joined()
    }

    private var axis: String {
        var values = [top]
        if top % 2 == 0 { values.append(top / 2) }
        return (values + [0]).map { value in
            let y = Self.height - Double(value) / Double(top) * (Self.height - 10)
            return "<line class=\"grid\" x1=\"\(Self.figure(Self.left))\" x2=\"\(Self.figure(Self.width))\" "
                + "y1=\"\(Self.figure(y))\" y2=\"\(Self.figure(y))\"/>"
                + "<text x=\"\(Self.figure(Self.left - 6))\" y=\"\(Self.figure(y + 4))\" text-anchor=\"end\">"
                + "\(Figure.compact(value))</text>\n"
        }.joined()
    }

    private var step: Double { (Self.width - Self.left) / Double(max(1, chart.grid.count)) }

    private var bars: String {
        var svg = ""
        let wide = max(0.5, min(step - 1, step * 0.85))
        for (index, counts) in chart.buckets.enumerated() where counts.contains(where: { $0 > 0 }) {
            let start = Moment.text(chart.grid.range(of: index).start)
            let told = zip(chart.parts, counts).filter { $0.1 > 0 }.map { "\($0.0.rawValue) \(Figure.grouped($0.1))" }
            svg += "<g><title>\(start): \(told.joined(separator: ", "))</title>"
            var below = Self.height
            for (part, count) in zip(chart.parts, counts) where count > 0 {
                let height = Double(count) / Double(top) * (Self.height - 10)
                below -= height
                svg += "<rect class=\"\(part.rawValue)\" x=\"\(Self.figure(Self.left + Double(index) * step))\" "
                svg += "y=\"\(Self.figure(below))\" width=\"\(Self.figure(wide))\" height=\"\(Self.figure(height))\"/>"
            }
            svg += "</g>\n"
        }
        return svg
    }

    private var ticks: String {
        Moment.ticks(chart.grid, leastGap: 6).map { tick in
            let x = Self.left + Double(tick.bucket) * step
            // A label at the right edge ends there.
            let (at, anchor) = x + 40 > Self.width ? (Self.width, " text-anchor=\"end\"") : (x, "")
            return
                "<text x=\"\(Self.figure(at))\" y=\"\(Self.figure(Self.height + 18))\"\(anchor)>\(tick.label)</text>\n"
        }.joined()
    }

    /// A row's counts over time as a small line of bars; what it tells stands in the row as a number, so it is decoration.
    static func spark(_ series: [Int]) -> String {
        let most = max(1, series.max() ?? 0)
        var svg = "<svg class=\"spark\" viewBox=\"0 0 \(series.count * 4) 16\" aria-hidden=\"true\">"
        for (index, count) in series.enumerated() where count > 0 {
            let height = max(1, Double(count) / Double(most) * 16)
            svg += "<rect x=\"\(index * 4)\" y=\"\(figure(16 - height))\" width=\"3\" height=\"\(figure(height))\"/>"
        }
        return svg + "</svg>"
    }

    /// With at most two decimals, so that the bytes are the same everywhere.
    private static func figure(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
