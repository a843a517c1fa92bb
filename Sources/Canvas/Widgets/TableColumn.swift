// SPDX-License-Identifier: Apache-2.0

/// One column of a table: its head, and how it takes part in the width.
package struct TableColumn: Sendable, Hashable {
    package var title: String
    /// Never narrower than this: the column leaves whole instead.
    package var least: Int
    /// No wider than this, unless it grows.
    package var best: Int
    /// 1 leaves last; of equal ones the rightmost leaves first.
    package var priority: Int
    package var align: Alignment
    /// Blank cells before it, unless it stands first.
    package var gap: Int
    /// Whether it takes what no other column wants.
    package var grows: Bool
    /// Whether it names the row: bold under the cursor.
    package var isLead: Bool

    package init(
        _ title: String, least: Int, best: Int? = nil, priority: Int, align: Alignment = .left, gap: Int = 1,
        grows: Bool = false, isLead: Bool = false
    ) {
        self.title = title
        self.least = max(1, least)
        self.best = max(best ?? least, self.least)
        self.priority = priority
        self.align = align
        self.gap = max(0, gap)
        self.grows = grows
        self.isLead = isLead
    }

    /// A column that found room.
    package struct Place: Sendable, Hashable {
        /// Which of the columns.
        package var index: Int
        /// Its first cell, from the left of the table.
        package var x: Int
        package var width: Int
    }

    /// Shares out `width` cells among `columns`, left to right.
    ///
    /// Columns leave whole, lowest priority first, until the least widths fit; then each is widened to its best in
    /// the order of priority; what is left goes to those that grow, evenly. No place is returned for one that left.
    package static func places(_ columns: [TableColumn], width: Int) -> [Place] {
        var kept = Array(columns.indices)
        func need(_ indices: [Int]) -> Int {
            indices.enumerated().reduce(0) { sum, item in
                sum + columns[item.element].least + (item.offset == 0 ? 0 : columns[item.element].gap)
            }
        }
        while !kept.isEmpty, need(kept) > width {
            let leaver = kept.max { (columns[$0].priority, $0) < (columns[$1].priority, $1) }
            kept.removeAll { $0 == leaver }
        }
        var widths = kept.map { columns[$0].least }
        var spare = width - need(kept)
        for slot in kept.indices.sorted(by: { (columns[kept[$0]].priority, $0) < (columns[kept[$1]].priority, $1) }) {
            let more = min(spare, columns[kept[slot]].best - widths[slot])
            widths[slot] += more
            spare -= more
        }
        let growing = kept.indices.filter { columns[kept[$0]].grows }
        for (order, slot) in growing.enumerated() {
            let more = spare / (growing.count - order)
            widths[slot] += more
            spare -= more
        }
        var x = 0
        return kept.indices.map { slot in
            if slot > 0 { x += columns[kept[slot]].gap }
            defer { x += widths[slot] }
            return Place(index: kept[slot], x: x, width: widths[slot])
        }
    }
}
