// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// The list of events, and from 30 rows up a preview of the one under the cursor.
struct EventListView {
    let state: ConsoleState

    private var list: EventListState { state.list }

    func draw(into surface: inout Surface) {
        let (listRect, previewRect) = state.layout.list
        let isFocused = state.menu == nil && state.editor == nil
        PanelTitle("Events", facts: facts, isFocused: isFocused).draw(on: &surface, in: listRect)
        let body = Rect(x: listRect.x, y: listRect.y + 1, columns: listRect.columns, rows: listRect.rows - 1)
        guard !list.window.rows.isEmpty else {
            EmptyState(emptyLines).draw(on: &surface, in: body)
            return
        }
        let visible = list.visible(height: max(0, body.rows - 1))
        let shown = list.window.rows[visible]
        let set = EventColumns(for: state.place, rows: shown, state: state)
        Table(
            columns: set.columns, rows: shown.map { set.row($0, state: state) },
            cursor: list.cursor - visible.lowerBound, isFocused: isFocused,
            sort: state.place.sort == .time && state.place.isDescending
                ? nil : set.column(of: state.place.sort).map { ($0, !state.place.isDescending) }
        ).draw(on: &surface, in: body)
        if let previewRect { drawPreview(into: &surface, in: previewRect) }
    }

    private var facts: StyledLine {
        var line: StyledLine = []
        if list.window.arrived > 0, !list.isAtTop {
            line.spans.append(.text("+\(Figure.grouped(list.window.arrived)) newer above  ", .accent, .bold))
        }
        if list.failure != nil { line.spans.append(.text("not all could be read  ", .stateBad, .bold)) }
        if list.window.isPartial { line.spans.append(.text("rows may be missing  ", .stateWarn)) }
        switch (state.place.sort, state.place.isDescending) {
        case (.time, true):
            let follows = state.isFollowing && list.isAtTop
            line.spans.append(.text(follows ? "newest first, following" : "newest first", .textDim))
        case (.time, false): line.spans.append(.text("oldest first", .textDim))
        case (let key, let isDescending):
            line.spans.append(.text("by \(key.rawValue), \(isDescending ? "descending" : "ascending")", .textDim))
        }
        if let age = state.requests.age(of: .page, now: state.now), age >= 300 {
            line.spans.append(.text("  … \(Figure.decimal(Double(age) / 1000)) s", .textDim))
        }
        return line
    }

    private var emptyLines: [StyledLine] {
        if let failure = list.failure {
            return [StyledLine(failure, .stateBad), StyledLine("`vedette doctor` checks the store", .textDim)]
        }
        guard list.window.isLoaded else { return [StyledLine("Reading…", .textDim)] }
        let key: (Command) -> StyledLine.Span = {
            .text(state.keys.hint(for: $0, in: state.scopes) ?? $0.rawValue, .key, .bold)
        }
        if state.place.chips.contains(where: \.isEnabled) {
            return [
                StyledLine("Nothing matches \(state.place.filter.label)"),
                [
                    key(.filterRemove), .text(" removes a chip  ", .textDim), key(.filterClear),
                    .text(" removes all", .textDim),
                ],
            ]
        }
        return [StyledLine("No events in this time range"), [key(.timePick), .text(" chooses another", .textDim)]]
    }

    // MARK: Preview

    private func drawPreview(into surface: inout Surface, in rect: Rect) {
        guard let row = list.row else { return }
        let body = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1)
        let whole = state.event?.id == row.id ? state.event?.whole : nil
        let title = row.alert?.signature ?? row.type
        PanelTitle(title, facts: whole.map { "\(Figure.grouped($0.raw.count)) bytes" } ?? "").draw(
            on: &surface, in: rect)
        guard let whole, whole.tree != nil else {
            if state.event?.id == row.id, case .failed(let reason)? = state.event?.content {
                EmptyState([StyledLine(reason, .stateBad)]).draw(on: &surface, in: body)
            }
            return
        }
        // Two columns of rows where there is room, since values are short.
        let columns = body.columns >= 110 ? 2 : 1
        let width = body.columns / columns
        for column in 0..<columns {
            let rows = whole.rows.dropFirst(column * body.rows).prefix(body.rows)
            Tree(rows: rows.map { $0.treeRow(naming: state.assets) }, valueColumn: 26).draw(
                on: &surface, in: Rect(x: body.x + column * width, y: body.y, columns: width - 1, rows: body.rows))
        }
    }
}
