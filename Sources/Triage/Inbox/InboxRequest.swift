// SPDX-License-Identifier: Apache-2.0

package import Query

/// What the inbox is asked for.
package struct InboxRequest: Hashable, Sendable, Codable {
    /// What makes a group, besides what its alerts are about.
    package enum Grouping: String, Sendable, Hashable, CaseIterable, Codable {
        /// Signature or rule, source and destination.
        case ends = "signature, source, destination"
        /// Signature or rule, and source.
        case source = "signature, source"
        /// Signature or rule.
        case title = "signature"
        /// Source, whatever it did.
        case address = "source"
        /// Gateway, whatever it saw.
        case gateway
    }

    /// What becomes of alerts that a suppression hides. Only new ones are ever muted.
    package enum MutedAlerts: Sendable, Hashable, Codable {
        case hidden
        /// They, and no others.
        case only
        /// As if there were no suppression.
        case shown
    }

    /// What groups come first.
    package enum Order: String, Sendable, Hashable, CaseIterable, Codable {
        /// Urgency, then the last alert.
        case urgency
        case last
        case count
    }

    package var filter: Filter
    package var range: TimeRange
    /// Alerts of any other disposition are only counted.
    package var dispositions: Set<Disposition>
    /// What of the muted is shown; it is counted in any case.
    package var muted: MutedAlerts
    package var grouping: Grouping
    package var order: Order
    /// At most so many groups are told.
    package var limit: Int
    /// In how many parts of the range a group's alerts are counted, at most `mostCells`.
    package var cells: Int

    /// How many cells a group may have.
    package static let mostCells = 200

    package init(
        filter: Filter = .everything, range: TimeRange,
        dispositions: Set<Disposition> = [.new, .acknowledged, .escalated], muted: MutedAlerts = .hidden,
        grouping: Grouping = .ends,
        order: Order = .urgency, limit: Int = 500, cells: Int = 0
    ) {
        self.filter = filter
        self.range = range
        self.dispositions = dispositions
        self.muted = muted
        self.grouping = grouping
        self.order = order
        self.limit = limit
        self.cells = min(max(0, cells), Self.mostCells)
    }
}
