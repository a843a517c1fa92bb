// SPDX-License-Identifier: Apache-2.0

package import Query

/// The numbers of both overviews, and where the cursor stood in each of their panels.
package struct OverviewMemory: Sendable {
    /// Where the cursor of one panel stood.
    package struct Cursor: Sendable, Hashable {
        package var index: Int
        /// What the row said it is, so that it is found again among new numbers.
        package var identity: String?
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
    /// The filters that these numbers are of.
    package var alertsFilter: Filter = .everything
    package var eventsFilter: Filter = .everything
    package var panels: [Pane: Panels] = [:]
    /// Why the last question failed, until one is answered.
    package var failure: String?

    package init() {}

    /// The numbers of `pane` as something that draws itself; `nil` before the first answer.
    package func view(of pane: Pane) -> (any OverviewPane)? {
        switch pane {
        case .alerts: alerts.map { AlertsPane(overview: $0) }
        case .events: events.map { EventsPane(overview: $0) }
        default: nil
        }
    }
}
