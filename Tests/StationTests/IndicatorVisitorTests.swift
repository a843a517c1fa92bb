// SPDX-License-Identifier: Apache-2.0

import EVE
import Indicators
import Query
import Store
import Testing

@testable import Station

@Suite("Visitors of honeypots")
struct IndicatorVisitorTests {
    private var station: IndicatorStation

    init() throws {
        station = try IndicatorStation()
        station.configuration.honeypots.gateways = ["gw-pot", "gw-jar"]
        station.configuration.honeypots.keepSeconds = 3600
    }

    /// A login of a stranger at a host inside.
    private static func visit(_ stranger: String, at time: String = "10:00:00") -> String {
        "\"timestamp\":\"2026-11-24T\(time).000000+0000\",\"event_type\":\"ssh\",\"proto\":\"TCP\","
            + "\"src_ip\":\"\(stranger)\",\"dest_ip\":\"10.0.0.5\",\"ssh\":{}"
    }

    @Test("a visitor is reported at other gateways from then on, and not at the honeypot itself")
    func elsewhere() throws {
        let before = try station.run([Self.visit("198.51.100.7")])
        #expect(before.matches == 0)
        let pot = try station.run([Self.visit("198.51.100.7"), Self.visit("198.51.100.7")], gateway: "gw-pot")
        #expect(pot.matches == 0)
        #expect(try station.run([Self.visit("198.51.100.7"), Self.visit("198.51.100.8")]).matches == 1)
        #expect(try station.run([Self.visit("198.51.100.7")], gateway: "gw-pot").matches == 0)
        #expect(try station.run([Self.visit("198.51.100.7")], gateway: "gw-jar").matches == 1)
        #expect(
            try Set(station.matches()) == ["honeypot-visitors Seen at honeypot gw-pot (high)"])
        #expect(try station.sources("rule:honeypot-visitors gateway:gw-a") == ["198.51.100.7"])
    }

    @Test("an event counts that is at most as far from the last visit as visitors are kept")
    func times() throws {
        try station.run([Self.visit("198.51.100.7", at: "10:00:00")], gateway: "gw-pot")
        let times = ["08:59:59", "09:00:00", "10:59:59", "11:00:00"]
        let report = try station.run(times.map { Self.visit("198.51.100.7", at: $0) })
        #expect(report.matches == 2)
        #expect(try station.sources("rule:\"Seen at honeypot gw-pot\"").count == 2)
    }

    @Test("what strangers are is said by the placeholder for what is inside")
    func inside() throws {
        var station = station
        station.configuration.rules.placeholders["inside_nets"] = ["198.51.100.0/24"]
        try station.run([Self.visit("198.51.100.7")], gateway: "gw-pot")
        #expect(try station.run([Self.visit("198.51.100.7")]).matches == 0)
    }

    @Test("no gateway that is not named makes indicators, and one that is named no longer has none")
    func names() throws {
        try station.run([Self.visit("198.51.100.7")], gateway: "gw-pot")
        var station = station
        station.configuration.honeypots.gateways = ["gw-jar"]
        #expect(try station.run([Self.visit("198.51.100.7")]).matches == 0)
        #expect(try station.run([Self.visit("198.51.100.7")], gateway: "gw-b").matches == 0)
    }

    @Test("a station that follows reports a visitor, and remembers it when it comes back")
    func follows() throws {
        var configuration = station.configuration
        let folder = station.folder
        let pot = try folder.write(station.event(Self.visit("198.51.100.7")) + "\n", to: "logs/pot/eve.json")
        configuration.gateways = [.init(gateway: "gw-pot", paths: [pot])]
        let first = Follower(configuration: configuration)
        try first.start()
        #expect(try eventually { try folder.stored().events == 1 })
        first.end()
        let other = try folder.write(station.event(Self.visit("198.51.100.7")) + "\n", to: "logs/b/eve.json")
        configuration.gateways.append(.init(gateway: "gw-b", paths: [other]))
        let second = Follower(configuration: configuration)
        try second.start()
        #expect(try eventually { try station.matches().count == 1 })
        try folder.append(station.event(Self.visit("198.51.100.8")) + "\n", to: "logs/pot/eve.json")
        #expect(try eventually { try folder.stored().events == 3 })
        try folder.append(station.event(Self.visit("198.51.100.8")) + "\n", to: "logs/b/eve.json")
        #expect(try eventually { try station.matches().count == 2 })
        second.end()
    }

    @Test("with too many visitors those go that expire first, and all are one set again")
    func bound() throws {
        var visitors = HoneypotVisitors(station.configuration)
        let pot = Honeypot(gateway: "gw-pot", scope: NetworkScope(ownNetworks: []), lifetime: 1)
        var many = IndicatorSet()
        let count = HoneypotVisitors.limit + 2 * IndicatorOverlay.recentLimit + 1
        for number in 0..<count {
            let address = IPAddress(v4: 0x0100_0000 + UInt32(number))
            let value = try IndicatorValue(.network, "\(address)")
            many.insert(Indicator(value, source: pot.source, expiry: Instant(seconds: Int64(number) + 7200)))
        }
        visitors.take(many)
        #expect(visitors.indicators.count <= HoneypotVisitors.limit + IndicatorOverlay.recentLimit)
        #expect(visitors.unkept().count == count)
        func isKnown(_ number: Int) -> Bool {
            var found: [Int] = []
            visitors.indicators.addMatches(to: &found) { set, found in
                set.addMatches(
                    address: IPAddress(v4: 0x0100_0000 + UInt32(number)), at: Instant(seconds: 0), to: &found)
            }
            return !found.isEmpty
        }
        #expect(!isKnown(0) && isKnown(count - 1) && isKnown(count - HoneypotVisitors.limit))
    }
}
