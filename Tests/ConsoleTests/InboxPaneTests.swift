// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Testing
import Triage

@testable import Console

@Suite("The inbox pane") struct InboxPaneTests {
    private func desk(_ keys: String = "3") -> Desk {
        var desk = Desk()
        desk.run(keys)
        return desk
    }

    /// The wish that was sent last.
    private func wish(_ desk: Desk) -> TriageWish? {
        desk.effects.reversed().compactMap { if case .triage(let wish) = $0 { wish } else { nil } }.first
    }

    private func record(_ deed: TriageDeed, count: Int, unchanged: Int = 0, undoes: Int64? = nil) -> TriageRecord {
        TriageRecord(
            number: 7, action: TriageAction(deed, by: "ada", from: "", at: SmallCity.now), count: count,
            unchanged: unchanged, undoes: undoes)
    }

    @Test("groups come by urgency; the cursor stays on its group when they come otherwise") func order() throws {
        var desk = desk("3j")
        let groups = desk.state.inbox.groups
        #expect(groups.count > 2 && groups.map(\.urgency) == groups.map(\.urgency).sorted(by: >))
        let chosen = try #require(desk.state.inbox.selected)
        #expect(chosen == groups[1])
        desk.run("OO")
        #expect(desk.state.inbox.order == .count && desk.state.inbox.selected?.key == chosen.key)
    }

    @Test(
        "an overview that a group's chips leave empty says how one is removed, however little room there is",
        arguments: [(60, 16), (80, 24), (120, 40), (160, 48)])
    func emptied(size: (Int, Int)) {
        var desk = Desk(columns: size.0, rows: size.1)
        desk.run("/rule:37f853b4-531d-4333-94de-3d27737c69d7 src_ip:198.51.100.66 dest_ip:10.20.11.71<Enter>1")
        let panels = desk.text.ranges(of: "Nothing matches").count
        #expect(panels > 0 && desk.text.ranges(of: "X removes a chip").count >= panels, "\(size)")
    }

    @Test("e archives the group under the cursor for a reason; it says so, and u takes it back") func archive() throws {
        var desk = desk()
        let group = try #require(desk.state.inbox.selected)
        desk.run("e1")
        guard case .groups(let deed, _, let keys, let request, let scope) = try #require(wish(desk)) else {
            Issue.record("no groups")
            return
        }
        #expect(deed == .dispose(.archived, .falsePositive) && keys == [group.key] && scope == group.title)
        #expect(request == desk.state.inbox.asked)
        desk.send(.triage(.done(record(deed, count: 214, unchanged: 3))))
        #expect(desk.text.contains("Archived as false positive: 214 alerts, 3 stayed as they were"))
        desk.run("u")
        #expect(wish(desk) == .undo)
        desk.send(.triage(.done(record(deed, count: 214, undoes: 6))))
        #expect(desk.text.contains("Taken back: archived as false positive: 214 alerts"))
    }

    @Test("marked groups are acted on together, and are counted before") func marks() throws {
        var desk = desk("3  ")
        let marked = desk.state.inbox.meant
        #expect(marked.count == 2)
        let alerts = marked.reduce(0) { $0 + $1.count }
        #expect(desk.text.contains("2 marked: \(Figure.grouped(alerts)) alerts"))
        desk.run("s")
        guard case .groups(let deed, _, let keys, _, let scope) = try #require(wish(desk)) else { return }
        #expect(deed == .dispose(.escalated, nil) && keys == Set(marked.map(\.key)))
        #expect(scope.hasPrefix("2 groups"))
        // What is refused may be tried again; what is done is no longer meant.
        desk.send(.triage(.refused("triage.db: no space left")))
        #expect(desk.state.inbox.marks == Set(marked.map(\.key)))
        desk.run("s")
        desk.send(.triage(.done(record(deed, count: alerts))))
        #expect(desk.state.inbox.marks.isEmpty)
    }

    @Test("marks of all, none, and the same signature") func markSeveral() {
        var desk = desk("3* a")
        desk.run("*a")
        #expect(desk.state.inbox.marks.count == desk.state.inbox.groups.count)
        #expect(!desk.text.contains("more are not listed"))
        desk.state.inbox.page?.groupCount = 1200
        desk.run("*a")
        #expect(desk.text.contains("of 1,200 groups: more are not listed"))
        desk.run("*n")
        #expect(desk.state.inbox.marks.isEmpty)
        desk.run("*1")
        let subject = desk.state.inbox.selected?.key.subject
        #expect(!desk.state.inbox.marks.isEmpty)
        #expect(desk.state.inbox.marks.allSatisfy { $0.subject == subject })
    }

    @Test("no second deed is begun while the first is under way") func busy() {
        var desk = desk("3a")
        let effects = desk.effects
        desk.run("a")
        #expect(desk.effects == effects)
        desk.send(.triage(.refused("triage.db: no space left; free some space and try again; nothing was changed")))
        #expect(desk.text.contains("no space left"))
        desk.run("a")
        #expect(desk.effects.count == effects.count + 1)
    }

    @Test("G groups by less and less, v shows what was archived, Enter the events of a group") func views() throws {
        var desk = desk("3GG")
        #expect(desk.state.inbox.grouping == .title && desk.text.contains("by signature, sorted by urgency"))
        let group = try #require(desk.state.inbox.selected)
        for event in desk.city.events where event.row.alert != nil {
            desk.city.inbox.dispositions[AlertID(event: event.row.id)] = .archived
        }
        desk.run("v")
        #expect(desk.state.inbox.view == .escalated && desk.text.contains("Nothing waits here"))
        desk.run("vv")
        #expect(desk.state.inbox.view == .archived && desk.state.inbox.groups.count > 2)
        desk.run("<Enter>")
        #expect(desk.state.place.depth == .list && desk.state.place.pane == .inbox)
        #expect(desk.state.place.chips.map(\.filter).contains(group.key.filters[0]))
        desk.run("<Esc>")
        #expect(desk.state.place.depth == .overview && desk.state.place.pane == .inbox)
    }

    @Test("a comment is typed and sent; an empty one is none") func comment() throws {
        var desk = desk("3c<Enter>")
        #expect(wish(desk) == nil)
        desk.run("cduty knows<Enter>")
        guard case .groups(let deed, let comment, _, _, _) = try #require(wish(desk)) else { return }
        #expect(deed == .comment && comment == "duty knows")
    }

    @Test("i gives a group to whoever sits here, :assign to anybody, T tags it") func assign() throws {
        var desk = desk()
        desk.state.person = "ada"
        func deed() -> TriageDeed? {
            if case .groups(let deed, _, _, _, _)? = wish(desk) { deed } else { nil }
        }
        desk.run("i")
        #expect(deed() == .assign("ada"))
        desk.state.inbox.isBusy = false
        desk.run(":assign kim<Enter>")
        #expect(deed() == .assign("kim"))
        desk.state.inbox.isBusy = false
        desk.run(":assign -<Enter>")
        #expect(deed() == .assign(""))
        desk.state.inbox.isBusy = false
        desk.run("T+audit -old  pump<Enter>")
        #expect(deed() == .tag(added: ["audit", "pump"], removed: ["old"]))
        let count = desk.effects.count
        desk.state.inbox.isBusy = false
        desk.run("T + -<Enter>")
        #expect(desk.effects.count == count && desk.state.editor == nil)
    }

    @Test("an open event is acted on by itself, and tells what was done to it") func event() throws {
        var desk = desk("3<Enter><Enter>")
        let id = try #require(desk.state.event?.id)
        desk.city.inbox.history = [record(.dispose(.acknowledged, nil), count: 1)]
        desk.run("e2")
        #expect(wish(desk) == .alerts(.dispose(.archived, .benign), comment: "", [AlertID(event: id)]))
        desk.send(.triage(.done(record(.dispose(.archived, .benign), count: 1))))
        #expect(desk.text.contains("ada  acknowledged"))
    }

    @Test("an event that is opened from its preview still tells what was done to it") func preview() {
        var desk = Desk(columns: 120, rows: 48)
        desk.city.inbox.history = [record(.dispose(.acknowledged, nil), count: 1)]
        desk.run("3<Enter>")
        #expect(desk.state.event?.history.isEmpty == false)
        desk.run("<Enter>")
        #expect(desk.state.place.depth == .event && desk.text.contains("ada  acknowledged"))
    }

    @Test("the cursor stays on its row when its group has left") func left() throws {
        var desk = desk("3jj")
        let groups = desk.state.inbox.groups
        for event in desk.city.events where event.row.alert != nil {
            let row = event.row
            guard case .signature(_, let number) = groups[2].key.subject, row.alert?.signatureID == number,
                .some(row.source) == groups[2].key.source
            else { continue }
            desk.city.inbox.dispositions[AlertID(event: row.id)] = .archived
        }
        desk.send(.triage(.done(record(.dispose(.archived, nil), count: 1))))
        #expect(desk.state.inbox.groups.first { $0.key == groups[2].key } == nil)
        #expect(desk.state.inbox.selected?.key == desk.state.inbox.groups[2].key)
    }

    @Test("m mutes with a scope, a time and a reason, and shows before what it would have hidden") func mute() throws {
        var desk = desk()
        let group = try #require(desk.state.inbox.selected)
        desk.run("m")
        #expect(desk.text.contains("between these two") && desk.text.contains("whoever does it "))
        desk.run("2")
        #expect(desk.text.contains("of the last 7 days") && desk.text.contains("30 days"))
        desk.run("3<Enter>")
        #expect(desk.text.contains("needs a reason"))
        #expect(wish(desk) == nil)
        desk.run("known scanner<Enter>")
        let source = try #require(group.sources.first.first)
        let subject = try #require(group.key.subject)
        let end = desk.state.now.advanced(byMicroseconds: 86_400_000_000)
        let suppression = Suppression(subject: subject, scope: .source(source), expiry: end)
        #expect(wish(desk) == .log(.mute(suppression), comment: "known scanner", scope: group.title))
    }

    @Test("what is done again is not told as taken back") func redone() {
        var desk = desk()
        let action = TriageAction(.dispose(.archived, .benign), by: "ada", from: "", at: SmallCity.now)
        let record = TriageRecord(number: 3, action: action, count: 5, unchanged: 0, undoes: 2)
        desk.send(.triage(.doneAgain(record)))
        #expect(desk.text.contains("Done again: archived as benign: 5 alerts"))
        desk.send(.triage(.done(record)))
        #expect(desk.text.contains("Taken back: archived as benign: 5 alerts"))
    }

    @Test("A orders what the station does by itself to what the filter lets through") func orders() {
        var desk = desk()
        desk.run("A")
        #expect(desk.state.menu == nil && desk.text.contains("what a filter lets through"))
        desk.run("/sid:9000301<Enter>A")
        #expect(desk.text.contains("archived as benign") && desk.text.contains("alerts of the last 7 days"))
        desk.run("24")
        #expect(wish(desk) == nil)
        desk.run(" <Enter>")
        #expect(wish(desk) == nil && desk.text.contains("needs a reason"))
        desk.run("our scanner<Enter>")
        let expiry = desk.state.now.advanced(byMicroseconds: 7 * Instant.microsecondsPerDay)
        let filter = desk.state.place.filter.text
        let order = StandingOrder(
            .archived, .benign, filter: filter, since: desk.state.now,
            expiry: expiry.floored(toMicroseconds: 1_000_000))
        #expect(wish(desk) == .log(.order(order), comment: " our scanner", scope: filter))
        desk.send(.triage(.done(record(.order(order), count: 0))))
        #expect(desk.text.contains("Gave the order that archives as benign until"))
        desk.send(.triage(.done(record(.order(order), count: 12, undoes: 6))))
        #expect(desk.text.contains("Taken back: gave the order that archives as benign until"))
        #expect(desk.text.contains(": 12 alerts"))
    }

    @Test("M tells what is muted and why, and Enter ends it") func mutings() throws {
        var desk = desk()
        let group = try #require(desk.state.inbox.selected)
        let suppression = Suppression(
            subject: try #require(group.key.subject), scope: .everywhere,
            expiry: SmallCity.now.advanced(byMicroseconds: 3_600_000_000))
        desk.city.inbox.inForce = [
            TriageRecord(
                number: 9,
                action: TriageAction(
                    .mute(suppression), by: "kim", from: "", at: SmallCity.now, comment: "audit", scope: group.title),
                count: 0, unchanged: 0)
        ]
        desk.run("O")
        desk.run("M")
        #expect(desk.text.contains("kim: audit"))
        desk.run("<Enter>")
        #expect(wish(desk) == .log(.end(9), comment: "", scope: ""))
    }

    @Test("M tells what is over behind what holds, and no orders that are over") func over() throws {
        var desk = desk()
        let subject = try #require(desk.state.inbox.selected?.key.subject)
        func record(_ number: Int64, _ deed: TriageDeed) -> TriageRecord {
            TriageRecord(
                number: number,
                action: TriageAction(deed, by: "kim", from: "", at: SmallCity.now, comment: "why \(number)"), count: 0,
                unchanged: 0)
        }
        func muting(_ number: Int64, seconds: Int64) -> TriageRecord {
            let expiry = SmallCity.now.advanced(byMicroseconds: seconds * 1_000_000)
            return record(number, .mute(Suppression(subject: subject, scope: .everywhere, expiry: expiry)))
        }
        func order(_ number: Int64, seconds: Int64) -> TriageRecord {
            let expiry = SmallCity.now.advanced(byMicroseconds: seconds * 1_000_000)
            return record(
                number, .order(StandingOrder(.archived, filter: "sid:1", since: SmallCity.now, expiry: expiry)))
        }
        desk.city.inbox.inForce = [order(9, seconds: -60)]
        desk.run("OM")
        #expect(desk.state.menu == nil && desk.text.contains("no order holds"))
        desk.city.inbox.inForce = [
            muting(9, seconds: -60), order(8, seconds: -60), order(7, seconds: 3600), muting(6, seconds: 3600),
        ]
        desk.run("OM")
        #expect(desk.state.mutingEntries.map(\.action) == [.end(7), .end(6), .end(9)])
        #expect(desk.text.contains("why 7") && !desk.text.contains("why 8"))
    }

    @Test("hostile titles stay in their row") func hostile() throws {
        var desk = desk()
        var page = try #require(desk.state.inbox.page)
        page.groups[0].title = "a\u{1b}[2J\nb\u{202e}"
        let request = try #require(desk.state.inbox.asked)
        desk.state.inbox.take(page, for: request)
        #expect(!desk.text.contains("\u{1b}") && !desk.text.contains("\u{202e}"))
    }
}
