// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query

/// Several databases as one: what the first does not tell of an address, the next may.
package struct GeoBook: Geography {
    package let databases: [GeoDatabase]
    private let scope: NetworkScope

    /// - Parameter inside: networks that are one's own though they are public; those of `NetworkScope` are anyway.
    package init(_ databases: [GeoDatabase], inside: [IPNetwork]) {
        self.databases = databases
        scope = NetworkScope(ownNetworks: inside)
    }

    package var notices: [String] { [] }

    package var tellsCountries: Bool { databases.contains { $0.holdings.contains(.countries) } }

    package func country(of address: IPAddress) -> Country {
        let address = address.mappedV4 ?? address
        guard scope.isForeign(address) else { return .inside }
        for database in databases where database.holdings.contains(.countries) {
            if let country = database.country(of: address) { return country }
        }
        return .unknown
    }

    package func location(of address: IPAddress) -> GeoLocation {
        let address = address.mappedV4 ?? address
        guard scope.isForeign(address) else { return GeoLocation(country: .inside) }
        return databases.reduce(GeoLocation()) { known, database in
            database.location(of: address).map { known.filled(from: $0) } ?? known
        }
    }
}
