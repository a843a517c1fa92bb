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
        suppression(from: now).rehearsal(now: now.advanced(byMicroseconds: 1))
    }

    /// What it becomes if it is done at `now`, by whole seconds.
    func suppression(from now: Instant) -> Suppression {
        let expiry = now.advanced(byMicroseconds: length).floored(toMicroseconds: 1_000_000)
        return Suppression(subject: subject, scope: scope, expiry: expiry)
    }

    /// What the preview says, in a few words.
    var told: String {
        guard let preview else { return "counting what it would have hidden…" }
        let count = Suppression.hidden(of: subject, in: preview)
        let alerts = "\(preview.isPartial ? "at least " : "")\(count) of the last 7 days"
        guard preview.truePositives > 0 else { return alerts }
        return "\(alerts), \(preview.truePositives) of them TRUE POSITIVES"
    }
}
