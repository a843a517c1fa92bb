// SPDX-License-Identifier: Apache-2.0

import Attestation
import Canvas
import Devices
import EVE
import Query
import Testing
import Triage

@testable import Console

@Suite("Trust on alerts and events") struct TrustMarkTests {
    private func desk(keys: String, columns: Int = 120) -> Desk {
        var city = SmallCity.withEvents(600)
        city.addDevices()
        var desk = Desk(city, columns: columns, rows: 40)
        desk.run(keys)
        return desk
    }

    @Test("an event carries the mark of its own time, whatever has become of its gateway since")
    func then() throws {
        let desk = desk(keys: "2o")
        let change = SmallCity.now.advanced(byMicroseconds: -10_000_000_000)
        let harbour = desk.city.events.map(\.row).filter { $0.gateway == "gw-harbour" }
        let before = try #require(harbour.last { $0.time < change })
        let after = try #require(harbour.first { $0.time >= change })
        #expect(desk.state.trustMark(of: before) == .glyph(.trusted))
        #expect(desk.state.trustMark(of: after) == .glyph(.failed, .trustFailed, .bold))
        let other = try #require(desk.city.events.map(\.row).first { $0.gateway == "gw-school-2" })
        #expect(desk.state.trustMark(of: other) == .glyph(.unattested))
    }

    @Test("events of a time in which their gateway was not believed stay in the list")
    func nothingHidden() {
        let plain = Desk(.withEvents(600), columns: 120, rows: 40)
        let judged = desk(keys: "")
        var (left, right) = (plain, judged)
        left.run("2o")
        right.run("2o")
        #expect(left.state.list.window.rows.map(\.id) == right.state.list.window.rows.map(\.id))
        #expect(right.text.contains("✗ gw-harbour"))
    }

    @Test("an open event says state, reason, since when, evidence, and what it is now")
    func detail() throws {
        var desk = desk(keys: "2/gw:gw-harbour<Enter>o<Enter>")
        #expect(desk.text.contains("gw-harbour untrusted then, since"))
        #expect(desk.text.contains("the attestation key is not the one that was enrolled"))
        #expect(desk.text.contains("e-20117"))
        desk.run("<Esc>G<Enter>")
        #expect(desk.text.contains("gw-harbour trusted then, since"))
        #expect(desk.text.contains("now untrusted, since"))
    }

    @Test("trust is a filter like others, and completion offers its words also where no event has them")
    func filter() {
        var desk = desk(keys: "2/@trust:failed<Enter>o")
        let shown = desk.state.list.window.rows
        #expect(!shown.isEmpty && shown.allSatisfy { $0.gateway == "gw-harbour" })
        #expect(desk.state.place.chips.first?.label == "trust:failed")
        desk.run("\\/@trust:")
        let offered = desk.state.editor?.suggestions.map(\.text) ?? []
        for word in DeviceState.words + ["failed"] { #expect(offered.contains(word)) }
        desk.run("si<Tab>")
        #expect(desk.state.editor?.field.text == "@trust:silent")
    }

    @Test("a group of the inbox says the worst that its gateways were meanwhile")
    func inbox() throws {
        let desk = desk(keys: "3")
        let group = try #require(
            desk.state.inbox.groups.first { group in
                let worst = desk.state.devices.history.worst(of: "gw-harbour", from: group.first, through: group.last)
                return group.gateways.first.contains("gw-harbour") && worst?.marksEvents == true
            })
        #expect(desk.state.worstTrust(of: group) == .untrusted(.akUnknown))
        #expect(desk.text.contains("✗ 3 gate") && desk.text.contains("untrusted meanwhile"))
    }

    @Test("beside an event a gateway has the mark of that time, in a ranking the worst that is known of it now")
    func oneMark() {
        let desk = desk(keys: "")
        let gateways = ["gw-harbour", "gw-market", "gw-school-2"]
        var context = DrawContext(now: SmallCity.now, trust: desk.state.devices.history)
        func now(_ name: String) -> StyledLine.Span? {
            RankingPanel.gatewayLine(name, context: context).spans.first
        }
        let failed = StyledLine.Span.glyph(.failed, .trustFailed, .bold)
        #expect(gateways.map(now) == [failed, .glyph(.trusted), .glyph(.unattested)])
        context.ingest.gateways = gateways.map { .init(name: $0, rate: 0, state: .silent) }
        #expect(gateways.map(now) == [failed, .glyph(.silent), .glyph(.silent)])
        for event in desk.city.events.map(\.row) {
            let line = RankingPanel.gatewayLine(event.gateway, at: event.time, context: context)
            #expect(line.spans.first == desk.state.trustMark(of: event))
        }
    }

    @Test("the history of trust that could not be read is asked for again, and why is told once")
    func failure() throws {
        var desk = desk(keys: "")
        desk.answers = false
        var status = desk.state.ingest
        status.devices?.changes = 2
        func isAsked() -> Bool { desk.open.contains { $0.question == .trust } }
        /// The question, which the desk answers no more.
        func question() throws -> RequestID {
            let found = try #require(desk.open.first { $0.question == .trust })
            desk.open = []
            return found.id
        }
        let failure = QueryFailure.storage(path: "attest.db", reason: "file is not a database")
        desk.send(.ingest(status))
        for _ in 0..<3 {
            desk.send(.failed(try question(), failure))
            desk.send(.ingest(status))
            #expect(!isAsked())
            desk.wait(seconds: 4)
            desk.send(.ingest(status))
        }
        let told = desk.state.notices.entries.filter { $0.notice.text.contains("attest.db could not be read") }
        #expect(told.count == 1)
        desk.send(.answered(try question(), .trust(desk.city.trust)))
        desk.wait(seconds: 4)
        desk.send(.ingest(status))
        #expect(!isAsked())
    }
}
