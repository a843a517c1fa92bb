// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Packets
package import Query

extension OpenEvent {
    /// The row of the tree under the cursor, while the tree has the focus and is shown.
    package var treeRow: FieldRow? {
        guard panel == .tree, !showsRaw, let rows = whole?.rows, !rows.isEmpty else { return nil }
        return rows[cursor(of: .tree)]
    }

    /// The event of the flow under the cursor.
    package var flowRow: EventRow? {
        flow.rows.indices.contains(cursor(of: .flow)) ? flow.rows[cursor(of: .flow)] : nil
    }

    /// The filter for events that have the value under the cursor; `nil` where it has none.
    package var fieldFilter: Filter? {
        guard let row = treeRow, row.packetNode == nil, let tree = whole?.tree, let path = tree.path(of: row.node),
            let field = Field(name: path.description)
        else { return nil }
        guard let scalar = tree.nodes[row.node].value.scalar else { return .test(field, .exists) }
        guard scalar != .null else { return nil }
        let filter = Filter.test(field, .equals(.scalar(scalar))).simplified
        return filter == .nothing || filter == .everything ? nil : filter
    }

    mutating func focus(by step: Int) {
        let panels = panels
        let old = panels.firstIndex(of: panel) ?? 0
        panel = panels[((old + step) % panels.count + panels.count) % panels.count]
    }

    mutating func moveCursor(_ step: CursorStep, page: Int) {
        let last = rowCount(of: panel) - 1
        guard last >= 0 else { return }
        let old = cursor(of: panel)
        let target: Int =
            switch step {
            case .by(let rows): old + rows
            case .page(let pages): old + pages * page
            case .first: 0
            case .last: last
            }
        cursors[panel] = min(max(0, target), last)
        if panel == .tree { path = treeRow?.path }
    }

    /// Puts the cursor of the tree back on the field it stood on, or near it, after rows changed.
    mutating func settleCursor() {
        guard !showsRaw, let rows = whole?.rows, !rows.isEmpty else { return }
        guard let path else {
            cursors[.tree] = min(cursor(of: .tree), rows.count - 1)
            return
        }
        if let index = rows.firstIndex(where: { $0.path == path }) { cursors[.tree] = index }
        if !panels.contains(panel) { panel = .tree }
    }

    mutating func setFolded(_ isFolded: Bool, _ row: FieldRow) {
        folds[row.path] = isFolded
        guard case .whole(var content) = content else { return }
        content.unfold(by: folds)
        self.content = .whole(content)
        path = row.path
        settleCursor()
    }

    /// Moves to the container around the row; whether there is one.
    mutating func moveToParent() -> Bool {
        guard let rows = whole?.rows, let row = treeRow, row.depth > 0 else { return false }
        var index = cursor(of: .tree)
        while index > 0, rows[index].depth >= row.depth { index -= 1 }
        cursors[.tree] = index
        path = rows[index].path
        return true
    }

    /// The bytes of the packet that the row under the cursor of the tree stands for.
    var packetRange: Range<Int>? {
        guard let node = treeRow?.packetNode, let nodes = whole?.packet?.nodes, nodes.indices.contains(node) else {
            return nil
        }
        return nodes[node].range
    }

    /// The picked fields that this event has, each with its first value.
    var pickedValues: [(path: String, value: Scalar)] {
        guard let tree = whole?.tree else { return [] }
        return picked.compactMap { wanted in
            let node = tree.nodes.indices.first {
                tree.nodes[$0].value.scalar != nil && tree.path(of: $0)?.description == wanted
            }
            return node.flatMap { tree.nodes[$0].value.scalar }.map { (wanted, $0) }
        }
    }
}
