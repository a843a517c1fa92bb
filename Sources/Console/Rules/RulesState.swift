// SPDX-License-Identifier: Apache-2.0

package import Query
package import Rules

/// What the rules pane shows: the rules of the store, and what each found in the last 24 hours.
package struct RulesState: Sendable {
    /// What the rows are ordered by.
    package enum Order: String, Sendable, Hashable, CaseIterable {
        case hits, title, level, changed
    }

    /// `nil` until the store has answered.
    package var rules: [Rule]?
    /// Of the last 24 hours.
    package var overview: RuleOverview?
    /// The rule under the cursor.
    package var cursor: String?
    package var order = Order.hits
    /// Words that a rule must have to be shown.
    package var words = ""
    /// Why the rules could not be read.
    package var failure: String?

    package init() {}

    /// How long the hits of a row reach back, and in how many parts they are shown.
    static let span: Int64 = 86_400_000_000
    static let parts = 24

    /// What a rule found, if it did.
    func found(by rule: Rule) -> RankedRule? {
        overview?.rules.first { $0.rule.id == rule.id }
    }

    /// The rules that are shown, in order.
    var rows: [Rule] {
        let shown = RuleFilter(text: words).apply(to: rules ?? [])
        let hits = Dictionary(
            (overview?.rules ?? []).map { ($0.rule.id, $0.count) }, uniquingKeysWith: { first, _ in first })
        return shown.sorted { left, right in
            switch order {
            case .hits:
                let (more, less) = (hits[left.id] ?? 0, hits[right.id] ?? 0)
                if more != less { return more > less }
            case .level:
                let (higher, lower) = (Self.rank(left.heading.level), Self.rank(right.heading.level))
                if higher != lower { return higher > lower }
            case .changed: if left.changed != right.changed { return left.changed > right.changed }
            case .title: break
            }
            if left.isEnabled != right.isEnabled { return left.isEnabled }
            return (left.heading.title, left.id) < (right.heading.title, right.id)
        }
    }

    /// The row under the cursor; the first one where the cursor's rule is not shown.
    var selected: Rule? {
        let rows = rows
        return rows.first { $0.id == cursor } ?? rows.first
    }

    /// Levels as Sigma orders them; what is none comes last.
    static func rank(_ level: String) -> Int {
        ["informational", "low", "medium", "high", "critical"].firstIndex(of: level).map { $0 + 1 } ?? 0
    }

    mutating func moveCursor(_ step: CursorStep, page: Int) {
        let rows = rows
        guard !rows.isEmpty else { return }
        let old = rows.firstIndex { $0.id == cursor } ?? 0
        let target: Int =
            switch step {
            case .by(let count): old + count
            case .page(let pages): old + pages * page
            case .first: 0
            case .last: rows.count - 1
            }
        cursor = rows[min(max(0, target), rows.count - 1)].id
    }
}
