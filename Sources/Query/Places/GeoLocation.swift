// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What the station's databases tell about one address; each of it may be missing.
///
/// Texts are of the databases: valid UTF-8 of at most 256 bytes, and as hostile as any other.
package struct GeoLocation: Hashable, Sendable, Codable {
    /// A point on the globe in degrees: latitude -90...90, northward, and longitude -180...180, eastward.
    package struct Point: Hashable, Sendable, Codable {
        package let latitude: Double
        package let longitude: Double

        /// `nil` where a number is none or out of its range.
        package init?(latitude: Double, longitude: Double) {
            guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
            self.latitude = latitude
            self.longitude = longitude
        }
    }

    /// The country; `inside` for one's own addresses, of which nothing else is told.
    package var country: Country
    /// Its English name, as a database has it.
    package var countryName: String?
    /// The city's English name.
    package var city: String?
    package var point: Point?
    /// The autonomous system that announces the address.
    package var asNumber: UInt32?
    package var asOrganisation: String?

    package init(
        country: Country = .unknown, countryName: String? = nil, city: String? = nil, point: Point? = nil,
        asNumber: UInt32? = nil, asOrganisation: String? = nil
    ) {
        self.country = country
        self.countryName = countryName
        self.city = city
        self.point = point
        self.asNumber = asNumber
        self.asOrganisation = asOrganisation
    }

    /// What is missing here taken from `other`.
    package func filled(from other: GeoLocation) -> GeoLocation {
        GeoLocation(
            country: country == .unknown ? other.country : country, countryName: countryName ?? other.countryName,
            city: city ?? other.city, point: point ?? other.point, asNumber: asNumber ?? other.asNumber,
            asOrganisation: asOrganisation ?? other.asOrganisation)
    }
}

/// Where addresses are, as far as the station knows. It may be asked from several threads at once.
package protocol Geography: Sendable {
    /// Whether countries can be told at all.
    var tellsCountries: Bool { get }
    /// The country of an address, `inside` or `unknown`.
    func country(of address: IPAddress) -> Country
    /// All that is known of an address.
    func location(of address: IPAddress) -> GeoLocation
    /// What could not be used of what it knows from, a line for a person each; as far as it was looked at yet.
    var notices: [String] { get }
}
