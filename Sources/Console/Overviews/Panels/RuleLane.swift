// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

/// How many matches of rules lie in each bucket of a histogram.
enum RuleLane {
    /// The lane; without marks while the matches of just these buckets are not known.
    static func lane(_ context: DrawContext, grid: BucketGrid) -> Lane {
        let counts = context.rules.flatMap { $0.overview.grid == grid ? $0.overview.matches : nil }
        return Lane.digits("rules", counts: counts ?? Array(repeating: 0, count: grid.count), role: .urgencyHigh)
    }
}
