// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Messages
import Pushes
import Rules
import SuricataRules
import Testing

@testable import Station
@testable import Store

@Suite("What is pushed") struct PushDeskTests {
    private func add(_ kind: RuleKind, _ id: String, _ text: [UInt8], to station: PushStation) throws {
        let content = RuleContent(text: text, heading: RuleHeading(title: "title of \(id)"))
        try station.rules.add(id, kind, content, by: Authorship(author: "kim", time: station.now))
    }

    private func refusal(_ body: () throws -> Void) -> PushRefusal? {
        do { try body() } catch PushDeskFailure.refused(let refusal) { return refusal } catch { return nil }
        return nil
    }

    @Test(
        "enabled signatures stand by number behind their ids, thresholds after, and the same rules give the same files")
    func files() throws {
        let station = try PushStation()
        for sid in [100, 9, 20] { try station.add(sid) }
        try station.rules.setEnabled("1:20", false, by: Authorship(author: "kim", time: station.now))
        try add(.threshold, "t-1", Array("suppress gen_id 1, sig_id 9\r\n".utf8), to: station)
        try add(.sigma, "s-1", Array("title: x".utf8), to: station)
        let orderable = try station.desk().orderable()
        let head = "# Written by Vedette. What is changed here is lost with the next push.\n"
        #expect(
            orderable.files.rules == head + """
                # 1:9, revision 1
                alert tcp any any -> any any (msg:"rule 9"; sid:9; rev:1;)
                # 1:100, revision 1
                alert tcp any any -> any any (msg:"rule 100"; sid:100; rev:1;)

                """)
        #expect(orderable.files.thresholds == head + "# t-1, revision 1\nsuppress gen_id 1, sig_id 9\n")
        #expect(orderable.leftOut.isEmpty && orderable.files.ruleCount == 2)
        #expect(try station.desk("ada").orderable().files == orderable.files)
    }

    @Test("what no sensor should get is left out and said, and keeps the rest from nothing")
    func leftOut() throws {
        let station = try PushStation()
        try station.add(1)
        try add(
            .signature, "1:2", Array("alert tcp any any -> any any (msg:\"".utf8) + [0xFF] + Array("\"; sid:2;)".utf8),
            to: station)
        try add(.signature, "1:3", Array("alert tcp any any -> any any (msg:\"\u{1b}[2J\"; sid:3;)".utf8), to: station)
        try add(.signature, "1:4", Array("alert tcp any any -> any any (contentt:\"x\"; sid:4;)".utf8), to: station)
        try add(.signature, "1:5", Array("# nothing\n".utf8), to: station)
        try add(.threshold, "t-1", Array("suppress gen_id 1\n".utf8), to: station)
        try add(.threshold, "t-2", Array("# suppress gen_id 1, sig_id 9\n".utf8), to: station)
        let orderable = try station.desk().orderable()
        #expect(orderable.files.ruleCount == 1)
        #expect(orderable.leftOut.map(\.rule) == ["1:2", "1:3", "1:4", "1:5", "t-1", "t-2"])
        #expect(orderable.leftOut.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("\u{1b}") })
        _ = try station.sensor("gw-a")
        #expect(try station.desk().plan(for: .all, at: station.now).leftOut == orderable.leftOut)
    }

    @Test("more than can be sent is refused as a whole")
    func tooLarge() throws {
        let station = try PushStation()
        let long = String(repeating: "x", count: 8000)
        for sid in 1...550 {
            try station.add(sid, "alert tcp any any -> any any (msg:\"\(long)\"; sid:\(sid); rev:1;)\n")
        }
        #expect(
            refusal { _ = try station.desk().orderable() } == .files(.tooLong(limit: SensorFiles.sizeLimit)))
    }

    @Test("a plan tells for each gateway what comes, changes and goes, from what runs there")
    func plan() throws {
        let station = try PushStation()
        for sid in 1...3 { try station.add(sid) }
        let sensor = try station.connected("gw-a")
        _ = try station.sensor("gw-b")
        let desk = station.desk()
        let first = try desk.plan(for: .all, at: station.now)
        #expect(first.parts.map { $0.difference.added.count } == [3, 3] && first.parts[0].difference.from == nil)
        #expect(first.parts[0].difference.added[0].title == "rule 1" && first.provenOn.isEmpty)
        try station.push(.canary("gw-a"))
        #expect(try station.tend { try station.isIn(.verified, "gw-a") })
        #expect(sensor.ruleCount == 103)
        #expect(try desk.plan(for: .matching("gw-?"), at: station.now).provenOn == ["gw-a"])
        try station.rules.save(
            "1:2",
            RuleContent(
                text: Array("alert tcp any any -> any any (msg:\"other\"; sid:2; rev:2;)".utf8),
                heading: RuleHeading(title: "x")),
            basedOn: 1, by: Authorship(author: "kim", time: station.now))
        try station.rules.retire("1:3", by: Authorship(author: "kim", time: station.now))
        try station.add(4)
        try add(.threshold, "t-1", Array("suppress gen_id 1, sig_id 9\n".utf8), to: station)
        let second = try desk.plan(for: .canary("gw-a"), at: station.now)
        let difference = second.parts[0].difference
        #expect(difference.added.map(\.id) == ["1:4"] && difference.removed.map(\.id) == ["1:3"])
        #expect(difference.changed.map(\.after.id) == ["1:2"] && difference.addedThresholds.count == 1)
        #expect(difference.summary == "1 added, 1 changed, 1 removed, 1 threshold line")
        #expect(difference.lines.filter { $0.hasPrefix("+ ") }.count == 2 && difference.lines.count == 5)
        #expect(difference.from == (try station.gateway("gw-a")).running && second.fewer.isEmpty)
        try station.rules.retire("1:4", by: Authorship(author: "kim", time: station.now))
        let third = try desk.plan(for: .canary("gw-a"), at: station.now)
        #expect(third.fewer.map(\.rules.gateway) == ["gw-a"])
        let few = refusal { _ = try desk.push(third, mayRunFewer: false, comment: "", at: station.now) }
        #expect(few == .fewer(gateway: "gw-a", before: 3, after: 2))
        _ = try desk.push(third, mayRunFewer: true, comment: "", at: station.now)
        #expect(try station.tend { try station.isIn(.verified, "gw-a") && sensor.ruleCount == 102 })
        #expect(sensor.state.mayRunFewer)
        _ = try desk.undo(at: station.now)
        #expect(try station.tend { try station.isIn(.verified, "gw-a") && sensor.ruleCount == 103 })
    }

    @Test("disable.conf, enable.conf and modify.conf adjust what is pushed, and the difference says which line did")
    func adjusting() throws {
        let station = try PushStation()
        for sid in 1...4 { try station.add(sid) }
        try station.rules.setEnabled("1:4", false, by: Authorship(author: "kim", time: station.now))
        let sensor = try station.connected("gw-a")
        try station.push(.canary("gw-a"))
        #expect(try station.tend { try station.isIn(.verified, "gw-a") })
        #expect(sensor.ruleCount == 103)
        let desk = station.desk()
        #expect(try desk.orderable().notes.isEmpty && desk.adjustments().isEmpty)
        try desk.adjust(.disable, "# ours\n1:1\n1:77\n", at: station.now)
        try desk.adjust(.enable, "re:rule 4\n", at: station.now)
        try desk.adjust(.modify, "2 \"msg:\\\"\" \"msg:\\\"our \"\n", at: station.now)
        let plan = try desk.plan(for: .all, at: station.now)
        let difference = plan.parts[0].difference
        #expect(
            difference.removed.map(\.id) == ["1:1"] && difference.removed[0].because == "disabled by disable.conf:2")
        #expect(difference.added.map(\.id) == ["1:4"] && difference.added[0].because == "enabled by enable.conf:1")
        #expect(difference.changed.map(\.after.id) == ["1:2"] && difference.changed[0].after.title == "our rule 2")
        #expect(difference.changed[0].after.because == "changed by modify.conf:1")
        #expect(difference.lines.contains("  disabled by disable.conf:2"))
        #expect(
            plan.notes == [
                "disable.conf:3: no rule here is 1:77", "disable.conf:2 disables 1:1", "enable.conf:1 enables 1:4",
                "modify.conf:1 changes 1:2",
            ])
        #expect(plan.leftOut.isEmpty && plan.files.ruleCount == 3)
        _ = try desk.push(plan, mayRunFewer: false, comment: "", at: station.now)
        #expect(try station.tend { try station.isIn(.verified, "gw-a") })
        #expect(sensor.state.files?.rules.contains("our rule 2") == true)
        #expect(sensor.state.files?.rules.contains("rule 1") == false && sensor.ruleCount == 103)
        // They stay when the station begins again; what is removed is done no more.
        try station.restart()
        try station.desk("ada").adjust(.disable, "", at: station.now)
        #expect(try desk.adjustments().map(\.name) == ["enable.conf", "modify.conf"])
        #expect(try desk.orderable().files.ruleCount == 4)
    }

    @Test("a rule that is disabled between two looks at the store is written once")
    func disabledMeanwhile() throws {
        let station = try PushStation()
        for sid in 1...2 { try station.add(sid) }
        let snapshot = try station.rules.loaded([.signature])
        var adjustments = RuleAdjustments([.enable: "*"])
        let orderable = try OrderableRules(
            snapshot, adjustedBy: &adjustments, disabled: [snapshot.entries[1]], known: [])
        #expect(try orderable.files == OrderableRules(snapshot).files && orderable.files.ruleCount == 2)
        #expect(orderable.adjusted.isEmpty)
    }

    @Test("a file with a line that says nothing is kept in no part, and the one before holds")
    func badAdjustments() throws {
        let station = try PushStation()
        try station.add(1)
        let desk = station.desk()
        try desk.adjust(.disable, "1:1", at: station.now)
        let refusal = refusal { try desk.adjust(.disable, "1:1\nre:(\n", at: station.now) }
        guard case .badAdjustments("disable.conf", 2, _)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(refusal?.message.hasPrefix("disable.conf:2: the expression is none") == true)
        #expect(try desk.orderable().files.ruleCount == 0)
        #expect(try desk.adjustments().map(\.text) == ["1:1"])
    }

    @Test("a group is the file that a signature was added from")
    func group() throws {
        let station = try PushStation()
        let heading = RuleHeading(title: "x", tags: ["classtype.x"])
        let tagged = SourceFileTag.heading(heading, from: "/srv/rules/emerging-scan.rules")
        #expect(tagged.tags == ["classtype.x", "file.emerging-scan.rules"])
        #expect(SourceFileTag.heading(heading, from: "eve.json") == heading)
        try station.add(1)
        let text = Array("alert tcp any any -> any any (msg:\"two\"; sid:2; rev:1;)\n".utf8)
        try station.rules.add(
            "1:2", .signature, RuleContent(text: text, heading: tagged),
            by: Authorship(author: "kim", time: station.now))
        try station.desk().adjust(.disable, "group:emerging-*", at: station.now)
        #expect(try station.desk().orderable().adjusted == ["1:2": "disabled by disable.conf:1"])
    }

    @Test("two who looked at the same push one after the other: the second is told")
    func conflict() throws {
        let station = try PushStation()
        try station.add(1)
        _ = try station.sensor("gw-a")
        let (mine, other) = (
            try station.desk().plan(for: .all, at: station.now),
            try station.desk("ada").plan(for: .all, at: station.now)
        )
        _ = try station.desk("ada").push(other, mayRunFewer: false, comment: "", at: station.now)
        let refusal = refusal {
            _ = try station.desk().push(mine, mayRunFewer: false, comment: "", at: station.now)
        }
        #expect(refusal == .conflict(gateway: "gw-a", person: "ada", time: station.now))
    }

    @Test("only gateways that are enrolled are pushed to")
    func targets() throws {
        let station = try PushStation()
        for name in ["gw-school-1", "gw-school-2", "gw-market"] { _ = try station.sensor(name) }
        let end = station.now.advanced(byMicroseconds: 1_000_000)
        try station.registry.invite("gw-new", secretHash: [1], until: end, by: "ada", at: station.now)
        func names(_ targets: PushTargets) throws -> [String] {
            try station.desk().plan(for: targets, at: station.now).parts.map(\.rules.gateway)
        }
        #expect(try names(.matching("gw-school-*")) == ["gw-school-1", "gw-school-2"])
        #expect(try names(.matching("*-?")) == ["gw-school-1", "gw-school-2"])
        #expect(try names(.matching("gw-*et")) == ["gw-market"] && names(.all).count == 3)
        #expect(refusal { _ = try names(.canary("gw-new")) } == .notEnrolled("gw-new"))
        #expect(refusal { _ = try names(.matching("*x*")) } == .noGateway("*x*"))
        let mute = refusal {
            _ = try station.desk().mute(gid: 1, sid: 5, nil, at: "gw-new", until: end, reason: "", at: station.now)
        }
        #expect(mute == .notEnrolled("gw-new"))
        let every = refusal {
            _ = try station.desk().mute(gid: 1, sid: 0, nil, at: nil, until: end, reason: "", at: station.now)
        }
        #expect(every == .badMute("0 stands for all signatures; mute one"))
    }

    @Test("patterns of stars end, and fit what they should")
    func patterns() {
        let name = String(repeating: "a", count: 64)
        #expect(!PushTargets.matching(String(repeating: "*a", count: 100) + "b").contains(name))
        #expect(PushTargets.matching("**").contains(name) && !PushTargets.matching("").contains(name))
        #expect(PushTargets.matching("a*b?c").contains("axxbyc") && !PushTargets.matching("a*b?c").contains("abc"))
        #expect(PushTargets.matching("gw-[a-c]").contains("gw-b") && !PushTargets.matching("gw-[!b]").contains("gw-b"))
    }

    @Test(
        "a muting's line is that which the parser of threshold.config reads and writes",
        arguments: [
            "10.1.2.3", "10.0.0.0/8", "2001:db8::/32", "2001:db8::1",
        ])
    func lines(_ text: String) throws {
        let network = try #require(IPNetwork(text))
        for track in GatewayMute.Track.allCases {
            let mute = GatewayMute(
                gid: 3, sid: 4_000_000_000, scope: .init(track: track, network: network),
                expiry: Instant(seconds: 1), person: "", time: Instant(seconds: 0), reason: "")
            let file = ThresholdFile.parse(mute.line)
            #expect(file.entries.map(\.text) == [mute.line] && file.problems.isEmpty, "\(file.problems)")
        }
        let all = GatewayMute(
            gid: 1, sid: 7, expiry: Instant(seconds: 1), person: "", time: Instant(seconds: 0), reason: "")
        #expect(ThresholdFile.parse(all.line).entries.map(\.text) == [all.line])
    }
}
