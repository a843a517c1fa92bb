// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// Which parts of the jobs pane stand where; those without a place are not shown.
struct JobsLayout {
    private(set) var list: Rect?
    private(set) var facts: Rect?
    /// The panel of the picture, with its title.
    private(set) var preview: Rect?

    /// From so many columns and rows up the list has the job and its picture below it.
    private static let wideColumns = 110
    private static let wideRows = 26
    /// From so many columns up a job has its picture beside it.
    private static let pictureColumns = 100
    /// Rows of a job below the list where there is no room for a picture.
    private static let briefRows = 7

    init(body: Rect, focus: JobsState.Focus) {
        switch focus {
        case .picture: preview = body
        case .detail: (facts, preview) = Self.halves(of: body)
        case .list where body.columns >= Self.wideColumns && body.rows >= Self.wideRows:
            let rows = body.rows * 2 / 5
            list = Rect(x: body.x, y: body.y, columns: body.columns, rows: rows)
            let rest = Rect(x: body.x, y: body.y + rows, columns: body.columns, rows: body.rows - rows)
            (facts, preview) = Self.halves(of: rest)
        case .list:
            let below = body.rows >= 15 ? Self.briefRows : 0
            list = Rect(x: body.x, y: body.y, columns: body.columns, rows: body.rows - below)
            if below > 0 { facts = Rect(x: body.x, y: body.bottom - below, columns: body.columns, rows: below) }
        }
    }

    /// What is told of a job at the left, and its picture at the right.
    private static func halves(of rect: Rect) -> (Rect, Rect?) {
        guard rect.columns >= pictureColumns, rect.rows >= 8 else { return (rect, nil) }
        let left = rect.columns >= 150 ? 66 : 54
        return (
            Rect(x: rect.x, y: rect.y, columns: left, rows: rect.rows),
            Rect(x: rect.x + left + 2, y: rect.y, columns: rect.columns - left - 2, rows: rect.rows)
        )
    }

    /// Where the picture itself stands: between the title and a line that says what is seen.
    var picture: Rect? {
        guard let preview, preview.columns >= 8, preview.rows >= 4 else { return nil }
        return Rect(x: preview.x + 1, y: preview.y + 1, columns: preview.columns - 1, rows: preview.rows - 2)
    }
}
