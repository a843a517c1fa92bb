// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What `sample-logs/geo.mmdb` tells: an invented world over the networks that are reserved for documentation.
///
/// Countries and cities are real, who is where is not. Numbers of networks are those that RFC 5398 reserves for documentation.
package enum SampleGeography {
    private struct Place {
        var networks: [String]
        var country: (code: String, name: String)
        var city: (name: String, latitude: Double, longitude: Double)?
        var network: (number: UInt32, name: String)
    }

    /// The file.
    package static var bytes: [UInt8] {
        var writer = GeoWriter()
        writer.type = "Vedette-Sample-City-ASN"
        for place in places { writer.add(place.networks.compactMap { IPNetwork($0) }, value(place)) }
        return writer.bytes
    }

    private static func value(_ place: Place) -> GeoValue {
        func names(_ name: String) -> GeoValue { .map([("en", .text(name))]) }
        var pairs: [(String, GeoValue)] = [
            ("autonomous_system_number", .uint32(place.network.number)),
            ("autonomous_system_organization", .text(place.network.name)),
        ]
        if let city = place.city { pairs.append(("city", .map([("names", names(city.name))]))) }
        pairs.append(
            ("country", .map([("iso_code", .text(place.country.code)), ("names", names(place.country.name))])))
        if let city = place.city {
            pairs.append(
                ("location", .map([("latitude", .double(city.latitude)), ("longitude", .double(city.longitude))])))
        }
        return .map(pairs)
    }

    /// 203.0.113.0/28, from where one scanner comes, is left out: no database knows everything.
    private static let places: [Place] = [
        Place(
            networks: ["2001:db8:20::/48"], country: ("DK", "Denmark"), city: ("Lindhavn", 56.2, 10.6),
            network: (64_496, "City of Lindhavn")),
        Place(
            networks: ["192.0.2.0/26", "2001:db8:ff::/48"], country: ("IE", "Ireland"), city: ("Dublin", 53.3, -6.3),
            network: (64_497, "Even Cloud")),
        Place(
            networks: ["192.0.2.64/26"], country: ("SE", "Sweden"), city: ("Stockholm", 59.3, 18.1),
            network: (64_498, "Nordlys Hosting")),
        Place(
            networks: ["192.0.2.128/26"], country: ("US", "United States"), city: ("Chicago", 41.9, -87.6),
            network: (64_499, "Prairie Colocation")),
        Place(
            networks: ["192.0.2.192/26"], country: ("NL", "Netherlands"), city: ("Amsterdam", 52.4, 4.9),
            network: (64_500, "Polder Transit")),
        Place(
            networks: ["198.51.100.0/28"], country: ("SG", "Singapore"), city: ("Singapore", 1.3, 103.8),
            network: (64_501, "Strait Servers")),
        Place(
            networks: ["198.51.100.16/28", "198.51.100.80/28"], country: ("VN", "Vietnam"),
            city: ("Hanoi", 21.0, 105.8),
            network: (64_502, "Red River Broadband")),
        Place(
            networks: ["198.51.100.64/28"], country: ("BG", "Bulgaria"), city: ("Sofia", 42.7, 23.3),
            network: (64_503, "Vitosha Virtual")),
        Place(
            networks: ["198.51.100.112/28"], country: ("ID", "Indonesia"), city: ("Jakarta", -6.2, 106.8),
            network: (64_504, "Java Sea Telecom")),
        Place(
            networks: ["198.51.100.128/25"], country: ("BR", "Brazil"), city: nil,
            network: (64_505, "Planalto Internet")),
        Place(
            networks: ["203.0.113.32/28"], country: ("IN", "India"), city: ("Mumbai", 19.1, 72.9),
            network: (64_506, "Harbour Line Networks")),
        Place(
            networks: ["203.0.113.48/28"], country: ("RO", "Romania"), city: ("Bucharest", 44.4, 26.1),
            network: (64_507, "Dambovita Hosting")),
        Place(
            networks: ["203.0.113.64/28"], country: ("BR", "Brazil"), city: ("Sao Paulo", -23.5, -46.6),
            network: (64_505, "Planalto Internet")),
        Place(
            networks: ["203.0.113.80/28"], country: ("FR", "France"), city: ("Paris", 48.9, 2.4),
            network: (64_508, "Seine Optique")),
        Place(
            networks: ["203.0.113.128/27"], country: ("TR", "Turkey"), city: ("Istanbul", 41.0, 29.0),
            network: (64_509, "Bosphorus Net")),
        Place(
            networks: ["203.0.113.192/26"], country: ("ZA", "South Africa"), city: ("Johannesburg", -26.2, 28.0),
            network: (64_510, "Highveld Edge")),
    ]
}
