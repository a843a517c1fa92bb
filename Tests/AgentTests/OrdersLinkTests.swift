// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Fixtures
import Foundation
import Pushes
import Testing

@testable import Agent

@Suite("The line of orders")
struct OrdersLinkTests {
    private let tls: TLSCase
    private let rules: RulesModel
    private let station: OrdersModel
    private let desk = SensorDesk(PushReport(.none, agent: "0"))

    init() throws {
        tls = try TLSCase()
        rules = try RulesModel()
        station = try OrdersModel(tls)
        try tls.enrol(rules.folder, enrolment: station.port, collector: 1)
    }

    private func link(_ change: (inout AgentPace) -> Void = { _ in }) -> OrdersLink {
        var pace = AgentPace()
        pace.pause = 1000
        pace.longestPause = 20_000
        change(&pace)
        return OrdersLink(folder: rules.folder, pace: pace, desk: desk) { [lines = rules.lines] in lines.add($0) }
    }

    @Test("reports go out first, on a change, and again while nothing changes")
    func reports() throws {
        let link = link { $0.report = 50_000 }
        defer { link.end() }
        #expect(becomesTrue { station.reports.count >= 3 })
        #expect(station.reports.allSatisfy { $0 == PushReport(.none, agent: "0") })
        #expect(desk.link == .connected)
        let next = PushReport(.working, number: 1, agent: "0")
        desk.put(next, nil)
        #expect(becomesTrue { station.last == next })
        #expect(station.connections == 1)
    }

    @Test("a signed order arrives, however large, and those of others end the connection")
    func orders() throws {
        let link = link()
        defer { link.end() }
        #expect(becomesTrue { station.connections == 1 })
        let large = try RulesModel.order(3, String(repeating: RulesModel.rule(1), count: 40_000))
        try station.send(large, by: tls.station)
        #expect(becomesTrue { desk.takeOrder() == large })
        // A gateway's own key is of the same authority, and orders nothing.
        try station.send(try RulesModel.order(4, "#\n"), by: tls.gateway)
        #expect(becomesTrue { station.connections == 2 })
        #expect(rules.lines.all.last?.hasSuffix("the rules are not signed by the station") == true)
        station.send(Array("no\n".utf8))
        #expect(becomesTrue { station.connections == 3 })
        #expect(desk.takeOrder() == nil)
        try station.send(try RulesModel.order(5, "#\n"), by: tls.station)
        #expect(becomesTrue { desk.takeOrder()?.number == 5 })
    }

    @Test("a line without an end is given up")
    func endless() throws {
        station.greet([UInt8](repeating: UInt8(ascii: "x"), count: SignedPush.sizeLimit + (1 << 20)))
        let link = link()
        defer { link.end() }
        #expect(becomesTrue { rules.lines.all.contains { $0.contains("has more than 24 MiB") } })
    }

    @Test("it comes back when it breaks, and when the station is another process")
    func comesBack() throws {
        let link = link()
        defer { link.end() }
        #expect(becomesTrue { station.connections == 1 })
        station.cut()
        #expect(becomesTrue { station.connections == 2 })
        station.end()
        #expect(becomesTrue { if case .broken = desk.link { true } else { false } })
        let next = try OrdersModel(tls, port: station.port)
        #expect(becomesTrue { next.last != nil })
        // The same is said once in a row, however often it is tried.
        let lines = rules.lines.all
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0 != $1 })
    }

    @Test("whoever is not the station of this gateway's authority is told nothing")
    func otherStation() throws {
        let other = try TLSCase()
        let false_ = try OrdersModel(other)
        try tls.enrol(rules.folder, enrolment: false_.port, collector: 1)
        let link = link()
        defer { link.end() }
        #expect(becomesTrue { !rules.lines.all.isEmpty })
        // A gateway of the same authority is no station either.
        let gateway = try OrdersModel(tls, identity: tls.gateway)
        try tls.enrol(rules.folder, enrolment: gateway.port, collector: 1)
        let said = rules.lines.all.count
        #expect(becomesTrue { rules.lines.all.count > said })
        #expect(false_.reports.isEmpty && gateway.reports.isEmpty)
    }

    @Test("without a station that enrolled this gateway there is none, and one that comes is called")
    func enrolledLater() throws {
        try FileManager.default.removeItem(atPath: rules.folder.station)
        let link = link()
        defer { link.end() }
        #expect(desk.link == .none)
        try tls.enrol(rules.folder, enrolment: station.port, collector: 1)
        #expect(becomesTrue { station.connections == 1 })
        #expect(rules.lines.all.isEmpty)
    }
}
