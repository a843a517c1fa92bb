// SPDX-License-Identifier: Apache-2.0

package import Canvas
package import EVE
package import Query

/// What a rule under edit would have found in the stored events, beside what the saved one found.
package struct DryRun: Sendable, Hashable {
    /// How far it looks back.
    package enum Window: CaseIterable, Sendable, Hashable {
        case day, week, month

        /// Its length.
        package var seconds: Int {
            switch self {
            case .day: 86_400
            case .week: 604_800
            case .month: 2_592_000
            }
        }

        var label: String {
            switch self {
            case .day: "24 h"
            case .week: "7 d"
            case .month: "30 d"
            }
        }

        var words: String {
            switch self {
            case .day: "24 hours"
            case .week: "7 days"
            case .month: "30 days"
            }
        }

        var next: Window {
            switch self {
            case .day: .week
            case .week: .month
            case .month: .day
            }
        }
    }

    /// The figures of one text of the rule; `nil` where they are not known.
    package struct Figures: Sendable, Hashable {
        /// In the whole window.
        package var matches: Int?
        /// Of them in the last 24 hours.
        package var matchesLastDay: Int?
        /// On how many gateways there were matches.
        package var gateways: Int?
        /// Matches that people called true positives.
        package var truePositives: Int?
        /// Matches that people called false positives.
        package var falsePositives: Int?
        /// What the rule costs, measured in this run.
        package var nanosecondsPerEvent: Int?

        package init(
            matches: Int? = nil, matchesLastDay: Int? = nil, gateways: Int? = nil, truePositives: Int? = nil,
            falsePositives: Int? = nil, nanosecondsPerEvent: Int? = nil
        ) {
            self.matches = matches
            self.matchesLastDay = matchesLastDay
            self.gateways = gateways
            self.truePositives = truePositives
            self.falsePositives = falsePositives
            self.nanosecondsPerEvent = nanosecondsPerEvent
        }
    }

    /// What happened in one stretch of time.
    package struct Bucket: Sendable, Hashable {
        /// Matches of both texts.
        package var kept: Int
        /// Matches of the edited text alone.
        package var gained: Int
        /// Matches of the saved text alone.
        package var lost: Int
        /// Of the lost ones, those that were called true positives.
        package var truePositivesLost: Int

        package init(kept: Int = 0, gained: Int = 0, lost: Int = 0, truePositivesLost: Int = 0) {
            self.kept = kept
            self.gained = gained
            self.lost = lost
            self.truePositivesLost = truePositivesLost
        }
    }

    /// How many buckets a chart shows on a screen so wide, one cell each; more are put together.
    package static func bucketsFitting(_ columns: Int) -> Int { max(0, columns - 36) }

    /// The window that was looked at.
    package var window: Window
    /// `nil` for a rule that was never saved.
    package var saved: Figures?
    /// Of the text under edit.
    package var edit: Figures
    /// Matches of both texts.
    package var kept: Int
    /// Matches of the edited text alone.
    package var gained: Int
    /// Matches of the saved text alone.
    package var lost: Int
    /// How many of the lost ones were called true positives.
    package var truePositivesLost: Int
    /// Where the first bucket begins, and how long each is.
    package var start: Instant
    /// The length of each bucket, in seconds; more than 0.
    package var bucketSeconds: Int
    /// Oldest first; those not looked at yet are left out or 0.
    package var buckets: [Bucket]
    /// Newest first; not all of them.
    package var hits: [DryRunHit]
    /// How many events were looked at, of how many.
    package var scanned: Int
    /// All events of the window that the rule could look at.
    package var total: Int
    /// What was looked at, in words: `modbus events`.
    package var subject: String
    /// Whether every number is what a run over all events gives.
    package var isExact: Bool
    /// How long it took.
    package var seconds: Double

    package init(
        window: Window, saved: Figures? = nil, edit: Figures, kept: Int = 0, gained: Int = 0, lost: Int = 0,
        truePositivesLost: Int = 0, start: Instant, bucketSeconds: Int, buckets: [Bucket] = [], hits: [DryRunHit] = [],
        scanned: Int, total: Int, subject: String = "events", isExact: Bool, seconds: Double
    ) {
        self.window = window
        self.saved = saved
        self.edit = edit
        self.kept = kept
        self.gained = gained
        self.lost = lost
        self.truePositivesLost = truePositivesLost
        self.start = start
        self.bucketSeconds = bucketSeconds
        self.buckets = buckets
        self.hits = hits
        self.scanned = scanned
        self.total = total
        self.subject = subject
        self.isExact = isExact
        self.seconds = seconds
    }
}

/// One event that a dry run found, or would find no longer.
package struct DryRunHit: Sendable, Hashable {
    /// What the edit does to it.
    package enum Change: Sendable, Hashable {
        case kept, gained, lost
    }

    /// The event to open.
    package var event: EventID
    /// Whether it is still found.
    package var change: Change
    /// The time of the event.
    package var time: Instant
    /// The mark of the reporter's trust at that time; `nil` where it is not known.
    package var trust: Glyph?
    /// Who reported it; hostile text.
    package var gateway: String
    /// Addresses with ports, as rows show them.
    package var source: String
    /// Where to; as `source`.
    package var destination: String
    /// What happened, in one line of hostile text.
    package var summary: String
    /// What people said of it: `true positive, kim`, `new`.
    package var disposition: String
    /// Whether people called it a true positive, so that losing it is told.
    package var isTruePositive: Bool

    package init(
        event: EventID, change: Change, time: Instant, trust: Glyph? = nil, gateway: String, source: String,
        destination: String, summary: String, disposition: String = "new", isTruePositive: Bool = false
    ) {
        self.event = event
        self.change = change
        self.time = time
        self.trust = trust
        self.gateway = gateway
        self.source = source
        self.destination = destination
        self.summary = summary
        self.disposition = disposition
        self.isTruePositive = isTruePositive
    }
}
