// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Query
import Testing

@testable import Station

@Suite("Databases of the configuration")
struct StationGeographyTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test("one that cannot be used is told once it was needed, and the others go on")
    func trouble() throws {
        let good = folder.path + "/geo.mmdb"
        try Data(SampleGeography.bytes).write(to: URL(filePath: good))
        var configuration = folder.configuration
        configuration.geo = [folder.path + "/none.mmdb", good]
        let geography = try #require(StationGeography(configuration))
        #expect(geography.notices.isEmpty)
        let address = try #require(IPAddress("198.51.100.66"))
        #expect(geography.country(of: address).text == "BG")
        #expect(geography.tellsCountries)
        #expect(
            geography.notices == [
                "\(folder.path)/none.mmdb: there is no such file. "
                    + "Give the path of an .mmdb file under 'geo' in the configuration."
            ])
    }

    @Test("the placeholder of one's own networks says what is inside")
    func inside() throws {
        let good = folder.path + "/geo.mmdb"
        try Data(SampleGeography.bytes).write(to: URL(filePath: good))
        var configuration = folder.configuration
        configuration.geo = [good]
        configuration.rules.placeholders["inside_nets"] = ["198.51.100.64/28"]
        let geography = try #require(StationGeography(configuration))
        #expect(geography.country(of: try #require(IPAddress("198.51.100.66"))) == .inside)
        #expect(geography.country(of: try #require(IPAddress("198.51.100.23"))).text == "VN")
    }

    @Test("without databases there is none")
    func none() {
        #expect(StationGeography(folder.configuration) == nil)
    }

    @Test("the demo knows where the sample city's strangers are")
    func demo() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let configuration = try DemoCity.configuration(
            samples: root.appending(path: "sample-logs").path, directory: folder.path)
        let geography = try #require(StationGeography(configuration))
        #expect(geography.country(of: try #require(IPAddress("203.0.113.54"))).text == "RO")
        #expect(geography.country(of: try #require(IPAddress("2001:db8:20::1"))) == .inside)
        #expect(geography.notices.isEmpty)
    }
}
