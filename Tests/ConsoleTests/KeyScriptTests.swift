// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Testing

@testable import Console

@Suite("Key scripts") struct KeyScriptTests {
    @Test("digits choose panes and Backspace goes back") func panes() {
        var desk = Desk()
        desk.run("2")
        #expect(desk.state.place.pane == .events)
        desk.run("5")
        #expect(desk.state.place.pane == .gateways)
        desk.run("<Backspace>")
        #expect(desk.state.place.pane == .events)
        desk.run("[")
        #expect(desk.state.place.pane == .alerts)
        desk.run("]]")
        #expect(desk.state.place.pane == .gateways)
    }

    @Test("Enter filters by the row and the chip is removed again") func filterByRow() throws {
        var desk = Desk()
        desk.run("j<Enter>")
        let chip = try #require(desk.state.place.chips.first)
        #expect(desk.state.place.chips.count == 1)
        #expect(desk.state.overviews.alertsFilter == chip.filter)
        desk.run("X")
        #expect(desk.state.place.chips.isEmpty)
        desk.run("<Backspace>")
        #expect(desk.state.place.chips == [chip])
    }

    @Test("o lists the events behind the row, Enter opens one, n goes on, Esc leads up again") func drillDown() throws {
        var desk = Desk()
        desk.run("jo")
        #expect(desk.state.place.depth == .list)
        let total = try #require(desk.state.list.total)
        #expect(total == desk.city.matching(desk.state.place.listFilter, desk.state.range).count)
        desk.run("j<Enter>")
        #expect(desk.state.place.depth == .event)
        let first = try #require(desk.state.event?.whole)
        #expect(first.row.id == desk.state.list.window.rows[1].id)
        desk.run("n")
        #expect(desk.state.event?.whole?.row.id == desk.state.list.window.rows[2].id)
        desk.run("<Esc>")
        #expect(desk.state.place.depth == .list)
        #expect(desk.state.list.cursor == 2)
        desk.run("<Esc>")
        #expect(desk.state.place.depth == .overview)
        #expect(desk.state.place.chips.isEmpty)
    }

    @Test("the histogram's cursor zooms into its bucket and Backspace zooms out") func zoomIntoBucket() throws {
        var desk = Desk()
        desk.run("<S-Tab>")
        #expect(desk.state.focusedPanel == .histogram)
        let bucket = try #require(desk.state.overviews.alerts).grid.width
        desk.run("<Left><Left><Enter>")
        guard case .custom = desk.state.place.period else {
            Issue.record("no fixed period but \(desk.state.place.period)")
            return
        }
        let shown = try #require(desk.state.overviews.alerts)
        #expect(shown.grid.range.end.microseconds - shown.grid.range.start.microseconds == bucket)
        desk.run("<Backspace>")
        #expect(desk.state.place.period == .lastDay)
    }

    @Test(
        "t offers the ranges by digits",
        arguments: [
            ("t1", TimeRangeChoice.lastQuarter), ("t2", .lastHour), ("t4", .lastWeek), ("t5", .all),
        ]) func timeMenu(script: String, period: TimeRangeChoice)
    {
        var desk = Desk()
        desk.run(script)
        #expect(desk.state.place.period == period)
        #expect(desk.state.menu == nil)
    }

    @Test("a custom time is typed; a wrong one is underlined and stays") func customTime() {
        var desk = Desk()
        desk.run("t6-3h<Enter>")
        #expect(desk.state.place.period == .last(microseconds: 3 * 3_600_000_000))
        desk.run("t6nonsense<Enter>")
        #expect(desk.state.editor?.error != nil)
        desk.run("<Esc>")
        #expect(desk.state.editor == nil)
        #expect(desk.state.place.period == .last(microseconds: 3 * 3_600_000_000))
    }

    @Test("freezing stops the questions and counts what comes") func freeze() {
        var desk = Desk()
        desk.run("f")
        let asked = desk.asked.count
        var status = desk.state.ingest
        status.stored += 1204
        desk.send(.ingest(status))
        desk.send(.storeChanged(token: 1))
        desk.wait(seconds: 5)
        #expect(desk.asked.count == asked)
        #expect(desk.row(0).contains("‖ +1,204"))
        desk.run("f")
        #expect(desk.asked.count > asked)
        #expect(desk.state.isFollowing)
    }

    @Test("the palette finds commands by a few letters and passes arguments on") func palette() {
        var desk = Desk()
        desk.run(":theme light<Enter>")
        #expect(desk.effects.contains(.changeTheme(name: "light")))
        desk.run(":glyphs ascii<Enter>")
        #expect(desk.state.look.glyphs == .ascii)
        desk.run(":save-screen /tmp/x.txt<Enter>")
        #expect(desk.effects.contains(.saveScreen(path: "/tmp/x.txt")))
        desk.run(":redraw<Enter>")
        #expect(desk.effects.contains(.redraw))
        desk.run(":zoomin<Enter>")
        #expect(desk.state.place.period == .last(microseconds: 12 * 3_600_000_000))
    }

    @Test("q leaves without asking, C-z suspends, C-l redraws") func leaving() {
        var desk = Desk()
        desk.run("<C-l><C-z>q")
        #expect(desk.effects == [.redraw, .suspend, .quit])
    }

    @Test("a disabled command says why") func disabled() {
        var desk = Desk()
        desk.run("]")
        #expect(desk.state.notices.shown?.notice.text.contains("newest view") == true)
    }

    @Test("help runs the key of its row") func help() {
        var desk = Desk()
        desk.run("?/freeze the<Enter>")
        #expect(desk.state.menu == nil)
        #expect(desk.state.freeze != nil)
    }

    @Test("pasted text is data: keys in it do nothing") func paste() {
        var desk = Desk()
        desk.send(.input(.paste("q2\u{1B}[A")))
        #expect(desk.effects.isEmpty)
        #expect(desk.state.place.pane == .alerts)
        desk.run("/")
        desk.send(.input(.paste("sid:9000602\n")))
        desk.run("<Enter>")
        #expect(desk.state.place.chips.map(\.label) == ["@sid:9000602"])
    }
}
