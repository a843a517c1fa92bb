// SPDX-License-Identifier: Apache-2.0

package import Rules

/// What a rule under edit finds in the stored events, beside what the saved text finds.
package struct RuleDryRun: Sendable, Equatable, Codable {
    /// The figures of one text.
    package struct Figures: Sendable, Equatable, Codable {
        /// Events that it matched in the window.
        package var matches: Int
        /// Of them in the last 24 hours of the window.
        package var matchesLastDay: Int
        /// On how many gateways.
        package var gateways: Int
        /// How many of them somebody has found to be true and false positives; `nil` for a rule that nobody can have judged.
        package var truePositives: Int?
        package var falsePositives: Int?
        /// What the text adds to the reading of an event, measured on some of those that are opened; `nil` where too few came.
        package var nanosecondsPerEvent: Int?

        package init(
            matches: Int = 0, matchesLastDay: Int = 0, gateways: Int = 0, nanosecondsPerEvent: Int? = nil
        ) {
            self.matches = matches
            self.matchesLastDay = matchesLastDay
            self.gateways = gateways
            self.nanosecondsPerEvent = nanosecondsPerEvent
        }
    }

    /// What the edit does to a match.
    package enum Change: Sendable, Hashable, Codable {
        /// Both texts match.
        case kept
        /// The edited text alone does.
        case gained
        /// The saved text alone does.
        case lost
    }

    /// Matches by change.
    package struct Counts: Sendable, Hashable, Codable {
        package var kept: Int
        package var gained: Int
        package var lost: Int
        /// Of the lost ones, those that somebody has found to be true positives.
        package var truePositivesLost: Int

        package init(kept: Int = 0, gained: Int = 0, lost: Int = 0, truePositivesLost: Int = 0) {
            self.kept = kept
            self.gained = gained
            self.lost = lost
            self.truePositivesLost = truePositivesLost
        }

        /// Counts one more.
        package mutating func add(_ change: Change, isTruePositive: Bool = false) {
            switch change {
            case .kept: kept += 1
            case .gained: gained += 1
            case .lost:
                lost += 1
                if isTruePositive { truePositivesLost += 1 }
            }
        }
    }

    /// A matched event. Its row has a summary, and is hostile as all text of events.
    package struct Hit: Sendable, Hashable, Codable {
        package var change: Change
        package var row: EventRow

        package init(change: Change, row: EventRow) {
            self.change = change
            self.row = row
        }
    }

    /// How many hits are told.
    package static let hitLimit = 200

    /// Of the saved text; `nil` for a rule that was never saved. Then every match is gained.
    package var saved: Figures?
    /// Of the edited text.
    package var edited = Figures()
    package var counts = Counts()
    /// The window in equal parts; the last one may reach over its end.
    package var grid: BucketGrid
    /// The matches of each bucket of the grid.
    package var buckets: [Counts]
    /// The newest matches, newest first; at most `hitLimit`.
    package var hits: [Hit] = []
    /// The types of events that the rule looks at, sorted; `nil` for all.
    package var types: [String]?
    /// How many of the events that the rule could look at were seen so far, and of how many. Where a correlation needs events from
    /// before the window these are among them.
    package var scanned = 0
    package var total = 0
    /// Whether all numbers are what a run over every event gives: nothing was cut short, and no line was lost to damage.
    package var isExact = false
    /// How long it took so far.
    package var seconds = 0.0
    /// What is wrong with the edited text. With an error among them nothing was run, and all numbers are 0.
    package var problems: [RuleProblem] = []

    package init(grid: BucketGrid) {
        self.grid = grid
        buckets = Array(repeating: Counts(), count: grid.count)
    }

    /// Whether the edited text cannot be run.
    package var hasErrors: Bool { problems.contains { $0.weight == .error } }
}
