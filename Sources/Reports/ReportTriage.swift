// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Triage

/// What became of a period's alerts, and what people did in it.
package struct ReportTriage: Sendable, Equatable {
    /// How the alerts and matches of the period stand now.
    package var dispositions: [Disposition: Int] = [:]
    /// How many of the new ones are muted: hidden from the inbox, though nobody has looked at them.
    package var muted = 0
    /// Of the archived: how many by their reason; those without one are not in it.
    package var reasons: [ArchiveReason: Int] = [:]
    /// The escalated alerts of the period, newest first; not all of them where there are more than `escalatedMost`.
    package var escalated: [EscalatedAlert] = []
    /// What people did within the period, to alerts of whatever time.
    package var deeds: [PersonDeeds] = []
    /// The mutings that held at the end of the period, the first to end first; but for those that somebody has ended or taken back since.
    package var mutings: [TriageRecord] = []
    /// `nil` before the first action.
    package var newest: NewestRecord?

    /// How many escalated alerts a report tells one by one.
    package static let escalatedMost = 100

    package init() {}

    /// How many the inbox shows of those that are not done with.
    package var open: Int { Disposition.allCases.filter(\.isOpen).reduce(-muted) { $0 + count($1) } }

    /// How many alerts have a disposition.
    package func count(_ disposition: Disposition) -> Int { dispositions[disposition] ?? 0 }

    /// The newest record of the log when the report was made. Whoever keeps the report can show later that the log up to there is the same.
    package struct NewestRecord: Sendable, Equatable {
        package var number: Int64
        package var time: Instant
        /// SHA-256, 32 bytes.
        package var hash: [UInt8]

        package init(number: Int64, time: Instant, hash: [UInt8]) {
            self.number = number
            self.time = time
            self.hash = hash
        }

        /// The hash as it is written, 64 digits.
        package var digits: String {
            hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}

/// One alert or match that somebody escalated.
package struct EscalatedAlert: Sendable, Equatable {
    package var id: AlertID
    package var standing: Standing
    /// `nil` where it could not be read.
    package var event: Event?
    /// What was done to it, in order.
    package var history: [TriageRecord] = []

    package init(id: AlertID, standing: Standing, event: Event?) {
        self.id = id
        self.standing = standing
        self.event = event
    }

    /// What its event tells.
    package struct Event: Sendable, Equatable {
        package var time: Instant
        /// The text of the signature or the title of the rule.
        package var title: String
        package var urgency: Urgency
        package var gateway: String
        package var source: String
        package var destination: String

        package init(
            time: Instant, title: String, urgency: Urgency, gateway: String, source: String, destination: String
        ) {
            self.time = time
            self.title = title
            self.urgency = urgency
            self.gateway = gateway
            self.source = source
            self.destination = destination
        }
    }
}

/// What one person did of one kind.
package struct PersonDeeds: Sendable, Hashable {
    package var person: String
    /// In the past and few words: "archived as false positive".
    package var deed: String
    package var actions: Int
    /// How many alerts these changed or were said about, one that was touched twice counted twice.
    package var alerts: Int

    package init(person: String, deed: String, actions: Int, alerts: Int) {
        self.person = person
        self.deed = deed
        self.actions = actions
        self.alerts = alerts
    }

    /// Records put together by person and kind, in the order of both.
    package static func counted(_ records: [TriageRecord]) -> [PersonDeeds] {
        var found: [[String]: PersonDeeds] = [:]
        for record in records {
            let deed = record.undoes == nil ? record.action.deed.kind : "taken back or done again"
            let key = [record.action.person, deed]
            var deeds = found[key] ?? PersonDeeds(person: record.action.person, deed: deed, actions: 0, alerts: 0)
            deeds.actions += 1
            deeds.alerts += record.count
            found[key] = deeds
        }
        return found.values.sorted { ($0.person, $0.deed) < ($1.person, $1.deed) }
    }
}

extension TriageDeed {
    /// What it is, without names and tags.
    fileprivate var kind: String {
        switch self {
        case .dispose, .comment: told
        case .assign: "assigned"
        case .tag: "tagged"
        case .mute: "muted"
        case .order: "orders given"
        case .end: "mutings and orders ended"
        }
    }
}
