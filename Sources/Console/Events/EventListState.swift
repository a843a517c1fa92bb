// SPDX-License-Identifier: Apache-2.0

package import Query

/// A list of events on the screen: its rows in memory, the cursor and what is being loaded.
package struct EventListState: Sendable, Hashable {
    package var window = EventWindow()
    /// What is listed; `after` and `limit` do not matter.
    package var wish: PageRequest
    /// The period that `wish.range` was taken from, since the clock moves the range.
    package var period: TimeRangeChoice?
    /// The event under the cursor. The cursor follows it when rows come and go.
    package var selected: EventID?
    /// The screen row on which the cursor stands, from 0, so that the picture stays when rows come in above.
    package var cursorLine = 0
    /// Whether the cursor rests at the top and new rows push the others down.
    package var isAtTop = true
    /// The page that is being loaded.
    package var loading: EventWindow.Edge?
    /// A step to take when the page that is being loaded is there (`n` over the edge).
    package var stepWhenLoaded = 0
    /// How many events match, as far as counted.
    package var total: Int?
    package var totalIsPartial = false
    /// Why the last page could not be had.
    package var failure: String?

    package init(wish: PageRequest) {
        self.wish = wish
    }

    /// The cursor's place among the rows in memory; 0 for an empty list.
    package var cursor: Int {
        window.index(of: selected) ?? 0
    }

    /// The row under the cursor.
    package var row: EventRow? {
        window.rows.indices.contains(cursor) ? window.rows[cursor] : nil
    }

    /// Moves the cursor by `step` rows as far as rows are in memory, and returns the edge to load, if one came near.
    package mutating func move(by step: Int, height: Int) -> EventWindow.Edge? {
        let last = window.rows.count - 1
        guard last >= 0 else { return nil }
        let old = cursor
        // Both are bounded by the window; only the step comes from outside.
        let target = min(max(0, old + max(-10_000, min(step, 10_000))), last)
        place(at: target, line: cursorLine + target - old, height: height)
        return edgeNear(height: height, step: step)
    }

    /// Puts the cursor on a row, near the screen line `line`.
    package mutating func place(at index: Int, line: Int, height: Int) {
        guard window.rows.indices.contains(index) else { return }
        selected = window.rows[index].id
        cursorLine = min(max(0, line), max(0, height - 1))
        isAtTop = index == 0 && !window.hasAbove
        if isAtTop { window.seenTop() }
    }

    private func edgeNear(height: Int, step: Int) -> EventWindow.Edge? {
        guard loading == nil else { return nil }
        let margin = max(height, 20)
        if step >= 0, window.hasBelow, window.rows.count - cursor <= margin { return .below }
        if step <= 0, window.hasAbove, cursor < margin { return .above }
        return nil
    }

    /// The first row on the screen and the rows that fit below it.
    package func visible(height: Int) -> Range<Int> {
        let count = window.rows.count
        guard height > 0, count > 0 else { return 0..<0 }
        var top = cursor - min(cursorLine, height - 1)
        top = min(top, max(0, count - height))
        top = max(0, top)
        return top..<min(count, top + height)
    }

    /// Shows the beginning of a first page that is still being looked for.
    package mutating func show(_ page: EventPage, height: Int) {
        let asked = loading
        take(page, at: .top, height: height)
        loading = asked
    }

    /// Takes a page and keeps the cursor on its event.
    package mutating func take(_ page: EventPage, at edge: EventWindow.Edge, height: Int) {
        loading = nil
        failure = nil
        let old = cursor
        window.take(page, at: edge)
        switch edge {
        case .top where window.index(of: selected) == nil || isAtTop: place(at: 0, line: 0, height: height)
        case .bottom: place(at: window.rows.count - 1, line: height - 1, height: height)
        default:
            if window.index(of: selected) == nil {
                place(at: min(old, window.rows.count - 1), line: cursorLine, height: height)
            }
        }
        if window.rows.isEmpty { selected = nil }
    }

    /// Takes a newer first page.
    package mutating func refresh(_ page: EventPage, height: Int) {
        failure = nil
        window.refresh(page, following: isAtTop)
        if isAtTop { place(at: 0, line: 0, height: height) }
        if window.rows.isEmpty { selected = nil }
    }
}
