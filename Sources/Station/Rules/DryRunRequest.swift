// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query

/// A wish for the dry run of a Sigma rule.
package struct DryRunRequest: Sendable {
    /// The rule's id in the rule store, where it has one: its stored text is not taken for one of the others.
    package var rule: String?
    /// The text that is saved; `nil` for a rule that never was. It may be the edited one.
    package var saved: [UInt8]?
    package var edited: [UInt8]
    /// The window. Its last 24 hours are counted by themselves.
    package var range: TimeRange
    /// In how many equal parts the matches are counted.
    package var buckets: Int
    /// Events that the rule matched and somebody has found to be true positives, and false ones.
    package var truePositives: Set<EventID>
    package var falsePositives: Set<EventID>
    /// Only events of this filter are looked at.
    package var filter: Filter

    package init(
        rule: String? = nil, saved: [UInt8]? = nil, edited: [UInt8], range: TimeRange, buckets: Int = 60,
        truePositives: Set<EventID> = [], falsePositives: Set<EventID> = [], filter: Filter = .everything
    ) {
        self.rule = rule
        self.saved = saved
        self.edited = edited
        self.range = range
        self.buckets = buckets
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.filter = filter
    }

    /// The parts of the window. They cover it, and the last may reach over its end.
    var grid: BucketGrid {
        let (length, overflow) = range.end.microseconds.subtractingReportingOverflow(range.start.microseconds)
        let count = min(max(1, buckets), Self.bucketLimit)
        let (width, rest) = (overflow ? .max : length).quotientAndRemainder(dividingBy: Int64(count))
        return BucketGrid(start: range.start, width: rest == 0 ? width : width + 1, count: count)
    }

    private static let bucketLimit = 10_000
}
