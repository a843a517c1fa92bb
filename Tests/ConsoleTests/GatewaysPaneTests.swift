// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Enrolment
import Pushes
import Query
import Testing

@testable import Console

@Suite("The gateways pane") struct GatewaysPaneTests {
    private func fleet(columns: Int = 120, rows: Int = 40) -> Desk {
        var city = SmallCity.withEvents(600)
        city.addFleet()
        var desk = Desk(city, columns: columns, rows: rows)
        desk.send(.ingest(SmallCity.fleetStatus))
        desk.run("5")
        return desk
    }

    @Test("silent gateways come first; those that were invited or revoked come last")
    func trouble() {
        let rows = fleet().state.gatewayRows
        #expect(
            rows.map(\.name) == [
                "gw-new-library", "gw-school-2", "gw-harbour", "gw-market", "gw-museum", "gw-theatre", "gw-old-tram",
            ])
        #expect(rows.map(\.state) == [.silent, .silent, .dropping, .live, .invited, .invited, .revoked])
    }

    @Test("O turns through the orders and the cursor stays on its gateway; what is not known stands last")
    func orders() {
        var desk = fleet()
        desk.run("jj")
        var seen: [GatewayOrder: [String]] = [:]
        for _ in GatewayOrder.allCases {
            #expect(desk.state.selectedGateway?.name == "gw-harbour")
            seen[desk.state.fleet.order] = desk.state.gatewayRows.map(\.name)
            desk.run("O")
        }
        #expect(desk.state.fleet.order == .trouble)
        #expect(seen[.name] == seen[.name]?.sorted())
        #expect(seen[.losses]?.first == "gw-harbour")
        #expect(seen[.rate]?.first == "gw-harbour")
        #expect(seen[.quiet]?.first == "gw-old-tram")
        #expect(seen[.quiet]?.last == "gw-theatre")
        #expect(seen[.certificate]?.prefix(3) == ["gw-market", "gw-harbour", "gw-new-library"])
    }

    @Test("a revoked gateway is not silent in the matrix, and no trouble in the header")
    func revoked() {
        let desk = fleet()
        #expect(desk.state.troubledGateways == 3)
        #expect(desk.row(0).contains("2 SILENT"))
        #expect(desk.row(1).contains("7 gateways  2 SILENT  1 dropping  1 live  2 invited  1 revoked"))
    }

    @Test("what nobody knows is a dash and never 0")
    func unknown() throws {
        var desk = fleet(columns: 160, rows: 48)
        desk.run("G")
        let text = desk.text
        let museum = try #require(text.split(separator: "\n").first { $0.contains("gw-museum") })
        #expect(!museum.contains("0"), "\(museum)")
        #expect(text.contains("suricata    – not told"))
        #expect(text.contains("lag         – not followed now"))
        #expect(text.contains("certificate none taken: revoked"))
    }

    @Test("drops are unknown where no sensor told its counters, and 0 where one told of none")
    func courses() throws {
        let state = fleet().state
        let rows = state.gatewayRows
        let harbour = try #require(rows.first { $0.name == "gw-harbour" })
        let drops = try #require(state.fleet.drops(of: harbour))
        #expect(drops.count == 96)
        #expect(drops[20..<24].allSatisfy { $0 == nil })
        #expect(drops[24] == 0)
        #expect(drops.compactMap(\.self).reduce(0, +) == 63_000)
        let market = try #require(rows.first { $0.name == "gw-market" })
        #expect(state.fleet.drops(of: market)?.allSatisfy { $0 == nil } == true)
        let museum = try #require(rows.first { $0.name == "gw-museum" })
        #expect(state.fleet.events(of: museum, now: state.now)?.allSatisfy { $0 == nil } == true)
    }

    @Test("a clock that was measured has its sign and its bound, and one that is an hour off stands out")
    func clocks() {
        func drawn(_ clock: ClockSkew?, isConnected: Bool = true) -> [String] {
            var city = SmallCity.withEvents(600)
            city.addFleet()
            var rules = SmallCity.rules("gw-harbour", .verified, isConnected: isConnected)
            rules.clock = clock
            rules.clockTold = SmallCity.now.advanced(byMicroseconds: -7_200_000_000)
            city.gatewayRules = [rules]
            var desk = Desk(city, columns: 200, rows: 48)
            desk.send(.ingest(SmallCity.fleetStatus))
            desk.run("5jj")
            return (0..<48).map { desk.row($0) }
        }
        func says(_ rows: [String], _ text: String) -> Bool { rows.contains { $0.contains(text) } }
        #expect(says(drawn(ClockSkew(ahead: -3_600_000_000, within: 12_340)), "behind, ±12.3 ms"))
        #expect(says(drawn(ClockSkew(ahead: 1_500_000, within: 1_200_000)), "1.5 s ahead, ±1.2 s"))
        #expect(!says(drawn(ClockSkew(ahead: 1_500_000, within: 1_200_000)), "2 h ago"))
        #expect(says(drawn(ClockSkew(ahead: 0, within: 100), isConnected: false), "±0.1 ms, 2 h"))
        #expect(says(drawn(nil), "clock"))
        #expect(GatewayText.signed(-3_600_000_000).hasPrefix("-") && GatewayText.signed(0) == "+0.0")
        #expect(GatewayText.role(ofClock: ClockSkew(ahead: -3_600_000_000, within: 1000)) == .stateWarn)
        #expect(GatewayText.role(ofClock: ClockSkew(ahead: -3_600_000_000, within: 3_600_000_000)) == .text)
    }

    @Test("what a sensor's log told of its socket has a row of its own, and none where no log is read")
    func socketDrops() throws {
        #expect(!(0..<40).contains { fleet().row($0).contains("socket drops") })
        var city = SmallCity.withEvents(600)
        city.addFleet()
        for index in city.reports.indices { city.reports[index].socketDrops = 4_321 }
        var desk = Desk(city, columns: 120, rows: 40)
        desk.send(.ingest(SmallCity.fleetStatus))
        desk.run("5jj")
        let rows = (0..<40).map { desk.row($0) }
        let row = try #require(rows.first { $0.contains("socket drops") })
        #expect(row.contains("4321") || row.contains("4 321") || row.contains("4,321"))
        #expect(row.contains("as Suricata's log told when it ended"))
        #expect(rows.contains { $0.contains("decoder err  ") })
    }

    @Test("after the last event of a silent gateway nothing is known")
    func silence() throws {
        let state = fleet().state
        var report = GatewayReport(gateway: "gw-x", events: 2)
        report.firstEvent = state.now.advanced(byMicroseconds: -10_800_000_000)
        report.lastEvent = state.now.advanced(byMicroseconds: -7_200_000_000)
        let row = GatewayRow("gw-x", report: report, told: nil, enrolled: nil, silentAfter: 600_000_000, now: state.now)
        #expect(row.state == .silent)
        let patient = GatewayRow(
            "gw-x", report: report, told: nil, enrolled: nil, silentAfter: 7_300_000_000, now: state.now)
        #expect(patient.state == .live)
        let events = try #require(state.fleet.events(of: row, now: state.now))
        #expect(events.compactMap(\.self).count == 5)
        #expect(events.prefix(80).allSatisfy { $0 == nil } && events.suffix(8).allSatisfy { $0 == nil })
    }

    @Test("Enter opens the gateway's page, o its events")
    func opening() {
        var desk = fleet()
        desk.run("jj<Enter>")
        #expect(desk.state.place.entity == .gateway("gw-harbour"))
        desk = fleet()
        desk.run("jjo")
        #expect(desk.state.place.depth == .list)
        #expect(desk.state.place.chips.map(\.label) == ["gateway:gw-harbour"])
    }

    @Test("who may send is asked again after some seconds, the losses after more")
    func asking() {
        var desk = fleet()
        func asked(_ desk: Desk) -> (Int, Int) {
            (
                desk.asked.count { $0 == .enrolled },
                desk.asked.count { if case .gatewayActivity = $0 { true } else { false } }
            )
        }
        #expect(asked(desk) == (1, 1))
        for second in 1...3 {
            desk.wait(seconds: 1)
            desk.send(.storeChanged(token: Int64(second)))
        }
        #expect(asked(desk) == (1, 1))
        desk.wait(seconds: 2)
        desk.send(.storeChanged(token: 9))
        #expect(asked(desk) == (2, 1))
        // A gateway that is invited shows also where nothing is stored.
        desk.wait(seconds: 10)
        #expect(asked(desk) == (3, 2))
    }

    @Test("a registry that cannot be read keeps nothing else from being shown")
    func unreadable() throws {
        var desk = fleet()
        desk.answers = false
        desk.wait(seconds: 10)
        let (id, _) = try #require(desk.open.first { $0.question == .enrolled })
        desk.send(.failed(id, .storage(path: "gateways.db", reason: "file is not a database")))
        #expect(desk.text.contains("gateways.db"))
        #expect(desk.state.gatewayRows.count == 7)
        // One that was never read is no reason to say that nobody was invited.
        desk.state.fleet.enrolled = nil
        #expect(desk.text.contains("certificate – gateways.db unreadable"))
    }

    @Test(
        "addresses, versions and names from outside cannot steer the terminal, at any size", arguments: [80, 120, 160])
    func hostile(columns: Int) {
        var city = SmallCity.withEvents(60)
        let text = "gw\u{1B}[2J\u{202E}\r\n\u{7}" + String(repeating: "w", count: 300)
        city.reports = [GatewayReport(gateway: text, events: 1, lastEvent: SmallCity.now)]
        city.reports[0].suricataVersion = text
        city.reports[0].agentVersion = text
        city.enrolled = [SmallCity.enrolled(text, days: 1)]
        var desk = Desk(city, columns: columns, rows: 48)
        desk.send(
            .ingest(
                IngestStatus(
                    gateways: [
                        .init(name: text, rate: .infinity, lag: .max, state: .live, connections: .max, address: text)
                    ], heard: SmallCity.now)))
        desk.run("5")
        let drawn = desk.text
        #expect(
            !drawn.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E || $0.value == 0x7F })
        #expect(drawn.count { $0 == "\n" } == 48)
    }

    @Test("counters and times of any size are drawn", arguments: [Int64.min, -1, 0, .max])
    func extremes(_ value: Int64) {
        var city = SmallCity.withEvents(60)
        let time = Instant(microseconds: value)
        let counters = SensorCounters(
            uptime: value, kernelDrops: value, decoderErrors: value, memoryUse: value, rulesLoaded: value,
            rulesFailed: value, lastReload: time)
        city.reports = [
            GatewayReport(
                gateway: "gw-x", events: .max, firstEvent: time, lastEvent: time,
                lastArrival: Instant(microseconds: value == .max ? .min : .max),
                rejected: [.torn: .max, .notJSON: .max], duplicates: .max, kernelDrops: .max, counters: counters,
                countersTime: time)
        ]
        city.enrolled = [
            EnrolledGateway(
                name: "gw-x", state: .enrolled, invited: time,
                certificates: [IssuedCertificate(fingerprint: [], issued: time, expires: time)])
        ]
        for size in [(60, 16), (80, 24), (120, 40), (160, 48)] {
            var desk = Desk(city, columns: size.0, rows: size.1)
            desk.run("5")
            #expect(desk.text.contains("gw-x"))
        }
    }
}
