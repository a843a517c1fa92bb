// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Query

@Suite("Countries")
struct CountryTests {
    @Test("codes are two letters of either case, and nothing else is")
    func codes() {
        #expect(Country(code: "dk")?.code == "DK")
        #expect(Country(code: "ZZ")?.code == "ZZ")
        #expect(Country(code: "AA")?.index == 2)
        #expect(Country(code: "ZZ")?.index == Country.count - 1)
        for text in ["", "D", "DKK", "D1", "1D", "Ä", "@A", "[A", "d ", "D\u{0}", "\u{21}\u{22}"] {
            #expect(Country(code: text) == nil)
        }
    }

    @Test("every number below the count is one value, and the text says which")
    func numbers() throws {
        var texts: Set<String> = []
        for index in 0..<Country.count { texts.insert(try #require(Country(number: index)).text) }
        #expect(texts.count == Country.count)
        #expect(texts.isSuperset(of: ["inside", "unknown", "DE"]))
        #expect(Country(number: -1) == nil)
        #expect(Country(number: Country.count) == nil)
    }

    @Test("each line of the table is a country with a name and a place, and no code comes twice")
    func table() throws {
        let lines = Country.table.split(separator: "\n")
        let codes = Set(lines.map { $0.prefix(2) })
        #expect(lines.count == 250)
        #expect(codes.count == lines.count)
        for code in codes {
            let country = try #require(Country(code: code))
            #expect(country.name != nil)
            #expect(country.middle != nil)
        }
        #expect(Country(code: "CI")?.name == "Ivory Coast")
        #expect(Country(code: "ZZ")?.name == nil)
        #expect(Country.inside.name == nil)
    }
}
