// SPDX-License-Identifier: Apache-2.0

internal import Query

/// What a database tells about a network, in the fields of any of the usual vendors.
///
/// MaxMind and DB-IP write maps (`country.iso_code`, `city.names.en`, `location.latitude`, `autonomous_system_number`), IPinfo plain texts
/// (`country: "DE"` or `country_code: "DE"`, `city`, `latitude` or `lat`, `asn: "AS64500"`, `as_name` or `name`).
struct GeoRecord {
    /// The most values that are passed over in one record. Those of real databases have about a hundred.
    private static let steps = 8192

    private let section: DataSection
    private let root: DataSection.Value

    /// The record at an offset of the section; `nil` if it is no map.
    init?(_ section: DataSection, at offset: Int) {
        guard let root = section.value(at: offset), root.kind == .map else { return nil }
        self.section = section
        self.root = root
    }

    /// The value at the first of these paths that has one.
    private func first<Found>(_ paths: [String], _ read: (DataSection.Value) -> Found?) -> Found? {
        for path in paths {
            var steps = Self.steps
            var value: DataSection.Value? = root
            for key in path.split(separator: ".") {
                value = value.flatMap { section.member(String(key), of: $0, steps: &steps) }
            }
            if let found = value.flatMap(read) { return found }
        }
        return nil
    }

    private func text(_ paths: String...) -> String? {
        first(paths) { section.text($0) }
    }

    private func real(_ paths: String...) -> Double? {
        first(paths) { section.real($0) }
    }

    /// The country that the address is in, else the one it is registered in.
    var country: Country? {
        first(["country.iso_code", "country_code", "country", "registered_country.iso_code"]) {
            section.text($0).flatMap { Country(code: $0) }
        }
    }

    private var countryName: String? {
        guard let name = text("country.names.en", "country_name", "country", "registered_country.names.en"),
            Country(code: name) == nil
        else { return nil }
        return name
    }

    private var point: GeoLocation.Point? {
        guard let latitude = real("location.latitude", "latitude", "lat"),
            let longitude = real("location.longitude", "longitude", "lng")
        else { return nil }
        return GeoLocation.Point(latitude: latitude, longitude: longitude)
    }

    private var asNumber: UInt32? {
        first(["autonomous_system_number", "asn", "as_number"]) { value in
            if let number = section.integer(value) { return UInt32(exactly: number) }
            guard let text = section.text(value) else { return nil }
            return UInt32(text.lowercased().hasPrefix("as") ? text.dropFirst(2) : text[...])
        }
    }

    /// All of it.
    var location: GeoLocation {
        let asNumber = asNumber
        return GeoLocation(
            country: country ?? .unknown, countryName: countryName, city: text("city.names.en", "city"), point: point,
            asNumber: asNumber,
            asOrganisation: text("autonomous_system_organization", "as_name", "as_organization")
                ?? (asNumber == nil ? nil : text("name")))
    }
}
