// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import Sockets
internal import Station

/// Who may attach to a station, and as what.
struct ConsoleAccess: Sendable {
    var groups: AccessGroups
    /// The number of the user that the station runs as.
    var owner: UInt32

    private static let root: UInt32 = 0

    /// The role of a peer; `nil` for one who may not even look.
    func role(of peer: Peer) -> Role? { role(of: peer.user, in: peer.memberships(among: groups.names)) }

    /// The role of a user who is in these of the groups. The station's own user and root can do everything with its files anyway, so they
    /// are administrators where no group makes them something else.
    func role(of user: UInt32, in memberships: Set<String>) -> Role? {
        groups.role(ofMember: memberships) ?? (user == owner || user == Self.root ? .administrator : nil)
    }
}
