// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query

/// The numbers of both overviews and of the matrix, and where the cursor stood in each of their panels.
package struct OverviewMemory: Sendable {
    /// Where the cursor of one panel stood.
    package struct Cursor: Sendable, Hashable {
        package var index: Int
        /// What the row said it is, so that it is found again among new numbers.
        package var identity: String?
    }

    /// Who has panels.
    package enum Owner: Sendable, Hashable {
        case pane(Pane)
        /// The page of something, whatever it is of.
        case entity
    }

    /// Focus, zoom and cursors of one overview.
    package struct Panels: Sendable, Hashable {
        package var focus: PanelID?
        package var zoomed: PanelID?
        package var cursors: [PanelID: Cursor] = [:]

        package init() {}
    }

    package var alerts: AlertsOverview?
    package var events: EventsOverview?
    /// What the rules found in the period of the overview on the screen.
    package var rules: RuleFindings?
    /// The countries of the events that the events overview counts.
    package var countries: CountryMemory?
    package var matrix: AlertMatrix?
    /// `nil` until the cursor of the matrix is moved.
    package var matrixCursor: AlertMatrix.Cursor?
    /// The filters that these numbers are of.
    package var alertsFilter: Filter = .everything
    package var eventsFilter: Filter = .everything
    package var panels: [Owner: Panels] = [:]
    /// When the rows of *Newest* that are shown were taken.
    package var newestTaken: Instant?
    /// Why the last question failed, until one is answered.
    package var failure: String?

    package init() {}

    /// Rows of *Newest* that change faster than anyone reads stand for so long, in microseconds.
    private static let newestRest: Int64 = 3_000_000

    /// Which rows of *Newest* to show: the new ones, unless each of the shown ones has been pushed out again.
    ///
    /// In a flood every row would be written anew with each refresh, half of all that goes over the line, and nobody could
    /// read it. The counts beside it move on. `isSameView` says that filter and buckets are those of the shown rows.
    mutating func newest(_ new: [EventRow], after shown: [EventRow]?, isSameView: Bool, now: Instant) -> [EventRow] {
        if isSameView, let shown, !shown.isEmpty, let taken = newestTaken,
            now.microseconds - taken.microseconds < Self.newestRest, taken <= now
        {
            let ids = Set(new.map(\.id))
            if shown.allSatisfy({ !ids.contains($0.id) }) { return shown }
        }
        newestTaken = now
        return new
    }

    /// The numbers of `pane` as something that draws itself; `nil` before the first answer.
    package func view(of pane: Pane) -> (any OverviewPane)? {
        switch pane {
        case .alerts: alerts.map { AlertsPane(overview: $0) }
        case .events: events.map { EventsPane(overview: $0, countries: countries?.overview) }
        default: nil
        }
    }
}
