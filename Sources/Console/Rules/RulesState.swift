// SPDX-License-Identifier: Apache-2.0

package import Query
package import Rules
package import Triage

/// What the rules pane shows: the rules of the store, what each found in the last 24 hours, and what it costs.
///
/// The rows are worked out when something that they follow from changes, not when they are drawn: there may be thousands.
package struct RulesState: Sendable {
    /// What the rows are ordered by.
    package enum Order: String, Sendable, Hashable, CaseIterable {
        case hits, title, level, cost, changed
    }

    /// What the rows are grouped by.
    package enum Grouping: String, Sendable, Hashable, CaseIterable {
        case nothing, tag, tactic, kind

        /// The groups that a rule is in.
        func groups(of rule: Rule) -> [String] {
            switch self {
            case .nothing: []
            // What a list of indicators has in their place is how many it has.
            case .tag: rule.heading.tags.isEmpty || rule.kind == .indicators ? [Self.none] : rule.heading.tags
            case .tactic: rule.heading.tactics.isEmpty ? [Self.none] : rule.heading.tactics
            case .kind: [rule.kind.rawValue]
            }
        }

        /// The group of rules that name none; it comes last.
        static let none = "none"
    }

    /// A row of the list.
    enum Row: Sendable, Hashable {
        /// The name of a group above its rules, and how many it has.
        case group(String, count: Int)
        /// A rule, as an index of `shown`. One that is in several groups has a row in each.
        case rule(Int, group: String?)
    }

    /// `nil` until the store has answered.
    package var rules: [Rule]? { didSet { arrange() } }
    /// Of the last 24 hours.
    package var overview: RuleOverview? { didSet { takeOverview() } }
    /// The rule under the cursor.
    package var cursor: String?
    /// The group that the cursor is in.
    private var cursorGroup: String?
    package var order = Order.hits { didSet { arrange() } }
    package var grouping = Grouping.nothing { didSet { arrange() } }
    /// Words that a rule must have to be shown.
    package var words = "" { didSet { arrange() } }
    /// Why the rules could not be read.
    package var failure: String?
    /// What rules cost, by id; it counts for the revision that was measured.
    private var costs: [String: RuleCost] = [:]

    /// What people found of the rules' matches, by id.
    package var verdicts: [String: RuleVerdicts] = [:]

    /// The rules that are shown, in order.
    private(set) var shown: [Rule] = []
    /// The same by groups, where there are any.
    private(set) var rows: [Row] = []
    private var found: [String: RankedRule] = [:]
    private var limitHits: [String: RuleLimitHits] = [:]
    /// The most hits of any rule in one part of the time.
    private(set) var mostHits: Int?

    package init() {}

    /// How long the hits of a row reach back, and in how many parts they are shown.
    static let span: Int64 = 86_400_000_000
    static let parts = 24
    /// How many rules are measured with one question.
    private static let measuredMost = 64

    /// What a rule found, if it did.
    func found(by rule: Rule) -> RankedRule? { found[rule.id] }

    /// How often expressions of the rule as it is now were given up, if any was.
    func limitHits(of rule: Rule) -> RuleLimitHits? {
        limitHits[rule.id].flatMap { $0.revision == rule.revision ? $0 : nil }
    }

    /// Levels as Sigma orders them; what is none comes last.
    static func rank(_ level: String) -> Int {
        ["informational", "low", "medium", "high", "critical"].firstIndex(of: level).map { $0 + 1 } ?? 0
    }

    // MARK: Order

    private mutating func takeOverview() {
        let ranked = overview?.rules ?? []
        found = Dictionary(ranked.map { ($0.rule.id, $0) }, uniquingKeysWith: { first, _ in first })
        limitHits = Dictionary(
            (overview?.limitHits ?? []).map { ($0.rule, $0) }, uniquingKeysWith: { first, _ in first })
        mostHits = ranked.lazy.flatMap(\.series).max()
        arrange()
    }

    private mutating func arrange() {
        shown = RuleFilter(text: words).apply(to: rules ?? []).sorted(by: isBefore)
        guard grouping != .nothing else {
            rows = shown.indices.map { .rule($0, group: nil) }
            return
        }
        var groups: [String: [Int]] = [:]
        for index in shown.indices {
            for group in Set(grouping.groups(of: shown[index])) { groups[group, default: []].append(index) }
        }
        rows = []
        var names = groups.keys.sorted()
        if let none = names.firstIndex(of: Grouping.none) { names.append(names.remove(at: none)) }
        for name in names {
            let members = groups[name] ?? []
            rows.append(.group(name, count: members.count))
            rows += members.map { .rule($0, group: name) }
        }
    }

    private func isBefore(_ left: Rule, _ right: Rule) -> Bool {
        switch order {
        case .hits:
            let (more, less) = (found[left.id]?.count ?? 0, found[right.id]?.count ?? 0)
            if more != less { return more > less }
        case .level:
            let (higher, lower) = (Self.rank(left.heading.level), Self.rank(right.heading.level))
            if higher != lower { return higher > lower }
        case .cost:
            let (more, less) = (cost(of: left)?.nanoseconds ?? -1, cost(of: right)?.nanoseconds ?? -1)
            if more != less { return more > less }
        case .changed: if left.changed != right.changed { return left.changed > right.changed }
        case .title: break
        }
        if left.isEnabled != right.isEnabled { return left.isEnabled }
        return (left.heading.title, left.id) < (right.heading.title, right.id)
    }

    // MARK: Cursor

    /// Where the cursor is among the rows; on the first rule where the cursor's is not shown, `nil` where none is.
    var cursorRow: Int? {
        var first: Int?
        var elsewhere: Int?
        for (place, row) in rows.enumerated() {
            guard case .rule(let index, let group) = row else { continue }
            if first == nil { first = place }
            guard shown[index].id == cursor else { continue }
            if group == cursorGroup { return place }
            if elsewhere == nil { elsewhere = place }
        }
        return elsewhere ?? first
    }

    /// The rule under the cursor.
    var selected: Rule? {
        guard let place = cursorRow, case .rule(let index, _) = rows[place] else { return nil }
        return shown[index]
    }

    /// Moves the cursor from rule to rule; names of groups are passed over.
    mutating func moveCursor(_ step: CursorStep, page: Int) {
        let places = rows.indices.filter { if case .rule = rows[$0] { true } else { false } }
        guard !places.isEmpty else { return }
        let current = cursorRow
        let old = places.firstIndex { $0 == current } ?? 0
        let target: Int =
            switch step {
            case .by(let count): old + count
            case .page(let pages): old + pages * page
            case .first: 0
            case .last: places.count - 1
            }
        guard case .rule(let index, let group) = rows[places[min(max(0, target), places.count - 1)]] else { return }
        cursor = shown[index].id
        cursorGroup = group
    }

    /// The rows that a list of this height shows, with the cursor about its middle.
    func window(rows height: Int) -> Range<Int> {
        let first = max(0, min((cursorRow ?? 0) - height / 2, rows.count - height))
        return first..<min(rows.count, first + max(0, height))
    }

    // MARK: Cost

    /// What the rule costs as it is now; `nil` until it was measured.
    func cost(of rule: Rule) -> RuleCost? {
        costs[rule.id].flatMap { $0.revision == rule.revision ? $0 : nil }
    }

    /// How many of the rules that are shown have been measured, as far as they can be.
    var measuredCount: Int { shown.count { cost(of: $0) != nil } }

    mutating func take(_ new: [RuleCost]) {
        for cost in new { costs[cost.rule] = cost }
        if order == .cost { arrange() }
    }

    /// Rules of which nothing could be measured are measured again: events may have come.
    mutating func forgetUnknownCosts() {
        costs = costs.filter { $0.value.nanoseconds != nil }
    }

    /// The rules to be measured next: those in these rows; if the order asks for it, the others after them.
    func unmeasured(in window: Range<Int>) -> [Rule] {
        var chosen: [Rule] = []
        var seen: Set<Int> = []
        func take(_ index: Int) {
            guard chosen.count < Self.measuredMost, cost(of: shown[index]) == nil, seen.insert(index).inserted else {
                return
            }
            chosen.append(shown[index])
        }
        for row in rows[window.clamped(to: rows.indices)] {
            if case .rule(let index, _) = row { take(index) }
        }
        if order == .cost { for index in shown.indices where chosen.count < Self.measuredMost { take(index) } }
        return chosen
    }
}
