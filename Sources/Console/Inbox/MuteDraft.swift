// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
package import Triage

/// A muting that is being thought of: what it is about, and what it would have hidden.
package struct MuteDraft: Sendable, Hashable {
    package var subject: InboxGroup.Subject
    package var title: String
    package var scope: Suppression.Scope
    /// In microseconds.
    package var length: Int64 = 0
    /// What it would have hidden in the days before; `nil` until the store has answered.
    package var preview: InboxPage?

    /// How long a muting lasts, with what it is called.
    static let lengths: [(name: String, microseconds: Int64)] = [
        ("1 hour", 3_600_000_000), ("8 hours", 28_800_000_000), ("1 day", 86_400_000_000),
        ("7 days", 604_800_000_000), ("30 days", 2_592_000_000_000),
    ]

    /// How far back the preview looks, in microseconds.
    static let reach: Int64 = 604_800_000_000

    /// The scopes that a group offers, the narrowest first.
    static func scopes(of group: InboxGroup) -> [Suppression.Scope] {
        var scopes: [Suppression.Scope] = []
        let source = group.sources.count == 1 ? group.sources.first.first : nil
        if let source, group.destinations.count == 1, let destination = group.destinations.first.first {
            scopes.append(.pair(source: source, destination: destination))
        }
        if let source {
            scopes.append(.source(source))
            if let network = IPNetwork(source, prefixLength: source.isV4 ? 24 : 64) { scopes.append(.subnet(network)) }
        }
        if group.gateways.count == 1, let gateway = group.gateways.first.first { scopes.append(.gateway(gateway)) }
        return scopes + [.everywhere]
    }

    /// What it would have hidden, asked of the inbox.
    func request(now: Instant) -> InboxRequest {
        let end = now.advanced(byMicroseconds: 1)
        let suppression = Suppression(subject: subject, scope: scope, expiry: end)
        return InboxRequest(
            filter: suppression.filter,
            range: TimeRange(start: end.advanced(byMicroseconds: -Self.reach), end: end),
            dispositions: Set(Disposition.allCases), muted: .shown, grouping: .title, limit: 100)
    }

    /// What the preview says, in a few words.
    var told: String {
        guard let preview else { return "counting what it would have hidden…" }
        let group = preview.groups.first { $0.key.subject == subject }
        let count = group?.count ?? 0
        let alerts = "\(preview.isPartial ? "at least " : "")\(count) of the last 7 days"
        guard preview.truePositives > 0 else { return alerts }
        return "\(alerts), \(preview.truePositives) of them TRUE POSITIVES"
    }
}
