// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Testing
import Triage

@testable import Console

@Suite("Typing a filter") struct FilterTypingTests {
    /// The values that are wanted, of the questions that are open.
    private func wishes(_ desk: Desk) -> [CountRequest] {
        desk.open.compactMap { if case .values(let request) = $0.question { request } else { nil } }
    }

    @Test("values come with their counts, those of fields without a column too") func values() throws {
        var desk = Desk()
        desk.run("/type:")
        let first = try #require(desk.state.editor?.suggestions.first)
        let alerts = desk.city.matching(desk.state.place.pane.base, desk.state.range).count
        #expect(first.text == "alert" && first.note == "\(alerts)")
        desk.run("<Esc>2/dns.rrname:")
        #expect(desk.state.editor?.suggestions.isEmpty == false)
        #expect(
            desk.asked.contains { if case .values(let request) = $0 { request.by == [.field(cold)] } else { false } })
    }

    private var cold: Field { Field(name: "dns.rrname") ?? .trust }

    @Test("what is typed further narrows what is counted, until all values are there") func narrowing() throws {
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run("/sid:9")
        let request = try #require(wishes(desk).first)
        #expect(wishes(desk).count == 1, "an older question is given up")
        #expect(request.filter.matches(sid(9_000_602)) && !request.filter.matches(sid(8_000_602)))
        var table = CountTable(rows: [.init(key: [.integer(9_000_602)], count: 7)], other: 3, total: 10)
        desk.send(.answered(try #require(desk.open.last).id, .count(table)))
        desk.open.removeLast()
        desk.run("0")
        #expect(wishes(desk).count == 1, "others may fit")
        table.other = 0
        desk.send(.answered(try #require(desk.open.last).id, .count(table)))
        desk.open.removeLast()
        desk.run("0")
        #expect(wishes(desk).isEmpty)
        #expect(desk.state.editor?.suggestions.map(\.text) == ["9000602"])
    }

    private func sid(_ number: Int64) -> SmallCity.Stored {
        var stored = SmallCity.withEvents(600).events.first { $0.row.alert != nil } ?? SmallCity.withEvents(1).events[0]
        stored.row.alert?.signatureID = UInt32(number)
        return stored
    }

    @Test("counts that were ended early say that they are lower bounds") func partial() throws {
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run("/dns.rrname:")
        let table = CountTable(
            rows: [.init(key: [.scalar(.string("a.example"))], count: 1204)], total: 1204, isPartial: true)
        desk.send(.answered(try #require(desk.open.last).id, .count(table)))
        #expect(desk.state.editor?.suggestions.map(\.note) == ["at least 1,204"])
        #expect(desk.text.contains("at least 1,204"))
    }

    @Test("values are those that the other terms leave") func rest() throws {
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run("/gateway:gw-market type:")
        let request = try #require(wishes(desk).last)
        #expect(
            request.filter == Filter.all([desk.state.place.pane.base, try FilterParser.parse("gateway:gw-market")]))
        desk.run("<Esc>/(gateway:gw-market type:")
        #expect(wishes(desk).last?.filter == desk.state.place.pane.base)
        desk.run("<Esc>/no.such:")
        desk.answerAll()
        #expect(desk.text.contains("no event here has such a value"))
    }

    @Test(
        "that there is no such value is said only where all were counted that could be",
        arguments: [
            ("dport:4040", true), ("port:4040", false), ("ip:fe80::1", false), ("src:fe80::1", true),
            ("dport:>60000", false), ("dport:1..2", false), ("src:192.0.2.0/24", false),
            ("sig:zz*", false), ("sig:zz", true),
        ])
    func noValue(text: String, isSaid: Bool) {
        var desk = Desk()
        desk.run("2/" + text)
        #expect(desk.state.editor?.suggestions.isEmpty == true)
        #expect(desk.text.contains("no event here has such a value") == isSaid)
    }

    @Test("nor where counting was ended early, or there are more") func notAll() throws {
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run("/dns.rrname:x")
        let id = try #require(desk.open.last).id
        desk.send(.answered(id, .count(CountTable(isPartial: true))))
        #expect(!desk.text.contains("no event here has such a value"))
    }

    @Test("leaving the value gives up its counting") func leaving() {
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run("/dns.rrname:")
        #expect(wishes(desk).count == 1)
        desk.run("x ")
        #expect(wishes(desk).isEmpty)
    }

    @Test(
        "typing gives up what an overview looks for, and closing asks anew", arguments: ["<Esc>", "<Backspace><Enter>"])
    func overview(end: String) {
        func isAsked(_ desk: Desk) -> Bool {
            desk.open.contains { if case .alertsOverview = $0.question { true } else { false } }
        }
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run("/telnet<Enter>")
        #expect(isAsked(desk))
        desk.run("/")
        #expect(isAsked(desk), "nothing was typed yet")
        desk.run("x")
        #expect(!isAsked(desk))
        desk.send(.storeChanged(token: 1))
        desk.wait(seconds: 30)
        #expect(!isAsked(desk), "nor is it asked for by and by")
        desk.run(end)
        #expect(isAsked(desk))
        #expect(desk.state.place.filter == .text("telnet"))
    }

    @Test("a list is narrowed at once, each letter gives up the search before, and Esc brings it back") func list()
        throws
    {
        var desk = Desk()
        desk.run("jo")
        let (chips, total) = (desk.state.place.chips, desk.state.list.total)
        desk.answers = false
        desk.run("/9000")
        let pages = desk.open.filter { if case .page = $0.question { true } else { false } }
        #expect(pages.count == 1)
        #expect(desk.state.place.filter.text.hasSuffix("9000"))
        desk.run("602")
        desk.answerAll()
        #expect(desk.state.list.window.rows.allSatisfy { $0.alert?.signatureID == 9_000_602 })
        desk.run("<Esc>")
        desk.answerAll()
        #expect(desk.state.place.chips == chips)
        #expect(desk.state.list.total == total)
    }

    @Test("a value under way hides nothing until it is whole, and Enter is one step of the history") func value() {
        var desk = Desk()
        desk.run("o")
        let (total, chips) = (desk.state.list.total, desk.state.place.chips)
        let first = chips.map(\.label)
        desk.run("/port:2")
        #expect(desk.state.list.total == total)
        desk.run("3 ")
        #expect(desk.state.place.chips.map(\.label) == first + ["@port:23"])
        desk.run("telnet<Enter>")
        #expect(desk.state.place.chips.map(\.label) == first + ["@port:23", "telnet"])
        desk.run("<Backspace>")
        #expect(desk.state.place.chips == chips && desk.state.place.depth == .list)
    }

    @Test("what is listed is what the chips say, also when the filter is taken as it was") func unchanged() {
        var desk = Desk()
        desk.run("o/port:502<Enter>")
        let (chips, total) = (desk.state.place.chips, desk.state.list.total)
        desk.run("/<Backspace>")
        #expect(desk.state.place.chips != chips, "a value that is typed on hides nothing")
        desk.run("<Enter>")
        #expect(desk.state.place.chips == chips)
        #expect(desk.state.list.wish.filter == desk.state.place.listFilter && desk.state.list.total == total)
    }

    @Test("a term that the cursor is in hides nothing, and nothing of it stays behind") func inside() {
        var desk = Desk()
        desk.run("o")
        let before = desk.state.place.chips.map(\.label)
        desk.run("/telnet -src:10.0.0.1")
        #expect(desk.state.place.chips.map(\.label) == before + ["telnet"])
        desk.run("<Left><Left><Left>")
        #expect(desk.state.place.chips.map(\.label) == before + ["telnet"])
        desk.run("9")
        #expect(desk.state.place.chips.map(\.label) == before + ["telnet"])
    }

    @Test("a chip that is off stays, though what is typed is for a moment what it says") func chipOff() {
        var desk = Desk()
        desk.state.place.chips = [BarChip(.text("tel"), isEnabled: false)]
        desk.run("o/tel")
        #expect(!desk.state.place.chips.contains { !$0.isEnabled }, "it is on")
        desk.run("net")
        #expect(desk.state.place.chips.contains(BarChip(.text("tel"), isEnabled: false)))
        desk.run("<Enter>")
        #expect(desk.state.place.chips.contains(BarChip(.text("tel"), isEnabled: false)))
        #expect(desk.state.place.chips.contains(BarChip(.text("telnet"))))
    }

    @Test("a filter's times that the range does not show are told of") func times() {
        var desk = Desk()
        desk.run("/@since:-7d<Enter>")
        #expect(desk.state.notices.shown?.notice.text.contains("begins later than @since:") == true)
        desk.run("<Esc>\\/@until:-2d<Enter>")
        #expect(desk.state.notices.shown?.notice.text.contains("outside of the time range") == true)
        desk.run("<Esc>\\/@since:-1h<Enter>")
        #expect(desk.state.notices.shown == nil)
        #expect(desk.state.place.chips.map(\.label) == ["@since:-1h"])
        let shown = desk.city.matching(.test(.eventType, .equals(.text("alert"))), desk.state.range)
        let recent = shown.filter { $0.row.time >= SmallCity.now.advanced(byMicroseconds: -3_600_000_000) }
        #expect(desk.state.overviews.alerts?.total.total == recent.count)
    }

    @Test("a search that goes through raw lines says how far it is") func progress() throws {
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run("/telnet<Enter>")
        let open = try #require(desk.open.first { if case .alertsOverview = $0.question { true } else { false } })
        guard case .alertsOverview(var overview) = desk.city.answer(open.question) else { return }
        overview.isPartial = true
        let reached = SmallCity.now.advanced(byMicroseconds: -6 * 3_600_000_000)
        desk.wait(seconds: 2)
        desk.send(.soFar(open.id, .alertsOverview(overview), reached: reached))
        #expect(desk.row(1).contains("lines read back to 08:30"), "\(desk.row(1))")
        desk.answerAll()
        #expect(!desk.row(1).contains("lines read back"))
    }

    @Test("a frozen screen's times are those of the moment of freezing, also for what is asked later") func frozen() {
        func filter(_ question: Question?) -> Filter? {
            switch question {
            case .alertsOverview(let request)?: request.filter
            case .inbox(let request)?: request.filter
            default: nil
            }
        }
        var desk = Desk()
        desk.run("f")
        desk.wait(seconds: 7200)
        let hourBefore = Filter.since(.at(SmallCity.now.advanced(byMicroseconds: -3_600_000_000)))
        desk.run("/@since:-1h<Enter>")
        #expect(filter(desk.asked.last { if case .alertsOverview = $0 { true } else { false } }) == hourBefore)
        desk.run("3")
        #expect(filter(desk.asked.last { if case .inbox = $0 { true } else { false } }) == hourBefore)
        desk.run("1f")
        let hourBeforeNow = Filter.since(.at(SmallCity.now.advanced(byMicroseconds: 3_600_000_000)))
        #expect(filter(desk.asked.last { if case .alertsOverview = $0 { true } else { false } }) == hourBeforeNow)
    }

    @Test("while it is typed a time is of the zone that the screen shows, as it is when taken") func zone() {
        var desk = Desk(settings: Settings(usesLocalTime: true))
        desk.run("o/@since:14:00 ")
        let time = Filter.since(.clock(microseconds: 14 * 3_600_000_000, offsetSeconds: 3600))
        let typed = desk.state.place.filter
        #expect(typed.conjuncts.contains(time))
        desk.run("<Enter>")
        #expect(desk.state.place.filter == typed)
    }
}
