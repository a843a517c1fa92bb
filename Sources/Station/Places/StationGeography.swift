// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Geo
package import Query
internal import Synchronization

/// Where addresses are, by the databases that the configuration names. They are opened when they are first asked for: most calls of the
/// command line never do.
package final class StationGeography: Geography {
    private struct Opened {
        var book: GeoBook
        var notices: [String]
    }

    private let paths: [String]
    private let inside: [IPNetwork]
    private let opened = Mutex<Opened?>(nil)

    /// `nil` where the configuration names no database. What is inside is told by the placeholder `inside_nets`.
    package init?(_ configuration: StationConfiguration) {
        guard !configuration.geo.isEmpty else { return nil }
        paths = configuration.geo
        inside = (configuration.rules.placeholders["inside_nets"] ?? []).compactMap { IPNetwork($0) }
    }

    private var book: GeoBook {
        opened.withLock { opened in
            if let opened { return opened.book }
            var notices: [String] = []
            var databases: [GeoDatabase] = []
            for path in paths {
                do throws(GeoFailure) {
                    databases.append(try GeoDatabase(path: path))
                } catch {
                    notices.append(UserMessage(error).line)
                }
            }
            let book = GeoBook(databases, inside: inside)
            opened = Opened(book: book, notices: notices)
            return book
        }
    }

    package var tellsCountries: Bool { book.tellsCountries }
    package func country(of address: IPAddress) -> Country { book.country(of: address) }
    package func location(of address: IPAddress) -> GeoLocation { book.location(of: address) }
    package var notices: [String] { opened.withLock { $0?.notices ?? [] } }
}

extension UserMessage {
    /// A database of places that cannot be used; everything else goes on.
    init(_ failure: GeoFailure) {
        self.init(.environment, "\(failure.path): \(failure.reason).", help: failure.help)
    }
}
