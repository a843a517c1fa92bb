// SPDX-License-Identifier: Apache-2.0

package import Query

/// The seven panes.
package enum Pane: Int, CaseIterable, Sendable, Hashable {
    case alerts = 1, events, inbox, rules, gateways, devices, jobs

    /// The name on its tab.
    package var title: String {
        switch self {
        case .alerts: "Alerts"
        case .events: "Events"
        case .inbox: "Inbox"
        case .rules: "Rules"
        case .gateways: "Gateways"
        case .devices: "Devices"
        case .jobs: "Jobs"
        }
    }

    /// Whether it is one of the two overviews.
    package var isOverview: Bool { self == .alerts || self == .events }

    /// What the pane shows whatever the filter is.
    package var base: Filter {
        switch self {
        case .alerts: .test(.eventType, .equals(.text("alert")))
        case .events: .ofNetwork
        default: .everything
        }
    }
}

/// One part of the filter as the bar shows it.
package struct BarChip: Sendable, Hashable {
    package var filter: Filter
    /// A chip that is not enabled stays in the bar, in parentheses, and hides nothing.
    package var isEnabled: Bool
    /// The name of the saved view that the chip stands for.
    package var view: String?

    package init(_ filter: Filter, isEnabled: Bool = true, view: String? = nil) {
        self.filter = filter
        self.isEnabled = isEnabled
        self.view = view
    }

    /// The text in the bar.
    package var label: String { view.map { "view: \($0)" } ?? FilterChip(filter).label }

    /// Whether it takes events away by naming them.
    package var isNegative: Bool {
        if view != nil { false } else if case .not = filter { true } else { false }
    }

    /// The chips that `filter` falls into: its parts where all must hold, else itself.
    package static func split(_ filter: Filter) -> [BarChip] {
        filter.conjuncts.map { BarChip($0) }
    }
}

/// A view that one can come back to: which pane, how deep, and what of the events it shows.
package struct Place: Sendable, Hashable {
    /// How far down from the overview.
    package enum Depth: Int, Sendable, Hashable, Comparable {
        case overview
        /// The alerts overview's matrix of signatures and gateways.
        case matrix
        /// The page of something that events speak of.
        case entity
        case list, event

        package static func < (left: Depth, right: Depth) -> Bool { left.rawValue < right.rawValue }
    }

    package var pane: Pane
    package var depth: Depth
    package var period: TimeRangeChoice
    package var chips: [BarChip]
    package var sort: SortKey
    package var isDescending: Bool
    /// The event under the cursor of the list, or the one that is open.
    package var event: EventID?
    /// What the page is of; `nil` anywhere else.
    package var entity: Entity?

    package init(
        pane: Pane = .alerts, depth: Depth = .overview, period: TimeRangeChoice = .lastDay, chips: [BarChip] = [],
        sort: SortKey = .time, isDescending: Bool = true, event: EventID? = nil
    ) {
        self.pane = pane
        self.depth = depth
        self.period = period
        self.chips = chips
        self.sort = sort
        self.isDescending = isDescending
        self.event = event
    }

    /// What the enabled chips let through, without the pane's own base.
    package var filter: Filter {
        Filter.all(chips.filter(\.isEnabled).map(\.filter)).simplified
    }

    /// What a list of this place lists.
    package var listFilter: Filter {
        Filter.all([pane.base, filter]).simplified
    }

    /// The events that the enabled negative chips take away; `nil` without any.
    package var hiddenFilter: Filter? {
        let enabled = chips.filter(\.isEnabled)
        let hidden = enabled.compactMap { chip -> Filter? in
            if case .not(let inner) = chip.filter { inner } else { nil }
        }
        guard !hidden.isEmpty else { return nil }
        let rest = enabled.filter { !$0.isNegative }.map(\.filter)
        return Filter.all([pane.base] + rest + [.any(hidden)]).simplified
    }

    /// Whether a list shows the newest event first, so that new ones come in at its top.
    package var showsNewestFirst: Bool { sort == .time && isDescending }
}

/// The places before and after the one on the screen, as a browser keeps them.
package struct PlaceHistory: Sendable, Hashable {
    package private(set) var before: [Place] = []
    package private(set) var after: [Place] = []

    /// How many places are kept.
    package static let limit = 100

    package init() {}

    /// Leaves `place` behind for a new one.
    package mutating func push(_ place: Place) {
        before.append(place)
        if before.count > Self.limit { before.removeFirst() }
        after = []
    }

    /// Goes back from `place`; `nil` at the beginning.
    package mutating func back(from place: Place) -> Place? {
        guard let previous = before.popLast() else { return nil }
        after.append(place)
        return previous
    }

    /// Goes forward from `place`; `nil` at the end.
    package mutating func forward(from place: Place) -> Place? {
        guard let next = after.popLast() else { return nil }
        before.append(place)
        return next
    }
}
