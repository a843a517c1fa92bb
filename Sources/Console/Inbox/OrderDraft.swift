// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
package import Triage

/// A standing order that is being thought of: what the station shall do by itself to what the filter lets through.
package struct OrderDraft: Sendable, Hashable {
    /// The filter of the bar, as text.
    package var filterText: String
    package var disposition: Disposition?
    package var reason: ArchiveReason?
    /// In microseconds.
    package var length: Int64 = 0
    /// What it would have been done to in the days before; `nil` until the store has answered.
    package var preview: InboxPage?

    package init(filterText: String) {
        self.filterText = filterText
    }

    /// What can be ordered.
    static let deeds: [(disposition: Disposition, reason: ArchiveReason?)] = [
        (.archived, .falsePositive), (.archived, .benign), (.archived, .truePositive), (.archived, .duplicate),
        (.escalated, nil), (.acknowledged, nil),
    ]

    /// What it becomes if it is given at `now`, by whole seconds; `nil` while it is not said what shall be done.
    func order(from now: Instant) -> StandingOrder? {
        disposition.map {
            StandingOrder(
                $0, reason, filter: filterText, since: now,
                expiry: now.advanced(byMicroseconds: length).floored(toMicroseconds: 1_000_000))
        }
    }

    /// What the preview says, in a few words.
    var told: String {
        guard let preview else { return "counting what it would have been…" }
        let count = preview.alerts + preview.matches
        let alerts = "\(preview.isPartial ? "at least " : "")\(count) alerts of the last 7 days"
        guard preview.truePositives > 0 else { return alerts }
        return "\(alerts), \(preview.truePositives) of them TRUE POSITIVES"
    }
}
