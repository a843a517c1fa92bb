// SPDX-License-Identifier: Apache-2.0

package import Devices

/// How many devices stand how, and which are to be looked at: what every screen tells of them.
package struct DeviceTally: Sendable, Hashable, Codable {
    /// How many there are in each state, by its word; words without any are missing.
    package var counts: [String: Int]
    /// How many cannot be believed, or do not answer.
    package var wrong: Int
    /// Those of them that are so for the shortest time, the newest first, `troubledMost` at most.
    package var troubled: [DeviceSummary]
    /// Those whose states changed last, the newest first, `newestMost` at most.
    package var newest: [DeviceSummary]
    /// A number that is another one whenever a state changed.
    package var changes: Int64

    /// How many that cannot be believed are named.
    package static let troubledMost = 16
    /// How many of the newest changes are told.
    package static let newestMost = 8

    package init(_ summaries: [DeviceSummary], changes: Int64) {
        counts = Dictionary(grouping: summaries, by: \.state.word).mapValues(\.count)
        let byAge = summaries.sorted { ($1.since, $0.name) < ($0.since, $1.name) }
        let bad = byAge.filter(\.state.marksEvents)
        wrong = bad.count
        troubled = Array(bad.prefix(Self.troubledMost))
        // Those that never were in another state have not changed.
        newest = Array(byAge.filter { $0.evidence != nil || $0.state.marksEvents }.prefix(Self.newestMost))
        self.changes = changes
    }

    package var total: Int { counts.values.reduce(0, +) }
}
