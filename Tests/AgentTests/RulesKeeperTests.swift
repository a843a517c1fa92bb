// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Processes
import Pushes
import Testing

@testable import Agent

@Suite("Rules in the place of those of the sensor")
struct RulesKeeperTests {
    private let good = RulesModel.rules("one", "two")
    private let better = RulesModel.rules("one", "two", "three")
    private let limits = "suppress gen_id 1, sig_id 3000000, track by_src, ip 192.0.2.1\n"

    @Test("what was ordered is put in place, loaded and counted")
    func verified() throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        #expect(keeper.report(nil, agent: "0") == PushReport(.none, agent: "0"))
        let order = try RulesModel.order(7, good, limits)
        let report = model.follow(order, by: &keeper)
        #expect(report == PushReport(.verified, number: 7, revision: order.files.revision, expected: 2, agent: "0"))
        #expect(model.read(model.rules) == good)
        #expect(model.read(model.thresholds) == limits)
        #expect(model.suricata?.loaded == 7)
        #expect(model.suricata?.reloads == 1)
        #expect(model.leftovers.isEmpty)
        // A new process knows it, too.
        #expect(try model.keeper().report(nil, agent: "0") == report)
        let mode = try FileManager.default.attributesOfItem(atPath: model.rules)[.posixPermissions] as? Int
        #expect(mode == 0o644)
    }

    @Test("the check has the new files, and what is written by outputs is switched off")
    func check() throws {
        let model = try RulesModel()
        try model.write(
            try #require(model.read(model.path + "/dump")) + """
                outputs.1.eve-log.enabled = yes
                outputs.1.eve-log.types.0.alert.enabled = yes
                outputs.2.fast.enabled = no
                logging.outputs.0.console.enabled = no
                logging.outputs.1.file.enabled = yes
                """, "dump")
        var keeper = try model.keeper()
        model.follow(try RulesModel.order(1, good), by: &keeper)
        let called = try #require(model.read(model.path + "/called"))
        #expect(
            called == "-T -c /etc/suricata/suricata.yaml -S \(model.rules).new -l \(model.path)/state/trial "
                + "--set threshold-file=\(model.thresholds).new --set outputs.1.eve-log.enabled=no "
                + "--set logging.outputs.1.file.enabled=no --set logging.outputs.0.console.enabled=yes\n")
    }

    @Test(
        "what a sensor cannot run is taken back",
        arguments: [
            ("at-reload", "could not load 1 of 3 signatures"),
            ("all-gone", "has 0 signatures loaded, and should have 8"),
            ("says-no", "refuses: Live rule reload not possible if -s or -S option"),
            ("hangs", "does not answer within"), ("garbles", "no answer of its command socket"),
            ("leaves", "ended the connection"),
        ])
    func rolledBack(_ what: String, _ why: String) throws {
        let model = try RulesModel()
        if what == "hangs" { model.pace.reload = 3_000_000 }
        var keeper = try model.keeper()
        let first = try RulesModel.order(1, good, limits)
        model.follow(first, by: &keeper)
        let order = try RulesModel.order(2, good + RulesModel.rule(3_000_009, what), "# none\n")
        let report = model.follow(order, by: &keeper)
        #expect(report.state == .rolledBack)
        #expect(report.why.contains(why), "\(report.why)")
        #expect(report.why.hasSuffix("; the files before are back"))
        #expect(report.number == 2)
        #expect(report.revision == first.files.revision)
        #expect(report.tried == order.files.revision)
        #expect(report.expected == 2)
        #expect(report.complaints.count == (what == "at-reload" ? 1 : 0))
        #expect(report.complaints.allSatisfy { $0.hasPrefix("line 3: alert tcp any any") })
        #expect(model.read(model.rules) == good)
        #expect(model.read(model.thresholds) == limits)
        #expect(model.suricata?.loaded == 7)
        #expect(model.leftovers.isEmpty)
        // The next one is followed as any.
        #expect(model.follow(try RulesModel.order(3, better), by: &keeper).state == .verified)
    }

    @Test("files that were not there are gone again where the first order is taken back")
    func firstRolledBack() throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        let report = model.follow(try RulesModel.order(1, RulesModel.rules("at-reload")), by: &keeper)
        #expect(report.state == .rolledBack)
        #expect(report.revision == nil && report.expected == nil)
        #expect(model.read(model.rules) == nil)
        #expect(model.read(model.thresholds) == nil)
        #expect(model.suricata?.loaded == 5)
    }

    @Test("what the check does not take is refused, and nothing is touched")
    func refused() throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        let first = try RulesModel.order(1, good, limits)
        model.follow(first, by: &keeper)
        let order = try RulesModel.order(2, RulesModel.rules("one", "two", "at-check"))
        let report = model.follow(order, by: &keeper)
        #expect(report.state == .refused)
        #expect(report.number == 2)
        #expect(report.revision == first.files.revision)
        #expect(report.tried == order.files.revision)
        #expect(report.why == "suricata -T does not take it")
        #expect(report.complaints.first == "Error: detect-parse: unknown rule keyword 'contentt'.")
        #expect(model.suricata?.reloads == 1)
        #expect(model.read(model.rules) == good)
        #expect(model.leftovers.isEmpty)
        #expect(try model.keeper().report(nil, agent: "0") == report)
    }

    @Test("a check that does not end, or cannot begin, is an order refused")
    func unusableProgram() throws {
        let model = try RulesModel()
        model.pace.check = 500_000
        var keeper = try model.keeper()
        var report = model.follow(try RulesModel.order(1, RulesModel.rules("check-hangs")), by: &keeper)
        #expect(report.state == .refused && report.why.contains("takes longer than"), "\(report.why)")
        model.settings.program = model.path + "/none"
        keeper = try model.keeper()
        report = model.follow(try RulesModel.order(2, good), by: &keeper)
        #expect(report.state == .refused && report.why.contains("cannot be started"), "\(report.why)")
        #expect(model.read(model.rules) == nil)
    }

    @Test("a Suricata that would not read the files from there is told of")
    func misplaced() throws {
        let model = try RulesModel(dump: "default-rule-path = /etc\nrule-files.0 = suricata.rules\n")
        var keeper = try model.keeper()
        var report = model.follow(try RulesModel.order(1, good), by: &keeper)
        #expect(report.state == .refused)
        #expect(report.why.hasSuffix("does not load \(model.rules); add it to 'rule-files:' there"), "\(report.why)")
        try model.write("rule-files.0 = \(model.path)/*.rules\n", "dump")
        report = model.follow(try RulesModel.order(2, good, limits), by: &keeper)
        #expect(report.why.contains("has /etc/suricata/threshold.config for its 'threshold-file:'"), "\(report.why)")
        report = model.follow(try RulesModel.order(3, good), by: &keeper)
        #expect(report.state == .verified)
        model.settings.thresholds = nil
        keeper = try model.keeper()
        report = model.follow(try RulesModel.order(4, better, limits), by: &keeper)
        #expect(report.why.contains("no suricata-thresholds"), "\(report.why)")
    }

    @Test("fewer signatures than before are taken only where the order says so")
    func fewer() throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        model.follow(try RulesModel.order(1, better), by: &keeper)
        let report = model.follow(try RulesModel.order(2, good), by: &keeper)
        #expect(report.state == .refused)
        #expect(report.why.contains("it has 2 signatures, 3 are there"), "\(report.why)")
        #expect(model.follow(try RulesModel.order(3, good, fewer: true), by: &keeper).state == .verified)
        #expect(model.follow(try RulesModel.order(4, "# none\n", fewer: true), by: &keeper).state == .verified)
        #expect(model.suricata?.loaded == 5)
    }

    @Test("orders for others and old ones are not followed")
    func notOurs() throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        let first = try RulesModel.order(5, good)
        model.follow(first, by: &keeper)
        let other = try RulesModel.order(6, better, gateway: "gw-other")
        var report = model.follow(other, by: &keeper)
        #expect(report.state == .refused && report.number == 6 && report.tried == other.files.revision)
        #expect(report.why == "the order is for gw-other, and this is gw-harbour")
        for number in [4, 5] {
            report = model.follow(try RulesModel.order(number, better), by: &keeper)
            #expect(report.state == .verified && report.number == 5)
        }
        #expect(model.read(model.rules) == good)
        #expect(model.follow(try RulesModel.order(6, better), by: &keeper).state == .verified)
    }

    @Test("files that were there before the first order are kept beside, and told of; later ones are not kept so")
    func originals() throws {
        let model = try RulesModel()
        try model.write("suppress gen_id 1, sig_id 7\n", "threshold.config")
        var keeper = try model.keeper()
        var report = model.follow(try RulesModel.order(1, good, limits), by: &keeper)
        #expect(report.state == .verified)
        #expect(report.why == "what was in \(model.thresholds) is kept beside it, as .before-vedette")
        report = model.follow(try RulesModel.order(2, better, limits + limits), by: &keeper)
        #expect(report.why.isEmpty)
        #expect(model.read(model.thresholds + ".before-vedette") == "suppress gen_id 1, sig_id 7\n")
        #expect(model.read(model.rules + ".before-vedette") == nil)
    }

    @Test("with no Suricata the files wait in place, and are loaded and counted once there is one")
    func waiting() throws {
        let model = try RulesModel(running: false)
        var keeper = try model.keeper()
        let order = try RulesModel.order(1, good)
        var report = model.follow(order, by: &keeper)
        #expect(report.state == .unverified)
        #expect(report.revision == order.files.revision && report.expected == 2 && report.tried == nil)
        #expect(report.why.contains("No such file or directory; it loads them when it starts"), "\(report.why)")
        // One that cannot be loaded takes its place, and what is gone back to is what was there before both.
        let bad = try RulesModel.order(2, RulesModel.rules("one", "two", "at-reload"))
        report = model.follow(bad, by: &keeper)
        #expect(report.state == .unverified && report.number == 2)
        keeper = try model.keeper()
        #expect(keeper.report(nil, agent: "0") == report)
        try model.startSuricata()
        keeper.sensorIsThere()
        report = model.finish(&keeper)
        #expect(report.state == .rolledBack && report.revision == nil && report.number == 2)
        #expect(model.read(model.rules) == nil)
        #expect(model.follow(try RulesModel.order(3, better), by: &keeper).state == .verified)
        model.endSuricata()
        report = model.follow(try RulesModel.order(4, better + good, fewer: true), by: &keeper)
        #expect(report.state == .unverified)
        #expect(report.why.contains("cannot be asked"), "\(report.why)")
        try model.startSuricata()
        keeper.sensorIsThere()
        report = model.finish(&keeper)
        #expect(report.state == .verified && report.number == 4 && report.expected == 5)
    }

    @Test("an order behind one that waits is to have as many signatures loaded as it says itself", arguments: [1, 3])
    func waitingForAnother(_ count: Int) throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        keeper.take(try RulesModel.order(1, good), as: "gw-harbour")
        while keeper.next != .load, keeper.step() {}
        model.endSuricata()
        #expect(model.finish(&keeper).state == .unverified)
        #expect(keeper.record.change?.expected == 7)
        let texts = (0..<count).map { RulesModel.rule(3_000_000 + $0) }.joined()
        model.follow(try RulesModel.order(2, texts, fewer: true), by: &keeper)
        #expect(keeper.record.change?.expected == 5 + count)
        try model.startSuricata()
        keeper.sensorIsThere()
        let report = model.finish(&keeper)
        #expect(report.state == .verified && report.number == 2 && report.expected == count, "\(report.why)")
    }

    @Test(
        "how a newer order was refused is not forgotten when an older one comes to its end", arguments: [true, false])
    func refusedBehind(_ isGood: Bool) throws {
        let model = try RulesModel(running: false)
        var keeper = try model.keeper()
        let first = try RulesModel.order(1, RulesModel.rules("one", isGood ? "two" : "at-reload"))
        model.follow(first, by: &keeper)
        var refused = model.follow(try RulesModel.order(2, RulesModel.rules("one", "two", "at-check")), by: &keeper)
        #expect(refused.state == .refused && refused.number == 2 && refused.complaints.count == 2)
        #expect(refused.revision == first.files.revision && refused.expected == 2)
        // Nobody is there yet.
        keeper.sensorIsThere()
        #expect(model.finish(&keeper) == refused)
        try model.startSuricata()
        keeper.sensorIsThere()
        if !isGood { (refused.revision, refused.expected) = (nil, nil) }
        #expect(model.finish(&keeper) == refused)
        #expect(keeper.record.change == nil)
        #expect(try model.keeper().report(nil, agent: "0") == refused)
        #expect(model.suricata?.loaded == (isGood ? 7 : 5))
    }

    @Test("what somebody else changes is noticed, and the same order puts it right")
    func changedByHand() throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        let order = try RulesModel.order(1, good)
        model.follow(order, by: &keeper)
        try model.write("# mine\n", "vedette.rules")
        keeper.lookAtFiles()
        var report = keeper.report(nil, agent: "0")
        #expect(report.state == .unverified && report.revision == nil)
        #expect(report.why.contains("somebody changed them"))
        report = model.follow(order, by: &keeper)
        #expect(report.state == .verified && report.revision == order.files.revision)
        // While no agent runs, too.
        try model.write("# mine again\n", "vedette.rules")
        #expect(try model.keeper().report(nil, agent: "0").state == .unverified)
    }

    @Test("files that cannot be read now were changed by nobody")
    func unreadable() throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        let order = try RulesModel.order(1, good)
        model.follow(order, by: &keeper)
        let aside = model.rules + ".aside"
        try FileManager.default.moveItem(atPath: model.rules, toPath: aside)
        try FileManager.default.createSymbolicLink(atPath: model.rules, withDestinationPath: model.rules)
        keeper.lookAtFiles()
        #expect(keeper.report(nil, agent: "0").state == .verified)
        try FileManager.default.removeItem(atPath: model.rules)
        try FileManager.default.moveItem(atPath: aside, toPath: model.rules)
        keeper.lookAtFiles()
        let report = keeper.report(nil, agent: "0")
        #expect(report.state == .verified && report.revision == order.files.revision)
    }

    @Test("an agent that is to end waits for nothing, and the next one goes on")
    func stopped() throws {
        let model = try RulesModel()
        let ends = Pipe()
        var keeper = try model.keeper(stop: ends.fileHandleForReading.fileDescriptor)
        model.follow(try RulesModel.order(1, good), by: &keeper)
        try ends.fileHandleForWriting.close()
        let order = try RulesModel.order(2, better + RulesModel.rule(3_000_009, "hangs"))
        keeper.take(order, as: "gw-harbour")
        while keeper.step() {}
        #expect(keeper.report(nil, agent: "0").state == .working)
        #expect(model.read(model.rules) == good)
        keeper = try model.keeper()
        #expect(keeper.report(nil, agent: "0").number == 1)
    }

    @Test(
        "where there is no socket Suricata is told by a signal", arguments: [("something", false), ("suricata", true)])
    func signalled(_ name: String, _ isTold: Bool) throws {
        let model = try RulesModel(running: false)
        let script = model.path + "/\(name)-runs"
        let text = """
            #!/bin/sh
            [ $# -eq 0 ] || exit 0
            trap 'echo > \(model.path)/told' USR2
            echo $$ > \(model.path)/pid
            while [ -e \(script) ]; do sleep 0.02; done

            """
        try model.write(text, "\(name)-runs")
        try model.makeRunnable(script)
        // Not by Foundation, whose children take no signals that its threads block.
        Thread.detachNewThread {
            _ = try? BoundedProcess(path: script, arguments: [], folder: "/", answer: .both).run { true }
        }
        #expect(becomesTrue { model.read(model.settings.pidFile)?.hasSuffix("\n") == true })
        var keeper = try model.keeper()
        let report = model.follow(try RulesModel.order(1, good), by: &keeper)
        #expect(report.state == .unverified)
        #expect(report.why.hasSuffix("by a signal") == isTold, "\(report.why)")
        if isTold { #expect(becomesTrue { model.read(model.path + "/told") != nil }) }
    }
}
