// SPDX-License-Identifier: Apache-2.0

package import Access

/// What a station sends to a console. The first frame is `welcome` or `refused`.
package enum StationFrame: Codable, Sendable {
    case welcome(Welcome)
    /// Why, in one line for a person; the connection ends behind it.
    case refused(String)
    case message(StationMessage)
}

/// Whom a station takes somebody for.
package struct Welcome: Codable, Sendable, Hashable {
    /// The version of the protocol that the station speaks.
    package var version: Int
    /// The station's program with its version.
    package var program: String
    /// The name under which the station's kernel knows who is connected.
    package var person: String
    package var role: Role
    /// What the station is called on the screen; may be empty.
    package var station: String
    /// After so many seconds without an event a gateway is silent there.
    package var silentAfter: Int

    package init(
        version: Int = ConsoleProtocolVersion.current, program: String, person: String, role: Role, station: String,
        silentAfter: Int = 600
    ) {
        self.version = version
        self.program = program
        self.person = person
        self.role = role
        self.station = station
        self.silentAfter = silentAfter
    }
}

/// The version of the protocol. A station and a console of different versions do not talk: frames change with what a console shows, and
/// both come in one package.
package enum ConsoleProtocolVersion {
    package static let current = 1
}

extension StationFrame: Frame {
    /// 64 MiB.
    package static let lengthLimit = 64 << 20
}
