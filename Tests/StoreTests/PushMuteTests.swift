// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Pushes
import Testing

@testable import Store

@Suite("Mutings at gateways, and pushes taken back") struct PushMuteTests {
    private let scene: PushScene

    init() throws { scene = try PushScene() }

    private func later(_ hours: Int64) -> Instant { PushScene.now.advanced(byMicroseconds: hours * PushScene.hour) }

    @Test("a muting comes with an order of its own and goes with its time, and brings no other rules")
    func expiry() throws {
        let files = try PushScene.files(2, thresholds: "x\n")
        try scene.push(files, to: "gw-a", "gw-b")
        let record = try scene.mute(7, at: "gw-a", of: ["gw-a"])
        #expect(record.kind == .mute && record.mute == 1 && record.comment == "mutes sid 7: noise")
        #expect(try scene.goal("gw-a")?.thresholds.contains("suppress gen_id 1, sig_id 7\n") == true)
        #expect(try scene.goal("gw-b") == files)
        #expect(try scene.pushes.endMutes(at: later(0)) == nil)
        let end = try #require(try scene.pushes.endMutes(at: later(3)))
        #expect(end.kind == .expiry && end.person == "vedette" && end.shares.map(\.gateway) == ["gw-a"])
        #expect(end.comment == "ended: muting 1 of kim, sid 7")
        #expect(try scene.goal("gw-a") == files && scene.pushes.mutes().isEmpty)
        #expect(try scene.pushes.mutes(all: true)[0].end == GatewayMute.End(time: later(1), person: "vedette"))
        #expect(try scene.pushes.endMutes(at: later(4)) == nil)
    }

    @Test("a muting of all gateways holds where nothing was pushed, and for rules that are pushed later")
    func everywhere() throws {
        let record = try scene.mute(7, of: ["gw-a", "gw-b"])
        #expect(record.shares.map(\.gateway) == ["gw-a", "gw-b"])
        #expect(try scene.wanted("gw-a")?.ruleCount == 0)
        // Nobody has chosen rules for it so far.
        let wish = PushWish(
            files: try PushScene.files(2), parts: [.init(gateway: "gw-a", chosen: nil)], mayRunFewer: false,
            person: "kim", time: PushScene.now, comment: "")
        _ = try scene.pushes.push(wish)
        try scene.push(PushScene.files(2), to: "gw-c")
        for gateway in ["gw-a", "gw-c"] {
            #expect(try scene.goal(gateway)?.thresholds.contains("sig_id 7") == true, "\(gateway)")
        }
        // The same once more changes nothing on a sensor.
        #expect(try scene.mute(7, of: ["gw-a"]).shares.isEmpty)
        let ended = try scene.pushes.unmute(1, by: "ada", at: later(0), comment: "wrong one")
        #expect(ended.comment == "ends muting 1, sid 7: wrong one")
        #expect(try scene.goal("gw-a")?.thresholds.contains("# muting 2") == true)
        #expect(scene.refusal { _ = try scene.pushes.unmute(1, by: "ada", at: later(0)) } == .unknownMute("1"))
    }

    @Test("a muting's end that a gateway did not take is told, with no other muting that says the same")
    func overdue() throws {
        try scene.push(PushScene.files(2), to: "gw-a")
        _ = try scene.mute(7, of: ["gw-a"])
        let muted = try #require(try scene.wanted("gw-a"))
        _ = try scene.pushes.endMutes(at: later(1))
        let number = try #require(try scene.wanted("gw-a")).number
        for state in [PushReport.State.refused, .rolledBack] {
            try scene.tell("gw-a", PushReport(state, number: number, revision: muted.revision, agent: "x"))
            #expect(try scene.pushes.gateways().map(\.overdueMutes) == [[1]])
        }
        try scene.tell("gw-a", PushReport(.refused, number: number, agent: "x"))
        #expect(try scene.pushes.gateways().map(\.overdueMutes) == [nil])
        _ = try scene.mute(7, of: ["gw-a"], hours: 5)
        let again = try #require(try scene.wanted("gw-a")).number
        try scene.tell("gw-a", PushReport(.refused, number: again, revision: muted.revision, agent: "x"))
        #expect(try scene.pushes.gateways().map(\.overdueMutes) == [nil])
    }

    @Test("a gateway that gets a name gets no mutings of one that had it")
    func rename() throws {
        _ = try scene.mute(7, at: "gw-b", of: ["gw-b"])
        _ = try scene.mute(8, at: "gw-a", of: ["gw-a"])
        let time = PushScene.now.advanced(byMicroseconds: PushScene.hour / 2)
        try scene.pushes.rename("gw-a", to: "gw-b", at: time)
        let mutes = try scene.pushes.mutes(all: true)
        #expect(mutes.map(\.end) == [GatewayMute.End(time: time, person: "vedette"), nil])
        #expect(mutes.map(\.gateway) == ["gw-b", "gw-b"])
        try scene.push(PushScene.files(2), to: "gw-b")
        let lines = try #require(try scene.goal("gw-b")).thresholds
        #expect(lines.contains("sig_id 8") && !lines.contains("sig_id 7"))
    }

    @Test("mutings that are none are refused: no time, too long a time, no gateway")
    func bad() throws {
        for hours in [0, -1, 91 * 24] as [Int64] {
            let refusal = scene.refusal { _ = try scene.mute(7, of: ["gw-a"], hours: hours) }
            if case .badMute = refusal { continue }
            Issue.record("\(hours): \(String(describing: refusal))")
        }
        #expect(scene.refusal { _ = try scene.mute(7, of: []) } == .noGateway(""))
        #expect(try scene.pushes.mutes(all: true).isEmpty)
    }

    @Test("a push is taken back with what is muted now, further back each time, and never over others")
    func undo() throws {
        let (one, two) = (try PushScene.files(2), try PushScene.files(3))
        try scene.push(one, to: "gw-a", "gw-b")
        try scene.push(two, to: "gw-a", "gw-b")
        try scene.push(PushScene.files(4), to: "gw-b", by: "ada")
        _ = try scene.mute(7, of: ["gw-a", "gw-b"], by: "ada")
        let before = try #require(try scene.wanted("gw-a")).number
        let undone = try scene.pushes.undo(by: "kim", at: later(0))
        #expect(undone.kind == .undo && undone.undoes == 2 && undone.shares.map(\.gateway) == ["gw-a"])
        let wanted = try #require(try scene.wanted("gw-a"))
        #expect(wanted.number > before && wanted.ruleCount == 2 && wanted.mayRunFewer)
        #expect(try scene.goal("gw-a") == one.adding(scene.pushes.mutes()))
        #expect(try scene.wanted("gw-b")?.ruleCount == 4)
        #expect(try scene.pushes.undo(by: "kim", at: later(0)).undoes == 1)
        #expect(try scene.wanted("gw-a")?.ruleCount == 0)
        #expect(scene.refusal { _ = try scene.pushes.undo(by: "kim", at: later(0)) } == .nothingToUndo)
        #expect(try scene.pushes.history(limit: 9).first { $0.number == 2 }?.undoneBy == undone.number)
    }

    @Test("a muting that is taken back ends, and one that was ended holds again while its time is not over")
    func undoMute() throws {
        try scene.push(PushScene.files(2), to: "gw-a", by: "ada")
        _ = try scene.mute(7, of: ["gw-a"])
        _ = try scene.pushes.unmute(1, by: "kim", at: later(0))
        #expect(try scene.pushes.mutes().isEmpty)
        #expect(try scene.pushes.undo(by: "kim", at: later(0)).undoes == 3)
        #expect(try scene.goal("gw-a")?.thresholds.contains("sig_id 7") == true)
        #expect(try scene.pushes.undo(by: "kim", at: later(0)).undoes == 2)
        #expect(try scene.goal("gw-a")?.thresholds == "" && scene.pushes.mutes().isEmpty)
        _ = try scene.mute(8, of: ["gw-a"])
        _ = try scene.pushes.endMutes(at: later(2))
        #expect(scene.refusal { _ = try scene.pushes.undo(by: "kim", at: later(2)) } == .nothingToUndo)
    }

    @Test(
        "whatever is done in whatever order, each gateway is to run its rules and the mutings that hold",
        arguments: 1...8)
    func anything(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = ["gw-a", "gw-b", "gw-c"]
        var rules: [String: SensorFiles] = [:]
        var numbers: [String: Int] = [:]
        var clock: Int64 = 0
        for _ in 0..<60 {
            let gateway = try #require(names.randomElement(using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1:
                let files = try PushScene.files(Int.random(in: 0...4, using: &random), thresholds: "t \(clock)\n")
                try scene.push(files, to: gateway, mayRunFewer: true)
                rules[gateway] = files
            case 2:
                let isAll = Bool.random(using: &random)
                let mute = GatewayMute(
                    gid: 1, sid: UInt32.random(in: 1...3, using: &random), gateway: isAll ? nil : gateway,
                    expiry: later(clock + Int64.random(in: 1...9, using: &random)), person: "kim", time: later(clock),
                    reason: "")
                _ = try scene.pushes.mute(mute, at: isAll ? names : [gateway])
            case 3:
                if let mute = try scene.pushes.mutes().randomElement(using: &random) {
                    _ = try scene.pushes.unmute(mute.number, by: "ada", at: later(clock))
                }
            default:
                clock += 1
                _ = try scene.pushes.endMutes(at: later(clock))
            }
            let mutes = try scene.pushes.mutes()
            #expect(mutes.allSatisfy { $0.expiry > later(clock) })
            for name in names {
                guard let wanted = try scene.wanted(name) else { continue }
                let base = try rules[name] ?? SensorFiles(rules: "", thresholds: "")
                let goal = try base.adding(mutes.filter { $0.holds(at: name) })
                let have = try #require(try scene.goal(name))
                // Of two mutings that say the same one line stands there, whichever came first.
                #expect(have.rules == goal.rules && Self.inUse(have) == Self.inUse(goal))
                #expect(wanted.number >= numbers[name] ?? 0)
                numbers[name] = wanted.number
            }
        }
    }

    private static func inUse(_ files: SensorFiles) -> [Substring] {
        files.thresholds.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }
}
