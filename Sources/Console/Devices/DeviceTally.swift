// SPDX-License-Identifier: Apache-2.0

package import Devices

/// How many devices stand how, and which changed last: what every screen tells of them.
package struct DeviceTally: Sendable, Hashable, Codable {
    /// How many there are in each state, by its word; words without any are missing.
    package var counts: [String: Int]
    /// Those whose states changed last, the newest first, `newestMost` at most.
    package var newest: [DeviceSummary]
    /// A number that is another one whenever a state changed.
    package var changes: Int64

    /// How many of the newest changes are told.
    package static let newestMost = 8

    package init(_ summaries: [DeviceSummary], changes: Int64) {
        counts = Dictionary(grouping: summaries, by: \.state.word).mapValues(\.count)
        // Those that never were in another state have not changed.
        let moved = summaries.filter { $0.evidence != nil || $0.state.marksEvents }
        newest = Array(moved.sorted { ($1.since, $0.name) < ($0.since, $1.name) }.prefix(Self.newestMost))
        self.changes = changes
    }

    package var total: Int { counts.values.reduce(0, +) }

    /// How many cannot be believed, or do not answer.
    package var wrong: Int {
        counts.reduce(0) { sum, entry in
            ["untrusted", "revoked", "silent"].contains(entry.key) ? sum + entry.value : sum
        }
    }
}
