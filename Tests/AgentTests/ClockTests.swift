// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import Fixtures
import Foundation
import Pushes
import Synchronization
import Testing

@testable import Agent
@testable import Collector

@Suite("The clocks of an agent and its station") struct ClockTests {
    private static let hour: Int64 = 3_600_000_000

    /// A station whose clock is `ahead` of the agent's, for as long as `body` runs; without one it tells none.
    private func station(
        ahead: Int64?, _ change: (inout AgentPace) -> Void = { _ in },
        _ body: (OrdersBook, SensorDesk, TLSCase) throws -> Void
    ) throws {
        let tls = try TLSCase()
        let rules = try RulesModel()
        let clock = ahead.map { ahead in { @Sendable in AgentClock.now.advanced(byMicroseconds: ahead) } }
        let book = OrdersBook(OrdersLimits(), clock: clock) { $0.commonName }
        let listener = try EnrolmentListener(
            host: "127.0.0.1", port: 0, identity: tls.station, authority: tls.authority.certificate, orders: book
        ) { _, _, _ in .init(.refused("not here"), note: "") }
        defer { listener.end() }
        try tls.enrol(rules.folder, enrolment: listener.port, collector: 1)
        var pace = AgentPace()
        pace.pause = 1000
        pace.longestPause = 20_000
        change(&pace)
        let desk = SensorDesk(PushReport(.none, agent: "0"))
        let link = OrdersLink(folder: rules.folder, pace: pace, desk: desk) { [lines = rules.lines] in lines.add($0) }
        defer { link.end() }
        try body(book, desk, tls)
        #expect(rules.lines.all.isEmpty, "\(rules.lines.all)")
    }

    @Test("how far they are apart is found and told at once, either way", arguments: [hour, -hour, 0])
    func skew(ahead: Int64) throws {
        try station(ahead: ahead) { book, desk, _ in
            var told: ClockSkew?
            #expect(
                becomesTrue {
                    for note in book.take(at: AgentClock.now) { told = note.clock ?? told }
                    return told != nil
                })
            let skew = try #require(told)
            #expect(abs(skew.ahead + ahead) <= skew.within)
            #expect(desk.clock == skew)
            // Each is told once.
            #expect(book.take(at: AgentClock.now).allSatisfy { $0.clock == nil })
        }
    }

    @Test("a station that tells no clock gets reports as before")
    func none() throws {
        try station(ahead: nil, { $0.report = 50_000 }) { book, desk, _ in
            var reports = 0
            #expect(
                becomesTrue {
                    reports += book.take(at: AgentClock.now).count
                    return reports >= 3
                })
            #expect(desk.clock == nil)
        }
    }

    @Test("orders go out between answers, and both arrive whole")
    func orders() throws {
        try station(ahead: Self.hour, { $0.report = 60_000 }) { book, desk, tls in
            #expect(becomesTrue { desk.clock != nil })
            let order = try RulesModel.order(3, String(repeating: RulesModel.rule(1), count: 40_000))
            #expect(
                book.send(try SignedPush(order, by: tls.station.key).line, number: 3, to: "gw-harbour"))
            #expect(becomesTrue { desk.takeOrder() == order })
            desk.clock = nil
            #expect(becomesTrue { desk.clock != nil })
        }
    }

    @Test("answers that nobody asked for, and clocks that were set meanwhile, tell nothing")
    func exchange() throws {
        let readings = Mutex(ClockExchange.Reading(now: Instant(seconds: 1000), ticks: 5))
        var exchange = ClockExchange { readings.withLock { $0 } }
        let answer = ClockAnswer(
            asked: Instant(seconds: 1000), received: Instant(seconds: 1), answered: Instant(seconds: 1))
        var other = answer
        other.asked = Instant(seconds: 999)
        let stray = exchange.take(answer)
        let question = exchange.note(asks: true)
        // Nobody has set it.
        readings.withLock { $0 = .init(now: Instant(microseconds: 1_000_000_200), ticks: 205) }
        let wrong = exchange.take(other)
        let right = exchange.take(answer)
        let again = exchange.take(answer)
        let isFirst = exchange.isFirst
        let notes = [exchange.note(asks: false), exchange.note(asks: false)]
        #expect(stray == nil && wrong == nil && again == nil)
        #expect(question == ClockNote(asked: Instant(seconds: 1000)))
        #expect(right == ClockSkew(ahead: 999_000_100, within: 100))
        #expect(isFirst && notes == [ClockNote(skew: right), ClockNote()])
        // Somebody has.
        _ = exchange.note(asks: true)
        readings.withLock { $0 = .init(now: Instant(seconds: 5000), ticks: 405) }
        other.asked = Instant(microseconds: 1_000_000_200)
        let set = exchange.take(other)
        let told = exchange.isFirst
        #expect(set == nil && !told)
    }
}
