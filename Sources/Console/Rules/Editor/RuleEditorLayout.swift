// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// Where the parts of the editor stand. What does not fit becomes a strip, then goes.
struct RuleEditorLayout {
    /// The rule above the text.
    let title: Rect
    let text: Rect
    /// The dry run with its own title: 10 rows with the chart, 3 or 2 as a strip, or none.
    let dryRun: Rect
    /// The hits with their title; none beside a strip, unless they have the focus.
    let hits: Rect

    private static let chartRows = 10

    init(_ screen: ScreenLayout, focus: RuleEditorState.Focus) {
        let body = screen.body
        var dryRows = 0
        var hitRows = 0
        var gaps = 0
        if body.rows >= 30, body.columns >= 80 {
            (dryRows, gaps) = (Self.chartRows, 1)
            hitRows = 1 + max(body.rows >= 40 ? 6 : 3, focus == .hits ? body.rows / 3 : 0)
        } else if focus == .hits {
            hitRows = body.rows / 2
        } else if body.rows >= 9 {
            dryRows = body.rows >= 16 ? 3 : 2
        }
        let textRows = max(0, body.rows - 1 - dryRows - hitRows - 2 * gaps)
        title = Rect(x: body.x, y: body.y, columns: body.columns, rows: min(1, body.rows))
        text = Rect(x: body.x, y: title.bottom, columns: body.columns, rows: textRows)
        dryRun = Rect(x: body.x, y: text.bottom + gaps, columns: body.columns, rows: dryRows)
        hits = Rect(x: body.x, y: dryRun.bottom + gaps, columns: body.columns, rows: hitRows)
    }

    /// Whether the dry run has its chart.
    var hasChart: Bool { dryRun.rows >= Self.chartRows }
}
