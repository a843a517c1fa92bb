// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query

/// What the station does by itself, for as long as it holds, to alerts that a filter lets through and that nobody has touched.
package struct StandingOrder: Hashable, Sendable, Codable {
    /// What becomes of the alerts; never `new`.
    package var disposition: Disposition
    /// Of the archived, where it is known.
    package var reason: ArchiveReason?
    /// The filter as it was typed; `FilterParser` reads it.
    package var filterText: String
    /// It is for alerts from this time on, and before `expiry`.
    package var since: Instant
    package var expiry: Instant

    package init(
        _ disposition: Disposition, _ reason: ArchiveReason? = nil, filter: String, since: Instant, expiry: Instant
    ) {
        self.disposition = disposition
        self.reason = reason
        filterText = filter
        self.since = since
        self.expiry = expiry
    }

    /// The deed that it does.
    package var deed: TriageDeed { .dispose(disposition, reason) }

    /// The alerts that it is about, whatever the time.
    ///
    /// - Throws: `FilterError` where the text is no filter of this program.
    package func filter() throws(FilterError) -> Filter { try FilterParser.parse(filterText) }

    /// What it does and until when, in few words: "archives as benign until 2026-12-24T00:00:00Z".
    package var told: String {
        let verb =
            switch disposition {
            case .archived: "archives"
            case .escalated: "escalates"
            case .acknowledged: "acknowledges"
            case .new: "reopens"
            }
        return "\(verb)\(reason.map { " as \($0.rawValue)" } ?? "") until \(expiry.rfc3339.prefix(19))Z"
    }

    /// In whose name the station acts on the order of this number.
    package static func actor(_ number: Int64) -> String { "\(actorPrefix)\(number)" }

    /// No person's name begins so.
    package static let actorPrefix = "order #"

    /// How far back `rehearsal` looks, in microseconds: seven days.
    private static let reach = 7 * Instant.microsecondsPerDay

    /// Asks the inbox what it would have been done to in the seven days before `now`, whatever became of it.
    ///
    /// - Throws: `FilterError`.
    package func rehearsal(now: Instant) throws(FilterError) -> InboxRequest {
        InboxRequest(
            filter: try filter().resolved(now: now),
            range: TimeRange(start: now.advanced(byMicroseconds: -Self.reach), end: now),
            dispositions: Set(Disposition.allCases), muted: .shown, grouping: .title, limit: 100)
    }
}

extension StandingOrder {
    /// The order as the log has it: words with their names, the filter last.
    var text: String {
        "since=\(since.microseconds) until=\(expiry.microseconds) filter=\(filterText)"
    }

    /// The order of a text, a disposition and a reason; `nil` if they are none.
    init?(text: String, _ disposition: Disposition, _ reason: ArchiveReason?) {
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, disposition != .new, let since = Self.time(parts[0], "since="),
            let expiry = Self.time(parts[1], "until="), parts[2].hasPrefix("filter=")
        else { return nil }
        self.init(
            disposition, reason, filter: String(parts[2].dropFirst("filter=".count)), since: since, expiry: expiry)
    }

    private static func time(_ text: Substring, _ name: String) -> Instant? {
        guard text.hasPrefix(name) else { return nil }
        return Int64(text.dropFirst(name.count)).map { Instant(microseconds: $0) }
    }
}
