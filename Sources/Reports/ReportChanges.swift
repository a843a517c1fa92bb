// SPDX-License-Identifier: Apache-2.0

/// What differs between a period and the one of equal length before it.
package struct ReportChanges: Sendable, Equatable {
    package var signatures: Movement
    package var rules: Movement

    package init(signatures: Movement, rules: Movement) {
        self.signatures = signatures
        self.rules = rules
    }

    /// How often something came, then and now.
    package struct Item: Sendable, Equatable {
        /// `gid:sid`, or the rule's id.
        package var id: String
        package var title: String
        package var before: Int
        package var now: Int

        package init(id: String, title: String, before: Int, now: Int) {
            self.id = id
            self.title = title
            self.before = before
            self.now = now
        }
    }

    /// The items that changed most, by kind of change, and how many of each kind there are.
    package struct Movement: Sendable, Equatable {
        package var new: [Item]
        package var gone: [Item]
        package var rises: [Item]
        package var falls: [Item]
        package var newCount: Int
        package var goneCount: Int

        /// The first `rows` of each kind: new and gone ones by their count, rises and falls by the difference, then by id.
        package init(_ items: [Item], rows: Int) {
            func first(_ items: [Item], by size: (Item) -> Int) -> [Item] {
                let sorted = items.sorted { size($0) == size($1) ? $0.id < $1.id : size($0) > size($1) }
                return Array(sorted.prefix(max(0, rows)))
            }
            let new = items.filter { $0.before == 0 && $0.now > 0 }
            let gone = items.filter { $0.before > 0 && $0.now == 0 }
            let both = items.filter { $0.before > 0 && $0.now > 0 }
            self.new = first(new) { $0.now }
            self.gone = first(gone) { $0.before }
            rises = first(both.filter { $0.now > $0.before }) { $0.now - $0.before }
            falls = first(both.filter { $0.now < $0.before }) { $0.before - $0.now }
            newCount = new.count
            goneCount = gone.count
        }
    }
}
