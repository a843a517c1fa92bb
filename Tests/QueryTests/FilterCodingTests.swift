// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Testing

@testable import Query

struct FilterCodingTests {
    private func again(_ filter: Filter) throws -> Filter {
        try JSONDecoder().decode(Filter.self, from: JSONEncoder().encode(filter))
    }

    private func read(_ json: String) throws -> Filter { try JSONDecoder().decode(Filter.self, from: Data(json.utf8)) }

    @Test func filtersOfEveryShapeComeBackEqual() throws {
        var maker = FilterMaker(seed: 32)
        for _ in 0..<3000 {
            let filter = maker.filter(depth: 4)
            #expect(try again(filter) == filter)
        }
    }

    /// Whatever a person can type is within the limits.
    @Test func theLanguagesLargestFiltersAreTaken() throws {
        let deep = (1..<FilterParser.maximumDepth).reduce("sid:1") { "(\($0) x\($1)) OR y\($1)" }
        let negated = (1..<FilterParser.maximumDepth / 2).reduce("sid:1") { "-(\($0) z\($1))" }
        let wide = "domain:" + (0..<FilterParser.maximumTerms).map { "a\($0)" }.joined(separator: ",")
        for text in [deep, negated, wide, "-(\(wide))"] {
            let filter = try FilterParser.parse(text)
            #expect(try again(filter) == filter)
        }
    }

    @Test func filtersBeyondTheLimitsAreRefused() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "{\"not\":", count: depth) + "{\"everything\":true}"
                + String(repeating: "}", count: depth)
        }
        func wide(_ parts: Int) -> String {
            "{\"any\":[" + Array(repeating: "{\"text\":\"a\"}", count: parts).joined(separator: ",") + "]}"
        }
        _ = try read(nested(Filter.depthLimit - 1))
        #expect(throws: DecodingError.self) { try read(nested(Filter.depthLimit)) }
        #expect(throws: DecodingError.self) { try read(nested(500)) }
        _ = try read(wide(Filter.partLimit - 1))
        #expect(throws: DecodingError.self) { try read(wide(Filter.partLimit)) }
        #expect(throws: DecodingError.self) { try read("{\"all\":[\(wide(5000)),\(wide(5000))]}") }
    }

    @Test(arguments: [
        "{}", "null", "[]", "{\"compares\":{\"exists\":{}}}", "{\"field\":{\"gateway\":{}}}", "{\"all\":{}}",
        "{\"text\":\"a\",\"not\":{\"everything\":true}}", "{\"expression\":{\"text\":\"(\",\"ignoresCase\":false}}",
        "{\"expression\":{\"text\":\"a\"}}", "{\"since\":{\"later\":{}}}",
    ])
    func whatIsNoFilterIsRefused(_ json: String) {
        #expect(throws: DecodingError.self) { try read(json) }
    }

    @Test func expressionsAreNoLongerThanAFilter() throws {
        func text(_ count: Int) -> String {
            "{\"expression\":{\"text\":\"\(String(repeating: "a", count: count))\",\"ignoresCase\":true}}"
        }
        guard case .expression(let read) = try read(text(FilterParser.maximumBytes)) else {
            Issue.record("another filter")
            return
        }
        #expect(read.ignoresCase)
        #expect(throws: DecodingError.self) { try self.read(text(FilterParser.maximumBytes + 1)) }
    }

    @Test func countriesAndPointsAreHeldToTheirRanges() throws {
        let decoder = JSONDecoder()
        #expect(try decoder.decode([Country].self, from: Data("[0,1,677]".utf8)).count == 3)
        for text in ["[-1]", "[678]"] {
            #expect(throws: DecodingError.self) { try decoder.decode([Country].self, from: Data(text.utf8)) }
        }
        let beyond = Data("{\"latitude\":91,\"longitude\":0}".utf8)
        #expect(throws: DecodingError.self) { try decoder.decode(GeoLocation.Point.self, from: beyond) }
    }
}
