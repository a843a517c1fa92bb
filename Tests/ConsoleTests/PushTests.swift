// SPDX-License-Identifier: Apache-2.0

import EVE
import Pushes
import Query
import Testing

@testable import Console

@Suite("Pushing rules") struct PushTests {
    private func desk(_ keys: String = "5", columns: Int = 120, rules: Int = 218) -> Desk {
        var city = SmallCity.withEvents(600)
        city.addFleet()
        city.addPushes()
        city.pushedRules = rules
        var desk = Desk(city, columns: columns)
        desk.send(.ingest(SmallCity.fleetStatus))
        desk.run(keys)
        return desk
    }

    private func deed(_ desk: Desk) -> PushDeed? {
        desk.effects.reversed().compactMap { if case .push(let deed) = $0 { deed } else { nil } }.first
    }

    private func record(_ gateways: [String], push: Int = 3) -> PushRecord {
        PushRecord(
            number: push, kind: .rules, person: "kim", time: SmallCity.now, comment: "", mayRunFewer: false,
            shares: gateways.map { .init(gateway: $0, order: 7, revision: SmallCity.revision, before: nil) })
    }

    @Test("P offers the gateway under the cursor first, then all, and each other one") func targets() {
        var desk = desk("5jjP")
        #expect(
            desk.state.menuEntries().map(\.label) == [
                "gw-harbour alone", "all 3 gateways", "those whose names are like…", "gw-market alone",
                "gw-new-library alone",
            ])
        desk = self.desk("4P")
        #expect(desk.state.menuEntries().first?.label == "all 3 gateways")
    }

    @Test("what changes is shown before it is pushed, with what was looked at") func push() throws {
        var desk = desk("5Pa")
        #expect(desk.asked.contains(.pushPreview(.all)))
        #expect(
            desk.text.contains("gw-harbour, gw-market: 1 added, 1 changed, 1 removed, 1 threshold line; 218 rules"))
        #expect(desk.text.contains("- alert tcp any any -> $HOME_NET any (msg:\"CITY scan 9000004\""))
        #expect(desk.text.contains("it is no UTF-8") && desk.text.contains("These rules run on gw-market, verified"))
        #expect(deed(desk) == nil)
        desk.run("<Enter>new scans<Enter>")
        let parts = ["gw-harbour", "gw-market", "gw-new-library"].map { PushWish.Part(gateway: $0, chosen: 3) }
        #expect(
            deed(desk)
                == .push(.all, basis: SmallCity.revision, parts: parts, mayRunFewer: false, comment: "new scans"))
    }

    @Test("gateways chosen by a part of their names") func like() {
        var desk = desk("5Pl")
        desk.run("gw-m*<Enter>")
        #expect(desk.asked.contains(.pushPreview(.matching("gw-m*"))))
        desk = self.desk("5Pl")
        desk.run("<Enter>")
        #expect(!desk.asked.contains { if case .pushPreview = $0 { true } else { false } })
    }

    @Test("fewer rules are asked about, and no is the first answer") func fewer() {
        var desk = desk("5jjP1", rules: 200)
        desk.run("<Enter>")
        #expect(desk.text.contains("gw-harbour has 218 rules and would have 200"))
        #expect(desk.state.editor == nil)
        desk.run("n")
        #expect(desk.state.menu?.kind == .pushDifference)
        desk.run("<Enter>y<Enter>")
        guard case .push(_, _, _, let mayRunFewer, let comment)? = deed(desk) else {
            Issue.record("nothing was pushed")
            return
        }
        #expect(mayRunFewer && comment.isEmpty)
    }

    @Test("a new look forgets that fewer were allowed") func fewerOnce() {
        var desk = desk("5jjP1<Enter>y<Esc>", rules: 200)
        desk.run("D<Enter>")
        #expect(desk.state.menu?.kind == .pushFewer)
    }

    @Test("D shows the difference of the gateway under the cursor") func difference() {
        let desk = desk("5jjD")
        #expect(desk.asked.contains(.pushPreview(.canary("gw-harbour"))) && desk.state.menu?.kind == .pushDifference)
    }

    @Test("once all gateways are done it is told, and what went wrong first") func watching() {
        var desk = desk()
        desk.city.gatewayRules = [SmallCity.rules("gw-harbour", .working), SmallCity.rules("gw-market", .verified)]
        desk.send(.push(.done(record(["gw-harbour", "gw-market"]))))
        #expect(desk.state.pushes.isWatching)
        desk.run("1")
        desk.city.gatewayRules = [SmallCity.rules("gw-harbour", .verified), SmallCity.rules("gw-market", .verified)]
        desk.wait(seconds: 2)
        #expect(!desk.state.pushes.isWatching)
        #expect(desk.text.contains("all 2 gateways: 8d1f02c9a4be runs, verified by the sensor's counts"))
        desk.city.gatewayRules[0] = SmallCity.rules("gw-harbour", .rolledBack, why: "3 of 218 loaded")
        desk.send(.push(.done(record(["gw-harbour", "gw-market"]))))
        desk.wait(seconds: 6)
        #expect(desk.text.contains("gw-harbour rolled back: what ran before runs again: 3 of 218 loaded"))
        #expect(desk.text.contains("verified on 1"))
    }

    @Test("what somebody else has ordered meanwhile is theirs to watch") func overtaken() {
        var desk = desk()
        desk.city.gatewayRules = [SmallCity.rules("gw-harbour", .working, order: 9, push: 5)]
        desk.send(.push(.done(record(["gw-harbour"]))))
        desk.wait(seconds: 6)
        #expect(!desk.state.pushes.isWatching)
    }

    @Test("an answer from before the push does not end the watch, and an order that was numbered anew does")
    func early() {
        var desk = desk()
        desk.city.gatewayRules = [GatewayRules(gateway: "gw-harbour")]
        desk.answers = false
        desk.wait(seconds: 20)
        let before = desk.open.filter { $0.question == .gatewayRules }
        #expect(before.count == 1)
        desk.send(.push(.done(record(["gw-harbour"]))))
        for (id, _) in before { desk.send(.answered(id, .gatewayRules(desk.city.gatewayRules))) }
        #expect(desk.state.pushes.isWatching)
        desk.city.gatewayRules = [SmallCity.rules("gw-harbour", .verified, order: 12)]
        desk.answers = true
        desk.wait(seconds: 6)
        #expect(!desk.state.pushes.isWatching && desk.text.contains("gw-harbour: 8d1f02c9a4be runs"))
    }

    @Test("what is wanted and not known to run can be pushed again") func again() {
        var desk = desk("5jjD")
        desk.state.pushes.preview?.groups[0].difference = RulesDifference(from: nil, to: SmallCity.revision)
        #expect(desk.text.contains("not known to run: they go out again"))
        desk.run("<Enter>")
        #expect(desk.state.editor?.purpose == .pushComment)
        desk = self.desk("5jjD")
        desk.state.pushes.preview?.groups[0].difference = RulesDifference(from: nil, to: SmallCity.revision)
        desk.state.pushes.preview?.groups[0].runs = true
        desk.run("<Enter>")
        #expect(desk.state.editor == nil && desk.text.contains("there is nothing to push"))
    }

    @Test("a refusal is told, and nothing is watched") func refused() {
        var desk = desk()
        desk.send(.push(.refused("ada pushed to gw-harbour meanwhile; look at the difference again")))
        #expect(desk.text.contains("ada pushed to gw-harbour meanwhile") && !desk.state.pushes.isWatching)
    }

    @Test("S mutes a signature at its gateway, with a scope, a time and a reason") func mute() throws {
        var desk = desk("3")
        for _ in desk.state.inbox.groups where desk.state.signatureToMute == nil { desk.run("j") }
        let meant = try #require(desk.state.signatureToMute)
        desk.run("S")
        #expect(desk.text.contains("nothing is sent or stored"))
        let place = try #require(desk.state.pushes.draft?.places.last)
        #expect(place.scope == nil && place.gateway == nil)
        let steps = (desk.state.pushes.draft?.places.count ?? 1) - 1
        desk.run(String(repeating: "j", count: steps) + "<Enter>2<Enter>")
        #expect(desk.text.contains("needs a reason") && deed(desk) == nil)
        desk.run("pentest<Enter>")
        let end = desk.state.now.advanced(byMicroseconds: 28_800_000_000).floored(toMicroseconds: 1_000_000)
        #expect(
            deed(desk)
                == .mute(gid: meant.gid, sid: meant.sid, nil, gateway: nil, until: end, reason: "pentest"))
    }

    @Test("M tells the mutings at gateways, and Enter ends one") func mutes() {
        var desk = desk("5M")
        #expect(desk.state.menuEntries().map(\.label) == ["sid 2001219 at gw-harbour"])
        #expect(desk.state.menuEntries().map(\.note) == ["until 22:30, kim: pentest until five"])
        desk.run("<Enter>")
        #expect(deed(desk) == .unmute(4))
    }

    @Test("the rules pane and an alert tell what runs at the gateways") func elsewhere() {
        var desk = desk("4")
        #expect(desk.state.pushes.told == "1 rolled back (gw-harbour), 1 verified")
        desk = self.desk("1")
        #expect(!desk.asked.contains(.gatewayRules))
        desk.run("jo<Enter>")
        #expect(desk.state.event?.row?.alert != nil && desk.asked.contains(.gatewayRules))
    }

    @Test("the pane tells what runs against what is wanted") func pane() {
        var desk = desk("5jj", columns: 160)
        #expect(desk.text.contains("218 verified") && desk.text.contains("rolled back"))
        #expect(desk.text.contains("rolled back: what ran before runs again: the sensor loaded 3 of 218 rules"))
        desk.run("uuu<Enter>")
        #expect(deed(desk) == nil)
        desk.run("uy")
        #expect(deed(desk) == .undo)
    }
}
