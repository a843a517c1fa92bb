// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Geo
import Query
import Testing

@Suite("Several databases as one")
struct GeoBookTests {
    private func database(_ value: GeoValue) throws -> GeoDatabase {
        var writer = GeoWriter()
        writer.add([IPNetwork("198.51.100.0/24"), IPNetwork("10.0.0.0/8")].compactMap(\.self), value)
        return try GeoFile(writer.bytes).open()
    }

    private let stranger = IPAddress(v4: 0xC633_6401)

    @Test("what the first does not tell, the next may")
    func merged() throws {
        let country = try database(.map([("country", .text("SE"))]))
        let other = try database(.map([("country", .text("NO")), ("city", .text("Oslo"))]))
        let network = try database(.map([("asn", .text("AS64500"))]))
        let book = GeoBook([country, other, network], inside: [])
        let found = book.location(of: stranger)
        #expect(found.country.code == "SE")
        #expect(found.city == "Oslo")
        #expect(found.asNumber == 64_500)
        #expect(book.country(of: stranger).code == "SE")
        #expect(GeoBook([network, other], inside: []).country(of: stranger).code == "NO")
    }

    @Test("one's own and private addresses are inside, whatever a database says")
    func inside() throws {
        let book = GeoBook(
            [try database(.map([("country", .text("SE"))]))], inside: [IPNetwork("198.51.100.0/30")].compactMap(\.self))
        for address in ["10.1.2.3", "198.51.100.1", "::ffff:10.1.2.3", "fe80::1", "255.255.255.255", "127.0.0.1"] {
            #expect(book.location(of: try #require(IPAddress(address))) == GeoLocation(country: .inside))
            #expect(book.country(of: try #require(IPAddress(address))) == .inside)
        }
        #expect(book.country(of: try #require(IPAddress("198.51.100.4"))).code == "SE")
        #expect(book.country(of: try #require(IPAddress("::ffff:198.51.100.4"))).code == "SE")
        #expect(book.country(of: try #require(IPAddress("203.0.113.1"))) == .unknown)
    }

    @Test("without a database of countries none can be told")
    func none() throws {
        #expect(!GeoBook([], inside: []).tellsCountries)
        #expect(!GeoBook([try database(.map([("asn", .text("AS1"))]))], inside: []).tellsCountries)
        #expect(GeoBook([try database(.map([("country", .text("SE"))]))], inside: []).tellsCountries)
        #expect(GeoBook([], inside: []).location(of: stranger) == GeoLocation())
    }

    @Test("the database of the sample logs is what the writer makes, and knows their addresses")
    func sample() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "sample-logs/geo.mmdb")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(SampleGeography.bytes).write(to: file)
        }
        #expect(try Array(Data(contentsOf: file)) == SampleGeography.bytes, "UPDATE_GOLDEN=1 writes it anew")
        let book = GeoBook([try GeoDatabase(path: file.path)], inside: [])
        let wanted = [
            ("198.51.100.23", "VN"), ("198.51.100.87", "VN"), ("198.51.100.66", "BG"), ("203.0.113.54", "RO"),
            ("203.0.113.77", "BR"), ("203.0.113.140", "TR"), ("203.0.113.201", "ZA"), ("203.0.113.9", "unknown"),
            ("2001:db8:ff::20", "IE"), ("10.20.0.5", "inside"),
        ]
        for (address, country) in wanted {
            #expect(book.country(of: try #require(IPAddress(address))).text == country)
        }
        #expect(book.location(of: try #require(IPAddress("198.51.100.66"))).city == "Sofia")
        #expect(book.location(of: try #require(IPAddress("198.51.100.66"))).asNumber == 64_503)
    }
}
