// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query
package import Rules

/// What a period brought, as `vedette report` tells it: everything that its renderers need, and nothing that depends on when it was made.
///
/// Texts in it are from outside and hostile; renderers neutralise them.
package struct Report: Sendable, Equatable {
    /// The installation's name; empty for none.
    package var site: String
    package var period: TimeRange
    package var totals = Totals()
    /// Alerts and events over time.
    package var course: Course
    /// By name.
    package var gateways: [GatewayHealth] = []
    /// `nil` where the period before is not stored as a whole.
    package var changes: ReportChanges?
    package var signatures = Ranking<RankedSignature>()
    package var rules = RuleFindings()
    /// In the order of `ReportSubject`; subjects of which there is nothing may be absent.
    package var tops: [Top] = []
    package var triage = ReportTriage()
    /// Lines for a person about days that were left out, as their files are damaged.
    package var notices: [String] = []
    /// Whether numbers are lower bounds.
    package var isPartial = false
    /// `nil` where retention has taken nothing from the period.
    package var dropped: DroppedDays?

    package init(site: String, period: TimeRange, course: Course) {
        self.site = site
        self.period = period
        self.course = course
    }

    /// Days of which nothing is left but events that were kept.
    package struct DroppedDays: Sendable, Equatable {
        package var count: Int
        /// The end of the last of them.
        package var end: Instant

        package init(count: Int, end: Instant) {
            self.count = count
            self.end = end
        }
    }

    /// Sums over the period.
    package struct Totals: Sendable, Equatable {
        /// All events, of whatever type.
        package var events = 0
        /// `nil`, as in the two below, where the period before is not stored as a whole.
        package var eventsBefore: Int?
        package var alerts = SeverityCounts()
        package var alertsBefore: Int?
        package var blocked = 0
        /// Matches of rules; an event that matched several counts for each.
        package var matches = 0
        package var matchesBefore: Int?

        package init() {}
    }

    /// Counts over time. The first and the last bucket may reach beyond the period; what lies outside is not in them.
    package struct Course: Sendable, Equatable {
        package var grid: BucketGrid
        /// One entry for each bucket.
        package var alerts: [SeverityCounts]
        package var events: [Int]

        package init(grid: BucketGrid, alerts: [SeverityCounts], events: [Int]) {
            self.grid = grid
            self.alerts = alerts
            self.events = events
        }

        /// Takes what all alerts of a bucket are more than those of the three severities for its others: none, where they are fewer. All are
        /// counted apart from the three, and a store may be written meanwhile.
        package mutating func setOthers(ofAll counts: [Int]) {
            for (index, count) in zip(alerts.indices, counts) {
                let known = alerts[index].high + alerts[index].medium + alerts[index].low
                alerts[index].other = max(0, count - known)
            }
        }
    }

    /// The most frequent values of something.
    package struct Top: Sendable, Equatable {
        package var subject: ReportSubject
        package var ranking: Ranking<RankedValue>

        package init(_ subject: ReportSubject, _ ranking: Ranking<RankedValue>) {
            self.subject = subject
            self.ranking = ranking
        }
    }

    /// What rules found.
    package struct RuleFindings: Sendable, Equatable {
        /// The most frequent first.
        package var top: [RankedRule] = []
        /// Rules that matched and are not in `top`.
        package var others = 0
        /// Rules whose expressions were given up between times that touch the period; how often is told of all the time between these.
        package var gaveUp: [RuleLimitHits] = []

        package init() {}
    }
}

/// One gateway's period.
package struct GatewayHealth: Sendable, Equatable {
    package var gateway: String
    /// All events of the period.
    package var events = 0
    /// `nil` where the period before is not stored as a whole.
    package var before: Int?
    /// The first event ever.
    package var firstEvent: Instant?
    /// The newest event up to the end of the period. `nil` also where it is not at hand: before the period, of a gateway that has sent
    /// nothing in the period and something behind it; and on a dropped day.
    package var lastEvent: Instant?
    /// How many seconds it had sent nothing at the end of the period, if that is longer than `silent-after` allows; without a `lastEvent`
    /// at least so many.
    package var silentSeconds: Int?
    /// Packets that its sensors' kernels dropped in the period.
    package var drops = 0
    /// Since the store began: refused lines have no time.
    package var refused: [RefusedLines] = []

    package init(gateway: String) {
        self.gateway = gateway
    }
}

/// Lines that are no events, of one reason.
package struct RefusedLines: Sendable, Equatable {
    /// The stable name of machine output.
    package var reason: String
    package var words: String
    package var count: Int

    package init(reason: String, words: String, count: Int) {
        self.reason = reason
        self.words = words
        self.count = count
    }
}

/// What a report ranks, besides signatures and rules.
package enum ReportSubject: String, Sendable, Hashable, CaseIterable {
    case categories, sources, destinations, ports, gateways, types, protocols, dns, tls, http

    /// The heading of its table.
    package var title: String {
        switch self {
        case .categories: "Categories"
        case .sources: "Source addresses"
        case .destinations: "Destination addresses"
        case .ports: "Destination ports"
        case .gateways: "Gateways"
        case .types: "Event types"
        case .protocols: "Application protocols"
        case .dns: "Names asked for (DNS)"
        case .tls: "Server names (TLS)"
        case .http: "Host names (HTTP)"
        }
    }

    /// What is counted: alerts, or all events that have such a value.
    package var countsAlerts: Bool {
        switch self {
        case .categories, .sources, .destinations, .ports, .gateways: true
        case .types, .protocols, .dns, .tls, .http: false
        }
    }
}
