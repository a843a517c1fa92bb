// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Rules

/// One rule that matched in a period, all its revisions together.
package struct RankedRule: Sendable, Equatable, Codable {
    /// The rule as its newest match in the period names it.
    package var rule: RuleReference
    package var count: Int
    /// The count in the period of equal length before; `nil` where that period is not stored as a whole.
    package var before: Int?
    /// Time of its newest match in the period, to the minute.
    package var last: Instant
    /// Counts in `OverviewRequest.sparkCells` equal parts of the period.
    package var series: [Int]

    package init(rule: RuleReference, count: Int, before: Int?, last: Instant, series: [Int]) {
        self.rule = rule
        self.count = count
        self.before = before
        self.last = last
        self.series = series
    }
}

/// Which rules matched in a period. An event that matched several rules counts for each.
package struct RuleOverview: Sendable, Equatable, Codable {
    package var grid: BucketGrid
    /// Matches in each bucket of the grid.
    package var matches: [Int]
    package var total: Int
    package var before: Int?
    /// Every rule that matched, the most frequent first.
    package var rules: [RankedRule]
    /// Every rule that matched only in the period before, the most frequent then first; `last` is of that period. Empty where it is not
    /// stored as a whole.
    package var gone: [RankedRule]
    /// The rules whose expressions were given up, whatever the period, of the newest revision that had any; by id.
    package var limitHits: [RuleLimitHits]
    package var isPartial: Bool

    package init(
        grid: BucketGrid, matches: [Int] = [], total: Int = 0, before: Int? = nil, rules: [RankedRule] = [],
        gone: [RankedRule] = [], limitHits: [RuleLimitHits] = [], isPartial: Bool = false
    ) {
        self.grid = grid
        self.matches = matches
        self.total = total
        self.before = before
        self.rules = rules
        self.gone = gone
        self.limitHits = limitHits
        self.isPartial = isPartial
    }
}
