// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Pushes
import Synchronization
import Testing

@testable import Agent

@Suite("An agent that is gone between two steps of an order")
struct RulesEndTests {
    private static let good = RulesModel.rules("one", "two")
    private static let limits = "suppress gen_id 1, sig_id 3000000\n"

    /// The files, whole.
    private func pair(_ model: RulesModel) -> [String?] { [model.read(model.rules), model.read(model.thresholds)] }

    @Test("goes on where it was, at each of them", arguments: [true, false], [true, false])
    func eachStep(_ isGood: Bool, _ isFirst: Bool) throws {
        var steps = 0
        var isOver = false
        while !isOver {
            let model = try RulesModel()
            var keeper = try model.keeper()
            if !isFirst { model.follow(try RulesModel.order(1, Self.good, Self.limits), by: &keeper) }
            let before = pair(model)
            let text = isGood ? "three" : "at-reload"
            let order = try RulesModel.order(2, Self.good + RulesModel.rule(3_000_009, text), "# none\n")
            let after: [String?] = [order.files.rules, order.files.thresholds]
            keeper.take(order, as: "gw-harbour")
            for _ in 0..<steps where !isOver { isOver = !keeper.step() }
            for (file, texts) in zip(pair(model), zip(before, after)) {
                #expect(file == texts.0 || file == texts.1, "after \(steps) steps")
            }
            // The next agent, and the station, which sends again what is neither in place nor refused.
            keeper = try model.keeper()
            var report = model.finish(&keeper)
            let there = pair(model)
            #expect(there == before || there == after, "after \(steps) steps")
            #expect(report.state != .working)
            #expect((report.revision == order.files.revision) == (there == after), "after \(steps) steps")
            if report.number != 2 { report = model.follow(order, by: &keeper) }
            #expect(report.state == (isGood ? .verified : .rolledBack), "after \(steps) steps: \(report.why)")
            #expect(report.number == 2)
            #expect(pair(model) == (isGood ? after : before), "after \(steps) steps")
            #expect(model.suricata?.loaded == (isGood ? 8 : isFirst ? 5 : 7))
            #expect(model.leftovers.isEmpty)
            steps += 1
        }
        #expect(steps > 6)
    }

    @Test("a Suricata that loads rules for somebody else is waited for, as for any answer")
    func reloading() throws {
        let model = try RulesModel()
        // Nothing that is asked about rules has to come as fast as other answers.
        model.pace.answer = 0
        var keeper = try model.keeper()
        model.follow(try RulesModel.order(1, Self.good), by: &keeper)
        let order = try RulesModel.order(2, Self.good + RulesModel.rule(3_000_009))
        keeper.take(order, as: "gw-harbour")
        while keeper.next != .load, keeper.step() {}
        model.suricata?.state.withLock { $0.isReloading = true }
        for _ in 0..<2 {
            let report = model.finish(&keeper)
            #expect(report.state == .working && report.number == 2)
            #expect(report.why == "Suricata refuses: Reload already in progress; this is tried again")
        }
        #expect(model.read(model.rules) == order.files.rules)
        model.suricata?.state.withLock { $0.isReloading = false }
        let report = model.finish(&keeper)
        #expect(report.state == .verified && report.revision == order.files.revision)
    }

    @Test("nothing is told as taken back before Suricata has loaded what is back")
    func restoredLate() throws {
        let model = try RulesModel()
        model.pace.reload = 3_000_000
        var keeper = try model.keeper()
        model.follow(try RulesModel.order(1, Self.good), by: &keeper)
        keeper.take(try RulesModel.order(2, Self.good + RulesModel.rule(3_000_009, "at-reload")), as: "gw-harbour")
        while keeper.next != .loadRestored, keeper.step() {}
        let suricata = try #require(model.suricata)
        let reloads = suricata.reloads
        suricata.state.withLock { $0.isReloading = true }
        var report = model.finish(&keeper)
        #expect(report.state == .working && report.why.contains("already in progress"), "\(report.why)")
        suricata.state.withLock { $0.isBlocked = true }
        report = model.finish(&keeper)
        #expect(report.state == .working && report.why.contains("does not answer within"), "\(report.why)")
        #expect(suricata.reloads == reloads)
        // Also by the next agent.
        keeper = try model.keeper()
        suricata.state.withLock { ($0.isReloading, $0.isBlocked) = (false, false) }
        report = model.finish(&keeper)
        #expect(report.state == .rolledBack && report.number == 2)
        #expect(report.why.hasSuffix("; the files before are back"))
        #expect(suricata.loaded == 7)
    }

    @Test("where the record cannot be written, Suricata is told to load the files once", arguments: [true, false])
    func unwritable(_ isGood: Bool) throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        model.follow(try RulesModel.order(1, Self.good), by: &keeper)
        keeper.take(
            try RulesModel.order(2, Self.good + RulesModel.rule(3_000_009, isGood ? "three" : "at-reload")),
            as: "gw-harbour")
        while keeper.next != (isGood ? .load : .loadRestored), keeper.step() {}
        // A folder is in the way of what is written first.
        let obstacle = model.folder.rules + ".new"
        try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
        let reloads = try #require(model.suricata?.reloads)
        for _ in 0..<3 {
            let report = model.finish(&keeper)
            #expect(report.state == .working && report.why.contains("cannot write"), "\(report.why)")
            #expect(model.suricata?.reloads == reloads + 1)
        }
        try FileManager.default.removeItem(atPath: obstacle)
        #expect(model.finish(&keeper).state == (isGood ? .verified : .rolledBack))
        #expect(model.suricata?.reloads == reloads + 1)
    }

    @Test("what is not what was ordered any more is taken back")
    func tampered() throws {
        let model = try RulesModel()
        var keeper = try model.keeper()
        model.follow(try RulesModel.order(1, Self.good), by: &keeper)
        keeper.take(try RulesModel.order(2, Self.good + RulesModel.rule(3_000_009)), as: "gw-harbour")
        while keeper.next != .placeRules, keeper.step() {}
        try model.write("# not that\n", "vedette.rules.new")
        keeper = try model.keeper()
        let report = model.finish(&keeper)
        #expect(report.state == .rolledBack && report.number == 2)
        #expect(model.read(model.rules) == Self.good)
    }

    @Test("what somebody writes into a file that waits is kept when it is taken back")
    func found() throws {
        let model = try RulesModel(running: false)
        var keeper = try model.keeper()
        model.follow(try RulesModel.order(1, Self.good), by: &keeper)
        try model.write(Self.good + "# mine\n", "vedette.rules")
        try model.startSuricata()
        keeper.sensorIsThere()
        let report = model.finish(&keeper)
        #expect(report.state == .rolledBack && report.revision == nil)
        #expect(report.why.contains("; it is kept as \(model.rules).found; the files"), "\(report.why)")
        #expect(model.read(model.rules) == nil)
        #expect(model.read(model.rules + ".found") == Self.good + "# mine\n")
        #expect(model.leftovers.isEmpty)
    }

    @Test("a change that an agent of before has noted without its files goes on")
    func withoutPaths() throws {
        let model = try RulesModel(running: false)
        var keeper = try model.keeper()
        let order = try RulesModel.order(1, Self.good)
        #expect(model.follow(order, by: &keeper).state == .unverified)
        #expect(keeper.record.change?.phase == .waiting)
        keeper.record.change?.paths = []
        try keeper.save()
        keeper = try model.keeper()
        #expect(keeper.record.change?.phase == .waiting)
        try model.startSuricata()
        keeper.sensorIsThere()
        let report = model.finish(&keeper)
        #expect(report.state == .verified && report.revision == order.files.revision, "\(report.why)")
    }

    @Test("files that the configuration names anew are not taken for those of a change before", arguments: [0, 5, 100])
    func elsewhere(_ steps: Int) throws {
        let model = try RulesModel(running: false)
        var keeper = try model.keeper()
        let order = try RulesModel.order(1, Self.good)
        keeper.take(order, as: "gw-harbour")
        while keeper.next != .placeRules, keeper.step() {}
        for _ in 0..<steps where keeper.next != nil { _ = keeper.step() }
        #expect(keeper.record.change?.phase == (steps == 0 ? .placing : .waiting))
        let old = model.rules
        let text = model.read(old)
        model.settings.rules = model.path + "/other.rules"
        try model.write("# mine\n", "other.rules")
        keeper = try model.keeper()
        #expect(keeper.record.change == nil && keeper.isFree)
        var report = model.finish(&keeper)
        #expect(report.state == .unverified && report.number == 1 && report.revision == nil)
        #expect(report.why.contains("into \(old) and \(model.thresholds), which stays"), "\(report.why)")
        #expect(model.read(old) == text)
        #expect(model.read(model.path + "/other.rules") == "# mine\n")
        #expect(model.leftovers.isEmpty)
        #expect(try model.keeper().report(nil, agent: "0") == report)
        // The same order, which the station sends again.
        report = model.follow(order, by: &keeper)
        #expect(report.state == .unverified && report.revision == order.files.revision)
        #expect(model.read(model.path + "/other.rules") == Self.good)
        #expect(model.read(model.path + "/other.rules.before-vedette") == "# mine\n")
    }

    @Test("the record survives being written and read, and damage to it is noticed or harmless")
    func record() throws {
        var record = RulesRecord()
        record.state = .rolledBack
        record.number = 12
        record.revision = RulesRevision("0123456789ab")
        record.tried = RulesRevision("ba9876543210")
        record.why = "a \"reason\""
        record.complaints = ["one", "two"]
        record.expected = 3
        #expect(RulesRecord(text: record.text) == record)
        record.change = RulesRecord.Change(
            phase: .restoring, paths: ["/a", "/b"], number: 13, revision: try #require(RulesRevision("aaaaaaaaaaaa")),
            rules: 5,
            rulesBefore: 3, before: record.revision, hadRules: true, hadThresholds: false, loadedBefore: 100,
            expected: 102, why: "w", complaints: ["c"], remark: "r")
        #expect(RulesRecord(text: record.text) == record)
        #expect(RulesRecord(text: Array(record.text.dropLast(5))) == nil)
        #expect(RulesRecord(text: []) == nil)
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            var bytes = record.text
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = RulesRecord(text: bytes)
        }
    }

    @Test("a damaged record is put aside")
    func damaged() throws {
        let model = try RulesModel()
        try model.write("{", "state/rules")
        var keeper = try model.keeper()
        #expect(model.lines.all.first?.contains("is damaged; it is kept as") == true)
        #expect(model.read(model.folder.rules + ".damaged") == "{")
        #expect(model.follow(try RulesModel.order(1, Self.good), by: &keeper).state == .verified)
    }
}
