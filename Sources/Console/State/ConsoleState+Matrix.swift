// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

extension ConsoleState {
    /// The matrix on the screen, as something that draws itself.
    var matrixView: MatrixView {
        let matrix = overviews.matrix ?? AlertMatrix(CountTable())
        let silent = silentGateways
        let columns = matrix.columns(silent: silent)
        return MatrixView(
            matrix: matrix, columns: columns, silent: silent,
            spot: matrix.spot(overviews.matrixCursor, columns: columns), isFocused: menu == nil && editor == nil,
            context: drawContext)
    }

    /// The gateways whose silence makes their nothing no good news; with a filter by gateway none is named that the filter
    /// may leave out.
    private var silentGateways: Set<String> {
        let silent = Set(GatewayRow.all(in: self).filter { $0.state == .silent }.map(\.name))
        guard place.filter.fields.contains(.gateway) else { return silent }
        return silent.intersection(overviews.matrix?.gateways.map(\.name) ?? [])
    }

    /// What the cell under the cursor stands for; `nil` while there is none.
    var matrixCell: PanelRow? {
        let view = matrixView
        return view.spot.flatMap { view.matrix.cell(row: $0.row, column: $0.column, columns: view.columns) }
    }

    /// Shows the matrix over the time and the filter of the place; whichever pane was there, it is one of the alerts.
    mutating func showMatrix() -> [Effect] {
        go { place in
            place.pane = .alerts
            place.depth = .matrix
            place.event = nil
            place.entity = nil
            place.sort = .time
            place.isDescending = true
        }
    }

    mutating func moveMatrixCursor(down step: CursorStep) -> [Effect] {
        let view = matrixView
        guard let spot = view.spot else { return [] }
        let page = max(1, layout.body.rows / 2)
        let row: Int =
            switch step {
            case .by(let rows): spot.row + rows
            case .page(let pages): spot.row + pages * page
            case .first: 0
            case .last: view.matrix.signatures.count - 1
            }
        putMatrixCursor(row: row, column: spot.column, in: view)
        return []
    }

    mutating func moveMatrixCursor(right step: Int) -> [Effect] {
        let view = matrixView
        guard let spot = view.spot else { return [] }
        putMatrixCursor(row: spot.row, column: spot.column + step, in: view)
        return []
    }

    private mutating func putMatrixCursor(row: Int, column: Int, in view: MatrixView) {
        let row = min(max(0, row), view.matrix.signatures.count - 1)
        let column = min(max(0, column), view.columns.count - 1)
        overviews.matrixCursor = AlertMatrix.Cursor(
            row: row, column: column, signature: view.matrix.signatures[row].id, gateway: view.columns[column].name)
    }

    /// Adds the filter of the cell and shows what is behind it: the overview, or the list.
    mutating func chooseCell(for depth: Place.Depth) -> [Effect] {
        guard let cell = matrixCell else { return remark("There is no cell to choose") }
        switch cell.meaning {
        case .filter(let filter):
            return go { place in
                place.chips = Self.adding(filter, to: place.chips)
                place.depth = depth
            }
        case .nothing(let reason): return remark(reason)
        case .span, .event: return []
        }
    }
}
