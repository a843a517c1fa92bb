// SPDX-License-Identifier: Apache-2.0

package import Query

/// One thing that wants a person: an alert of Suricata, or the match of a rule with an event. An event may be both, and several times.
package struct AlertID: Hashable, Sendable, Comparable, Codable {
    package var event: EventID
    /// The id of the rule that matched; empty for Suricata's alert.
    package var rule: String

    package init(event: EventID, rule: String = "") {
        self.event = event
        self.rule = rule
    }

    package static func < (left: AlertID, right: AlertID) -> Bool {
        (left.event, left.rule) < (right.event, right.rule)
    }
}

extension AlertID {
    /// The id as it is written: the event's, and for a match a slash and the rule's.
    package var text: String { rule.isEmpty ? event.description : "\(event)/\(rule)" }

    /// The id that `text` is, `nil` if it is none. That it can be read does not mean that there is such an alert.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let event = EventID(first) else { return nil }
        if parts.count == 2, parts[1].isEmpty { return nil }
        self.init(event: event, rule: parts.count == 2 ? String(parts[1]) : "")
    }
}
