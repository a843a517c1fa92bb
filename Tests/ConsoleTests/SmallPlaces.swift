// SPDX-License-Identifier: Apache-2.0

import EVE
import Query

@testable import Console

/// Where the small city's addresses are: strangers in five countries, everybody else inside.
enum SmallPlaces {
    private static let places: [(code: String, name: String, city: String, latitude: Double, longitude: Double)] = [
        ("BR", "Brazil", "Sao Paulo", -23.5, -46.6), ("VN", "Vietnam", "Hanoi", 21.0, 105.8),
        ("ZA", "South Africa", "Johannesburg", -26.2, 28.0), ("US", "United States", "Chicago", 41.9, -87.6),
        ("SE", "Sweden", "Stockholm", 59.3, 18.1),
    ]

    static func country(of address: IPAddress) -> Country { location(of: address).country }

    static func location(of address: IPAddress) -> GeoLocation {
        guard address.isV4, address.low >> 8 == 0xCB_0071 else { return GeoLocation(country: .inside) }
        let number = Int(address.low & 0xFF)
        guard number < places.count, let country = Country(code: places[number].code) else { return GeoLocation() }
        let place = places[number]
        return GeoLocation(
            country: country, countryName: place.name, city: place.city,
            point: GeoLocation.Point(latitude: place.latitude, longitude: place.longitude),
            asNumber: 64_500 + UInt32(number), asOrganisation: "Network \(number)")
    }

    static func locations(of addresses: [IPAddress]) -> [IPAddress: GeoLocation] {
        Dictionary(addresses.map { ($0, location(of: $0)) }, uniquingKeysWith: { first, _ in first })
    }
}

extension SmallCity {
    func countries(_ request: OverviewRequest) -> CountryOverview {
        let found = matching(request.filter, request.grid.range).filter { $0.row.type != "stats" }
        func ranking(_ field: Field) -> Ranking<RankedValue> {
            rank(field, found, rows: request.rows, cells: request.sparkCells, request.grid)
        }
        return CountryOverview(sources: ranking(.sourceCountry), destinations: ranking(.destinationCountry))
    }
}
