// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query

/// Hides alerts of one signature or rule from the inbox until a time. They stay stored, and are counted as muted.
package struct Suppression: Hashable, Sendable, Codable {
    /// Of which alerts.
    package enum Scope: Hashable, Sendable, Codable {
        case everywhere
        case source(IPAddress)
        /// From any address of a network.
        case subnet(IPNetwork)
        case pair(source: IPAddress, destination: IPAddress)
        case gateway(String)
    }

    package var subject: InboxGroup.Subject
    package var scope: Scope
    /// Alerts at this time or later are seen again; those before stay hidden.
    package var expiry: Instant

    package init(subject: InboxGroup.Subject, scope: Scope, expiry: Instant) {
        self.subject = subject
        self.scope = scope
        self.expiry = expiry
    }

    /// Whether it hides an alert of its subject between these ends, whatever the time.
    package func covers(source: IPAddress?, destination: IPAddress?, gateway: String) -> Bool {
        switch scope {
        case .everywhere: true
        case .source(let address): source == address
        case .subnet(let network): source.map(network.contains) ?? false
        case .pair(let from, let to): source == from && destination == to
        case .gateway(let name): gateway == name
        }
    }

    /// The alerts that it is about, as a filter.
    package var filter: Filter {
        let about: Filter =
            switch subject {
            case .signature(let generator, let number):
                .all([
                    .test(.signatureID, .equals(.integer(Int64(number)))),
                    .test(.generatorID, .equals(.integer(Int64(generator)))),
                ])
            case .rule(let id): .test(.rule, .equals(.text(id)))
            }
        return Filter.all([about, scope.filter]).simplified
    }

    /// How far back `rehearsal` looks, in microseconds: seven days.
    private static let reach = 7 * Instant.microsecondsPerDay

    /// Asks the inbox what it would have hidden in the seven days before `now`, whatever became of it; `hidden(of:in:)` reads the answer.
    package func rehearsal(now: Instant) -> InboxRequest {
        InboxRequest(
            filter: filter, range: TimeRange(start: now.advanced(byMicroseconds: -Self.reach), end: now),
            dispositions: Set(Disposition.allCases), muted: .shown, grouping: .title, limit: 100)
    }

    /// How many alerts of a subject it would have hidden, by the answer to `rehearsal`.
    package static func hidden(of subject: InboxGroup.Subject, in page: InboxPage) -> Int {
        page.groups.first { $0.key.subject == subject }?.count ?? 0
    }
}

extension Suppression.Scope {
    /// The alerts in it, as a filter.
    package var filter: Filter {
        switch self {
        case .everywhere: .everything
        case .source(let address): .test(.source, .equals(.address(address)))
        case .subnet(let network): .test(.source, .within(network))
        case .pair(let source, let destination):
            .all([.test(.source, .equals(.address(source))), .test(.destination, .equals(.address(destination)))])
        case .gateway(let name): .test(.gateway, .equals(.text(name)))
        }
    }

    /// What it is, for people.
    package var told: String {
        switch self {
        case .everywhere: "everywhere"
        case .source(let address): "from \(address)"
        case .subnet(let network): "from \(network)"
        case .pair(let source, let destination): "from \(source) to \(destination)"
        case .gateway(let name): "on \(name)"
        }
    }
}
