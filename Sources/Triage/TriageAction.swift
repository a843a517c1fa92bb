// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What a person wants to have done.
package struct TriageAction: Hashable, Sendable, Codable {
    package var deed: TriageDeed
    package var person: String
    /// From where they act: the address of the ssh client, or the terminal.
    package var origin: String
    package var time: Instant
    package var comment: String
    /// Which alerts are meant, as the person said it: a filter, or a group.
    package var scope: String

    package init(
        _ deed: TriageDeed, by person: String, from origin: String, at time: Instant, comment: String = "",
        scope: String = ""
    ) {
        self.deed = deed
        self.person = person
        self.origin = origin
        self.time = time
        self.comment = comment
        self.scope = scope
    }
}

/// What was done, as it stands in the log for good.
package struct TriageRecord: Hashable, Sendable, Codable {
    /// Counts up from 1, without a gap.
    package var number: Int64
    package var action: TriageAction
    /// How many alerts changed, or were commented on.
    package var count: Int
    /// How many of the meant ones already were so, or were left as another action has changed them since.
    package var unchanged: Int
    /// The action that this one takes back.
    package var undoes: Int64?
    /// The action that has taken this one back.
    package var undoneBy: Int64?

    /// What it hides, if it is a muting.
    package var suppression: Suppression? {
        if case .mute(let suppression) = action.deed { suppression } else { nil }
    }

    /// What the station does by itself, if it is an order.
    package var order: StandingOrder? {
        if case .order(let order) = action.deed { order } else { nil }
    }

    /// When it ends, if it is a muting or an order.
    package var expiry: Instant? { suppression?.expiry ?? order?.expiry }

    package init(
        number: Int64, action: TriageAction, count: Int, unchanged: Int, undoes: Int64? = nil, undoneBy: Int64? = nil
    ) {
        self.number = number
        self.action = action
        self.count = count
        self.unchanged = unchanged
        self.undoes = undoes
        self.undoneBy = undoneBy
    }
}
