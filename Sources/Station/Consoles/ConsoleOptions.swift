// SPDX-License-Identifier: Apache-2.0

package import Access

extension StationConfiguration {
    /// Where consoles attach to a station, and which groups of the system's users may do what there.
    package struct ConsoleOptions: Sendable, Equatable {
        /// The path of the socket; `nil` for the usual one.
        package var socket: String?
        package var access = AccessGroups([:])

        package init() {}
    }

    /// Where the station listens for consoles, and where consoles of this configuration look for it.
    package var consoleSocket: String { consoles.socket ?? dataDirectory + "/" + Self.consoleSocketName }

    /// Where consoles look for a station besides, as the packaged service is told to listen there.
    package static let packagedConsoleSocket = "/run/vedette/" + consoleSocketName

    private static let consoleSocketName = "console.socket"
}

extension AccessGroups {
    /// The names of all groups that have a role, each once, in alphabetical order.
    package var names: [String] { Set(groups.values.joined()).sorted() }
}
