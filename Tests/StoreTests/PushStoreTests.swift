// SPDX-License-Identifier: Apache-2.0

import EVE
import Pushes
import Testing

@testable import Store

/// A store of pushes, with what its tests do over and over.
struct PushScene {
    let store: TemporaryStore
    let pushes: PushStore
    static let now = Instant(seconds: 1_795_000_000)
    static let hour: Int64 = 3_600_000_000

    init() throws {
        store = try TemporaryStore()
        pushes = PushStore(directory: store.path)
    }

    /// Files of so many rules.
    static func files(_ count: Int, _ word: String = "a", thresholds: String = "") throws -> SensorFiles {
        try SensorFiles(rules: (0..<count).map { "\(word) \($0)\n" }.joined(), thresholds: thresholds)
    }

    @discardableResult
    func push(
        _ files: SensorFiles, to gateways: String..., by person: String = "kim", mayRunFewer: Bool = false
    ) throws -> PushRecord {
        let known = try Dictionary(uniqueKeysWithValues: pushes.gateways().map { ($0.gateway, $0) })
        let parts = gateways.map { PushWish.Part(gateway: $0, chosen: known[$0]?.wanted?.chosen) }
        return try pushes.push(
            PushWish(
                files: files, parts: parts, mayRunFewer: mayRunFewer, person: person, time: Self.now, comment: "why"))
    }

    func mute(
        _ sid: UInt32, at gateway: String? = nil, of gateways: [String], hours: Int64 = 1, by person: String = "kim"
    ) throws -> PushRecord {
        try pushes.mute(
            GatewayMute(
                gid: 1, sid: sid, gateway: gateway, expiry: Self.now.advanced(byMicroseconds: hours * Self.hour),
                person: person, time: Self.now, reason: "noise"), at: gateways)
    }

    func wanted(_ gateway: String) throws -> WantedRules? {
        try pushes.gateways().first { $0.gateway == gateway }?.wanted
    }

    /// The files that a gateway is to run.
    func goal(_ gateway: String) throws -> SensorFiles? {
        try wanted(gateway).flatMap { try pushes.files(of: $0.revision) }
    }

    func tell(_ gateway: String, _ report: PushReport, isOpen: Bool = true, sent: Int? = nil) throws {
        try pushes.note([LineNote(gateway: gateway, report: report, time: Self.now, isOpen: isOpen, sent: sent)])
    }

    func refusal(_ body: () throws -> Void) -> PushRefusal? {
        do { try body() } catch PushStoreFailure.refused(let refusal) { return refusal } catch { return nil }
        return nil
    }
}

@Suite("The store of pushes") struct PushStoreTests {
    private let scene: PushScene

    init() throws { scene = try PushScene() }

    @Test("what a gateway found of its clock stays until it finds something else")
    func clocks() throws {
        let scene = try PushScene()
        func note(_ clock: ClockSkew?, seconds: Int64, isOpen: Bool = true) throws {
            try scene.pushes.note([
                LineNote(
                    gateway: "gw-a", report: PushReport(.none, agent: "1"),
                    time: PushScene.now.advanced(byMicroseconds: seconds * 1_000_000), isOpen: isOpen, sent: nil,
                    clock: clock)
            ])
        }
        func gateway() throws -> GatewayRules { try #require(try scene.pushes.gateways().first) }
        try note(nil, seconds: 0)
        #expect(try gateway().clock == nil)
        let first = ClockSkew(ahead: -3_600_000_000, within: 900)
        try note(first, seconds: 1)
        try note(nil, seconds: 60)
        try note(nil, seconds: 90, isOpen: false)
        #expect(try gateway().clock == first)
        #expect(try gateway().clockTold == PushScene.now.advanced(byMicroseconds: 1_000_000))
        // It is no other report.
        #expect(try gateway().reported == PushScene.now)
        try note(ClockSkew(ahead: 3, within: 1), seconds: 120)
        #expect(try gateway().clock == ClockSkew(ahead: 3, within: 1))
    }

    @Test("what is pushed is wanted, is there again after a restart, and stands in the log")
    func pushing() throws {
        #expect(try scene.pushes.gateways().isEmpty && scene.pushes.orderToken() == 0)
        let files = try PushScene.files(3, thresholds: "suppress gen_id 1, sig_id 2\n")
        let record = try scene.push(files, to: "gw-b", "gw-a")
        let again = PushStore(directory: scene.store.path)
        #expect(try again.gateways().map(\.gateway) == ["gw-a", "gw-b"])
        let wanted = try #require(try again.gateways()[0].wanted)
        #expect(wanted.revision == files.revision && wanted.ruleCount == 3 && wanted.person == "kim")
        #expect(try again.files(of: files.revision) == files)
        #expect(try again.files(of: PushScene.files(1).revision) == nil)
        #expect(try again.history(limit: 9) == [record] && record.shares.map(\.gateway) == ["gw-a", "gw-b"])
        #expect(record.kind == .rules && record.comment == "why" && record.shares[0].before == nil)
        #expect(try again.orderToken() > 0)
    }

    @Test("numbers of orders only grow: over restarts, behind what a gateway tells, and not by its lies")
    func numbers() throws {
        let files = try PushScene.files(2)
        try scene.push(files, to: "gw-a")
        let first = try #require(try scene.wanted("gw-a")).number
        try scene.push(files, to: "gw-a")
        let second = try #require(try scene.wanted("gw-a")).number
        #expect(second > first)
        // The file was put back from a backup, and the gateway knows a later order.
        try scene.tell("gw-a", PushReport(.verified, number: 700, agent: "x"))
        try scene.push(files, to: "gw-a")
        #expect(try scene.wanted("gw-a")?.number == 701)
        try scene.push(files, to: "gw-b")
        #expect(try #require(try scene.wanted("gw-b")).number < 700)
        try scene.tell("gw-a", PushReport(.verified, number: .max, agent: "x"))
        try scene.push(files, to: "gw-a")
        #expect(try scene.wanted("gw-a")?.number == 702)
    }

    @Test("of two people who push at once, the second is told of the first")
    func conflict() throws {
        let files = try PushScene.files(2)
        try scene.push(files, to: "gw-a")
        let seen = try scene.wanted("gw-a")?.chosen
        try scene.push(PushScene.files(3), to: "gw-a", by: "ada")
        let wish = PushWish(
            files: files, parts: [.init(gateway: "gw-b", chosen: nil), .init(gateway: "gw-a", chosen: seen)],
            mayRunFewer: true, person: "kim", time: PushScene.now, comment: "")
        let refusal = scene.refusal { _ = try scene.pushes.push(wish) }
        #expect(refusal == .conflict(gateway: "gw-a", person: "ada", time: PushScene.now))
        // All or nothing.
        #expect(try scene.wanted("gw-b") == nil && scene.wanted("gw-a")?.ruleCount == 3)
        #expect(try scene.pushes.history(limit: 9).count == 2)
        // A muting is no choice of rules.
        let now = try scene.wanted("gw-a")?.chosen
        _ = try scene.mute(7, of: ["gw-a"])
        #expect(try scene.wanted("gw-a")?.chosen == now)
    }

    @Test("fewer rules than a gateway is to run, or says that it runs, must be allowed")
    func fewer() throws {
        try scene.push(PushScene.files(5), to: "gw-a")
        let refusal = scene.refusal { try scene.push(PushScene.files(4), to: "gw-a") }
        #expect(refusal == .fewer(gateway: "gw-a", before: 5, after: 4))
        try scene.push(PushScene.files(4), to: "gw-a", mayRunFewer: true)
        #expect(try scene.wanted("gw-a")?.mayRunFewer == true)
        // It still runs the five.
        try scene.tell("gw-a", PushReport(.verified, number: 1, revision: PushScene.files(5).revision, agent: "x"))
        let running = scene.refusal { try scene.push(PushScene.files(4), to: "gw-a") }
        #expect(running == .fewer(gateway: "gw-a", before: 5, after: 4))
        // A muting on top of what may run fewer is allowed it until it does.
        _ = try scene.mute(7, of: ["gw-a"])
        #expect(try scene.wanted("gw-a")?.mayRunFewer == true)
        try scene.tell(
            "gw-a", PushReport(.verified, number: 3, revision: try scene.wanted("gw-a")?.revision, agent: "x"))
        _ = try scene.mute(8, of: ["gw-a"])
        #expect(try scene.wanted("gw-a")?.mayRunFewer == false)
    }

    @Test("a push that others came after is not taken back, and nothing older in its place")
    func overtaken() throws {
        try scene.push(PushScene.files(1), to: "gw-a")
        try scene.push(PushScene.files(2), to: "gw-b")
        try scene.push(PushScene.files(3), to: "gw-b", by: "ada")
        let refusal = scene.refusal { _ = try scene.pushes.undo(by: "kim", at: PushScene.now) }
        #expect(refusal == .overtaken(push: 2))
        #expect(try scene.wanted("gw-a")?.ruleCount == 1)
    }

    @Test("a name, a comment or a reason that is too long is refused")
    func lengths() throws {
        let long = String(repeating: "x", count: 2000)
        #expect(scene.refusal { try scene.push(PushScene.files(1), to: "gw-a", by: long) } != nil)
        #expect(scene.refusal { _ = try scene.pushes.undo(by: long, at: PushScene.now) } != nil)
        #expect(try scene.pushes.history(limit: 9).isEmpty)
    }

    @Test("a gateway that is renamed keeps what it is to run, its mutings and what it told")
    func renaming() throws {
        try scene.push(PushScene.files(2), to: "gw-a")
        _ = try scene.mute(7, at: "gw-a", of: ["gw-a"])
        try scene.tell("gw-a", PushReport(.none, agent: "x"))
        try scene.pushes.rename("gw-a", to: "gw-c", at: PushScene.now)
        let gateway = try #require(try scene.pushes.gateways().first)
        #expect(gateway.gateway == "gw-c" && gateway.report != nil && gateway.wanted?.ruleCount == 2)
        #expect(try scene.pushes.mutes().map(\.gateway) == ["gw-c"])
        #expect(try scene.goal("gw-c")?.thresholds.contains("sig_id 7") == true)
        var problems = ProblemList()
        PushCheck.run(StoreDirectory(root: scene.store.path), identity: nil, &problems)
        #expect(problems.problems.isEmpty)
    }

    @Test("what gateways tell is kept as the newest, and counts as new only if it is")
    func telling() throws {
        let report = PushReport(.verified, number: 3, why: "x", agent: "0.1.0")
        try scene.tell("gw-a", report, sent: 3)
        let token = try scene.pushes.changeToken()
        let later = PushScene.now.advanced(byMicroseconds: PushScene.hour)
        try scene.pushes.note([LineNote(gateway: "gw-a", report: report, time: later, isOpen: true, sent: 3)])
        #expect(try scene.pushes.changeToken() == token)
        var gateway = try #require(try scene.pushes.gateways().first)
        #expect(gateway.report == report && gateway.reported == PushScene.now && gateway.seen == later)
        #expect(gateway.isConnected && gateway.sent == 3)
        // Who listens was killed, and begins again.
        try scene.pushes.closeLines()
        gateway = try #require(try scene.pushes.gateways().first)
        #expect(!gateway.isConnected && gateway.sent == nil && gateway.report == report)
        #expect(try scene.pushes.changeToken() > token && scene.pushes.orderToken() == 0)
    }

    @Test("an order that was numbered anew is what was ordered, and one with a number of before is not")
    func renumbered() throws {
        let record = try scene.push(PushScene.files(2), to: "gw-a")
        let first = try #require(try scene.wanted("gw-a")).number
        try scene.tell(
            "gw-a", PushReport(.refused, number: first + 8, tried: RulesRevision("0123456789ab"), agent: "x"))
        try scene.pushes.renumber(scene.pushes.gateways())
        let wanted = try #require(try scene.wanted("gw-a"))
        #expect(wanted.number > first + 8 && wanted.push == record.number)
        let directory = StoreDirectory(root: scene.store.path)
        var problems = ProblemList()
        PushCheck.run(directory, identity: nil, &problems)
        #expect(problems.problems.isEmpty)
        try SharedFile.pushes(in: directory).writing().access { database throws(StoreError) in
            try Statement.run(database, "UPDATE wanted SET number = 0")
        }
        PushCheck.run(directory, identity: nil, &problems)
        #expect(problems.problems.count == 1)
    }

    @Test("a text that the disk has changed is found")
    func damage() throws {
        try scene.push(PushScene.files(2), to: "gw-a")
        let directory = StoreDirectory(root: scene.store.path)
        var problems = ProblemList()
        PushCheck.run(directory, identity: nil, &problems)
        #expect(problems.problems.isEmpty)
        try SharedFile.pushes(in: directory).writing().access { database throws(StoreError) in
            try Statement.run(database, "UPDATE text SET hash = zeroblob(32) WHERE number = 1")
            try Statement.run(database, "DELETE FROM push")
        }
        PushCheck.run(directory, identity: nil, &problems)
        #expect(problems.problems.count == 2)
    }
}
