// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What a correlation found in one group.
package struct CorrelationMatch: Hashable, Sendable {
    /// A field of `group-by`, or an alias, and its value in the group.
    package struct GroupValue: Hashable, Sendable {
        package var name: String
        package var text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// The correlation's index in the `rules` that the engine was made with.
    package var correlation: Int
    /// When the condition came true, by event time. With the correlation and the group it tells the match from all others.
    package var time: Instant
    /// From the first to the last event that contributes.
    package var span: ClosedRange<Instant>
    /// In the order of `group-by`.
    package var group: [GroupValue]
    /// Events that contribute, by time: the newest of each rule and then the newest of all, as many as the limit allows. For
    /// a match of an inner correlation it is the event that completed it.
    package var events: [UInt64]
    /// How many events contribute.
    package var total: Int
    /// What was compared with the thresholds: the count, the number of values or rules, the sum, average or percentile.
    package var value: Double

    package init(
        correlation: Int, time: Instant, span: ClosedRange<Instant>, group: [GroupValue], events: [UInt64], total: Int,
        value: Double
    ) {
        self.correlation = correlation
        self.time = time
        self.span = span
        self.group = group
        self.events = events
        self.total = total
        self.value = value
    }
}
