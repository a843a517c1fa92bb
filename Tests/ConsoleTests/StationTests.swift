// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Rules
import Testing

@testable import Console

@Suite("A station in another process") struct StationTests {
    private static let since = SmallCity.now.advanced(byMicroseconds: 90_000_000)

    private func attached(columns: Int = 120, rows: Int = 40, look: Look = Look(usesTextures: true)) -> Desk {
        var desk = Desk(columns: columns, rows: rows, look: look)
        desk.send(.station(.attached(person: "ana", role: "analyst")))
        return desk
    }

    private func lose(_ desk: inout Desk) {
        desk.wait(seconds: 90)
        desk.answers = false
        desk.send(.station(.lost(since: Self.since, why: "it has ended")))
    }

    @Test("a lost station is on every screen, over the picture as it was", arguments: [(80, 24), (120, 40), (160, 48)])
    func screens(_ columns: Int, _ rows: Int) throws {
        var desk = attached(columns: columns, rows: rows)
        lose(&desk)
        try Golden(screen: "station-lost-\(columns)x\(rows)").expect(desk.surface.annotated())
        desk.run("jo")
        #expect(desk.row(1).contains("STATION LOST"))
        desk.run("3")
        #expect(desk.row(1).contains("STATION LOST"))
    }

    @Test("without colours it is told by words and reversed text")
    func noColour() throws {
        var desk = attached(columns: 80, rows: 24, look: Look(glyphs: .ascii, usesTextures: false))
        lose(&desk)
        try Golden(screen: "station-lost-ascii-80x24").expect(desk.surface.annotated())
        #expect(desk.row(0).contains("LOST"))
    }

    @Test("who one is, and as what, is said by the help and, where there is room, by the header")
    func identity() {
        var desk = attached(columns: 160, rows: 48)
        #expect(desk.row(0).contains("ana, analyst"))
        desk.run("?")
        #expect(desk.text.contains("At lindhavn you are ana, analyst"))
        #expect(desk.state.person == "ana")
        var local = Desk(columns: 160, rows: 48)
        local.run("?")
        #expect(!local.text.contains("you are"))
    }

    @Test("while it is lost nothing is asked, and what was open is asked anew when it is back")
    func questions() {
        var desk = attached()
        desk.answers = false
        desk.run("2")
        let open = desk.open
        #expect(!open.isEmpty)
        lose(&desk)
        desk.open = []
        desk.asked = []
        desk.run("1")
        desk.wait(seconds: 30)
        #expect(desk.asked.isEmpty)
        let waiting = Set(desk.state.requests.waiting.values.map(\.id))
        desk.send(.station(.attached(person: "ana", role: "analyst")))
        #expect(waiting.isSubset(of: Set(desk.open.map(\.id))))
        #expect(desk.state.notices.shown?.notice.text.contains("asked anew") == true)
        desk.answers = true
        desk.answerAll()
        #expect(desk.state.requests.waiting.isEmpty)
        #expect(!desk.row(1).contains("LOST"))
    }

    @Test("how far gateways could be believed is asked anew, though the station counts changes from the beginning")
    func trust() {
        var city = SmallCity.withEvents(60)
        city.addDevices()
        var desk = Desk(city)
        desk.send(.station(.attached(person: "ana", role: "analyst")))
        let status = desk.state.ingest
        lose(&desk)
        desk.asked = []
        desk.answers = true
        desk.send(.station(.attached(person: "ana", role: "analyst")))
        for _ in 0..<2 { desk.send(.ingest(status)) }
        #expect(desk.asked.count { $0 == .trust } == 1)
    }

    @Test("deeds are refused while it is lost, and go through when it is back")
    func deeds() {
        var desk = attached()
        desk.run("3")
        lose(&desk)
        desk.run("e<Enter>")
        #expect(!desk.effects.contains { if case .triage = $0 { true } else { false } })
        #expect(desk.state.notices.shown?.notice.text == "Not done: the station is lost. Do it when it is back")
        #expect(!desk.state.inbox.isBusy)
        desk.run("4")
        desk.run("t")
        #expect(!desk.effects.contains { if case .changeRule = $0 { true } else { false } })
        let pushes = desk.state.allowed([.push(.undo)])
        #expect(pushes.isEmpty)
        #expect(desk.state.notices.entries.suffix(1).first?.notice.text.hasPrefix("Not done") == true)
        desk.answers = true
        desk.send(.station(.attached(person: "ana", role: "analyst")))
        desk.answerAll()
        desk.run("3e<Enter>")
        #expect(desk.effects.contains { if case .triage = $0 { true } else { false } })
    }

    @Test("a rule under edit is said to be edited when the station is back, and its text stays")
    func editing() {
        var desk = attached()
        desk.run("4e")
        let text = desk.state.ruleEditor?.text
        #expect(text != nil)
        lose(&desk)
        desk.effects = []
        desk.run("x")
        desk.run("<C-s>")
        desk.answers = true
        desk.send(.station(.attached(person: "ana", role: "analyst")))
        #expect(desk.effects.contains(.editingRule(desk.state.editedRule?.id)))
        #expect(desk.state.ruleEditor != nil)
    }

    @Test("one that is back and refuses says so, and stays lost")
    func refuses() {
        var desk = attached()
        lose(&desk)
        desk.send(.station(.lost(since: Self.since, why: "it refuses: you have no right to look")))
        #expect(
            desk.state.notices.shown?.notice.text == "The station is back, but it refuses: you have no right to look")
        #expect(desk.state.hasLostStation)
    }

    @Test("a restricted console runs no program, writes no file and gives no shell, whatever is typed")
    func restricted() {
        var desk = attached()
        desk.state.isRestricted = true
        desk.run("<C-z>")
        desk.run(":save-screen /tmp/x<Enter>")
        desk.run("4e<C-e>")
        desk.send(.edited("text"))
        #expect(
            desk.effects.allSatisfy {
                switch $0 {
                case .editText, .saveScreen, .saveCapture, .runCommand, .suspend: false
                default: true
                }
            })
        #expect(desk.state.reasonAgainst(.suspend) == "it is switched off in this console")
        // What slips through as an effect is held there, too.
        for wish: Effect in [
            .suspend, .saveScreen(path: "/tmp/x"), .editText("", name: "x"), .changeTheme(name: "/etc/shadow"),
        ] {
            let allowed = desk.state.allowed([wish])
            #expect(allowed.isEmpty)
        }
        let allowed = desk.state.allowed([.changeTheme(name: "dark"), .quit])
        #expect(allowed.count == 2)
    }
}
