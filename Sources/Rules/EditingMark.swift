// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Says that a person has a rule open in an editor. It hinders nobody: a save that comes second is a conflict by itself.
///
/// A person at two consoles has one mark for a rule; ending one of them ends it until the other renews it.
package struct EditingMark: Hashable, Sendable, Codable {
    /// The rule's id.
    package var rule: String
    /// One line, cut at `RuleLimit.author` bytes.
    package let person: String
    /// When the person began.
    package var since: Instant
    /// When the person's program last said so.
    package var seen: Instant

    package init(rule: String, person: String, since: Instant, seen: Instant) {
        self.rule = rule
        self.person = RuleLimit.line(person, RuleLimit.author)
        self.since = since
        self.seen = seen
    }

    /// How long a mark lives that is not renewed, in microseconds: two minutes. Programs renew it every half minute.
    package static let life: Int64 = 120_000_000

    /// Whether it still says something at `now`. One from the future, of a clock that was set back, does not live for ever.
    package func isAlive(at now: Instant) -> Bool {
        now.advanced(byMicroseconds: -Self.life) < seen && seen < now.advanced(byMicroseconds: Self.life)
    }
}

extension EditingMark {
    private enum CodingKeys: CodingKey {
        case rule, person, since, seen
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            rule: try container.decode(String.self, forKey: .rule),
            person: try container.decode(String.self, forKey: .person),
            since: try container.decode(Instant.self, forKey: .since),
            seen: try container.decode(Instant.self, forKey: .seen))
    }
}
