// SPDX-License-Identifier: Apache-2.0

package import Canvas

/// Where the fixed parts of the screen stand.
package struct ScreenLayout: Sendable, Hashable {
    package var size: Size

    package init(_ size: Size) {
        self.size = size
    }

    /// The least size that a screen can be read at.
    package static let least = Size(columns: 60, rows: 16)

    /// Whether there is room for more than one line of notice.
    package var fits: Bool { size.columns >= Self.least.columns && size.rows >= Self.least.rows }

    /// Whether the message line takes the footer's row while there is a message, so that panes keep a row more.
    package var sharesFooter: Bool { size.rows < 20 }

    package var headerRow: Int { 0 }
    package var barRow: Int { 1 }
    package var footerRow: Int { size.rows - 1 }
    package var messageRow: Int { sharesFooter ? footerRow : size.rows - 2 }

    /// What panes draw into.
    package var body: Rect {
        Rect(x: 0, y: 2, columns: size.columns, rows: max(0, messageRow - 2))
    }

    /// The list and, from 30 rows up, the preview below it.
    package var list: (list: Rect, preview: Rect?) {
        let body = body
        guard size.rows >= 30 else { return (body, nil) }
        let rows = body.rows * 2 / 3
        return (
            Rect(x: body.x, y: body.y, columns: body.columns, rows: rows),
            Rect(x: body.x, y: body.y + rows, columns: body.columns, rows: body.rows - rows)
        )
    }

    /// How many events the list shows at once: without its title and its heads.
    package var listHeight: Int { max(0, list.list.rows - 2) }
}
