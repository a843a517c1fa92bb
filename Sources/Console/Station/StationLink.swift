// SPDX-License-Identifier: Apache-2.0

package import EVE

/// How an attached console stands with its station, which is another process.
package enum StationLink: Sendable, Hashable {
    /// Who the station says one is, and what one may do there by its role.
    case attached(person: String, role: String)
    /// It is gone since then, and tried again; why, in a few words.
    case lost(since: Instant, why: String)
}

/// What an attached console knows of its station.
package struct StationState: Sendable, Hashable {
    /// Since when it is lost; `nil` while it is there.
    package var lostSince: Instant?
    /// Who one is at the station, and the role's name.
    package var person: String
    package var role: String

    package init(person: String, role: String, lostSince: Instant? = nil) {
        self.person = person
        self.role = role
        self.lostSince = lostSince
    }
}
