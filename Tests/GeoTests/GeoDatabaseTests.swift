// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Geo
import Query
import Testing

@Suite("Databases of places")
struct GeoDatabaseTests {
    private func database(_ networks: [String], _ value: GeoValue, _ writer: GeoWriter = GeoWriter()) throws
        -> GeoDatabase
    {
        var writer = writer
        writer.add(networks.compactMap { IPNetwork($0) }, value)
        return try GeoFile(writer.bytes).open()
    }

    private func names(_ name: String) -> GeoValue {
        .map([("names", .map([("de", .text("x")), ("en", .text(name))]))])
    }

    @Test("a city as MaxMind and DB-IP lay it out", arguments: [24, 28, 32], [true, false])
    func city(recordSize: Int, usesPointers: Bool) throws {
        var writer = GeoWriter(usesPointers: usesPointers)
        writer.recordSize = recordSize
        writer.add(
            [IPNetwork("203.0.113.0/25"), IPNetwork("2001:db8:1::/48")].compactMap(\.self),
            .map([
                ("city", names("Kiel")), ("continent", names("Europe")),
                (
                    "country",
                    .map([
                        ("geoname_id", .uint32(1)), ("iso_code", .text("DE")),
                        ("names", .map([("en", .text("Germany"))])),
                    ])
                ),
                ("location", .map([("latitude", .double(54.3)), ("longitude", .double(10.1))])),
            ]))
        let database = try GeoFile(writer.bytes).open()
        let kiel = GeoLocation(
            country: try #require(Country(code: "DE")), countryName: "Germany", city: "Kiel",
            point: GeoLocation.Point(latitude: 54.3, longitude: 10.1))
        #expect(database.holdings == [.countries, .cities])
        for address in ["203.0.113.0", "203.0.113.127", "2001:db8:1::7"] {
            #expect(database.location(of: try #require(IPAddress(address))) == kiel)
            #expect(database.country(of: try #require(IPAddress(address)))?.code == "DE")
        }
        for address in ["203.0.113.128", "203.0.112.255", "2001:db8:2::7"] {
            #expect(database.location(of: try #require(IPAddress(address))) == nil)
        }
    }

    @Test("networks as MaxMind lays them out")
    func network() throws {
        let database = try database(
            ["198.51.100.0/24"],
            .map([("autonomous_system_number", .uint32(64_500)), ("autonomous_system_organization", .text("Polder"))]))
        #expect(database.holdings == .networks)
        let found = database.location(of: IPAddress(v4: 0xC633_6401))
        #expect(found?.asNumber == 64_500)
        #expect(found?.asOrganisation == "Polder")
        #expect(database.country(of: IPAddress(v4: 0xC633_6401)) == nil)
    }

    @Test("plain texts as IPinfo lays them out, in older and newer files")
    func plain() throws {
        let newer = try database(
            ["198.51.100.0/24"],
            .map([
                ("asn", .text("AS64501")), ("as_name", .text("Strait")), ("country", .text("Singapore")),
                ("country_code", .text("SG")), ("city", .text("Singapore")), ("latitude", .text("1.29")),
                ("longitude", .text("103.85")),
            ]))
        let place = newer.location(of: IPAddress(v4: 0xC633_6401))
        #expect(place?.country.code == "SG")
        #expect(place?.countryName == "Singapore")
        #expect(place?.point == GeoLocation.Point(latitude: 1.29, longitude: 103.85))
        #expect(place?.asNumber == 64_501)
        #expect(place?.asOrganisation == "Strait")
        let older = try database(
            ["198.51.100.0/24"], .map([("country", .text("sg")), ("asn", .text("as7")), ("name", .text("N"))]))
        let other = older.location(of: IPAddress(v4: 0xC633_6401))
        #expect(other?.country.code == "SG")
        #expect(other?.countryName == nil)
        #expect(other?.asNumber == 7)
        #expect(other?.asOrganisation == "N")
    }

    @Test("a country that only registered the network counts where no other is told")
    func registered() throws {
        let database = try database(
            ["198.51.100.0/24"], .map([("registered_country", .map([("iso_code", .text("FR"))]))]))
        #expect(database.country(of: IPAddress(v4: 0xC633_6401))?.code == "FR")
    }

    @Test("a database of IPv4 alone knows no IPv6")
    func versionFour() throws {
        let database = try database(["198.51.100.0/24"], .map([("country", .text("SE"))]), GeoWriter(ipVersion: 4))
        #expect(database.country(of: IPAddress(v4: 0xC633_6401))?.code == "SE")
        #expect(database.country(of: IPAddress(high: 0, low: 0xC633_6401)) == nil)
    }

    @Test("what is no place is left out: numbers out of range, texts that are no codes")
    func nonsense() throws {
        let database = try database(
            ["198.51.100.0/24"],
            .map([
                ("country", .map([("iso_code", .text("D\u{e9}"))])), ("city", .text("")), ("latitude", .double(.nan)),
                ("longitude", .double(700)), ("asn", .text("ASx")), ("autonomous_system_number", .uint64(1 << 33)),
                ("as_name", .text(String(repeating: "é", count: 400))),
            ]))
        let found = database.location(of: IPAddress(v4: 0xC633_6401))
        #expect(found == GeoLocation(asOrganisation: String(repeating: "é", count: 128)))
    }

    @Test("what a file calls itself and when it was made is known")
    func metadata() throws {
        var writer = GeoWriter()
        writer.type = "Acme-Country"
        writer.built = 1_700_000_000
        let database = try database(["198.51.100.0/24"], .map([("country", .text("SE"))]), writer)
        #expect(database.type == "Acme-Country")
        #expect(database.built == Instant(microseconds: 1_700_000_000_000_000))
    }

    @Test("files that cannot be used say why")
    func unusable() throws {
        let good = SampleGeography.bytes
        var odd = GeoWriter()
        odd.type = "Anonymous-IP"
        odd.add([IPNetwork("198.51.100.0/24")].compactMap(\.self), .map([("is_vpn", .boolean(true))]))
        let wrong = try GeoFile(odd.bytes)
        #expect(wrong.failure == .wrongKind(path: wrong.path, type: "Anonymous-IP"))
        let text = try GeoFile(Array("country,DE\n".utf8))
        #expect(text.failure == .noDatabase(path: text.path))
        let empty = try GeoFile([])
        #expect(empty.failure == .noDatabase(path: empty.path))
        let half = try GeoFile(Array(good.prefix(good.count / 2)))
        #expect(half.failure == .noDatabase(path: half.path))
        let front = try GeoFile(Array(good.suffix(good.count / 4)))
        #expect(front.failure == .damaged(path: front.path, reason: "its tree is larger than the file"))
        #expect(throws: GeoFailure.missing(path: "/nowhere/a.mmdb")) { try GeoDatabase(path: "/nowhere/a.mmdb") }
        #expect(throws: GeoFailure.noFile(path: "/tmp")) { try GeoDatabase(path: "/tmp") }
        #expect(throws: GeoFailure.noFile(path: "/dev/zero")) { try GeoDatabase(path: "/dev/zero") }
    }
}
