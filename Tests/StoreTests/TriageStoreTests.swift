// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Foundation
import GRDB
import Query
import Testing
import Triage

@testable import Store

@Suite("The log of triage")
struct TriageStoreTests {
    private let room = TriageRoom()
    /// The last is a rule's match.
    private let alerts = (0..<5).map {
        AlertID(event: EventID(day: 20_781, row: Int64($0)), rule: $0 == 4 ? "r-1" : "")
    }

    private func archive(
        _ alerts: [AlertID], by person: String = "ada", _ reason: ArchiveReason? = .benign
    ) throws -> TriageRecord {
        try room.log.perform(room.action(.dispose(.archived, reason), by: person), on: alerts)
    }

    @Test("a directory without a log has no standing and no history, and reading makes no file")
    func nothing() throws {
        #expect(try room.log.standings(of: alerts).isEmpty)
        #expect(try room.log.history(of: alerts[0]).isEmpty)
        #expect(try room.log.changeToken() == 0)
        #expect(!FileManager.default.fileExists(atPath: room.path))
    }

    @Test("what is done stands, says how many it changed, and is seen by others")
    func perform() throws {
        #expect(try archive(Array(alerts[..<3])).count == 3)
        let again = try archive(alerts)
        #expect(again.count == 2 && again.unchanged == 3)
        let other = TriageStore(directory: room.directory)
        let standings = try other.standings(of: alerts)
        #expect(standings.count == 5)
        #expect(standings.values.allSatisfy { $0 == Standing(disposition: .archived, reason: .benign) })
        #expect(try other.changeToken() == 2)
    }

    @Test("an alert that is named twice is touched once")
    func twice() throws {
        #expect(try archive([alerts[0], alerts[0]]).count == 1)
    }

    @Test("undo and redo walk over what a person did, and over nobody else's")
    func undo() throws {
        _ = try archive([alerts[0]])
        _ = try room.log.perform(room.action(.assign("kim"), by: "kim"), on: [alerts[1]])
        _ = try room.log.perform(room.action(.tag(added: ["t"], removed: []), by: "ada"), on: [alerts[0]])
        #expect(try room.undo("ada")?.undoes == 3)
        #expect(try room.standing(alerts[0]) == Standing(disposition: .archived, reason: .benign))
        #expect(try room.undo("ada")?.undoes == 1)
        #expect(try room.standing(alerts[0]) == Standing())
        #expect(try room.undo("ada") == nil)
        #expect(try room.redo("ada")?.count == 1)
        #expect(try room.standing(alerts[0]) == Standing(disposition: .archived, reason: .benign))
        #expect(try room.redo("ada")?.count == 1)
        #expect(try room.standing(alerts[0]).tags == ["t"])
        #expect(try room.redo("ada") == nil)
        // Done again, it can be taken back again; and something new ends what could be done again.
        #expect(try room.undo("ada")?.undoes == 3)
        _ = try room.log.perform(room.action(.comment, by: "ada", comment: "so"), on: [alerts[0]])
        #expect(try room.redo("ada") == nil)
        #expect(try room.standing(alerts[1]).assignee == "kim")
        #expect(try room.problems().isEmpty)
    }

    @Test("an alert that somebody has changed since is left as it is by an undo, which says so")
    func changedSince() throws {
        _ = try archive(Array(alerts[..<3]))
        _ = try room.log.perform(room.action(.dispose(.escalated, nil), by: "kim"), on: [alerts[1]])
        let undone = try #require(try room.undo("ada"))
        #expect(undone.count == 2 && undone.unchanged == 1)
        #expect(try room.standing(alerts[1]).disposition == .escalated)
        #expect(try room.standing(alerts[0]) == Standing())
    }

    @Test("history tells who did what, and what was taken back")
    func history() throws {
        _ = try archive([alerts[4]])
        _ = try room.undo("ada")
        _ = try room.log.perform(room.action(.comment, by: "kim", comment: "a\nb"), on: alerts)
        let records = try room.log.history(of: alerts[4])
        #expect(records.map(\.number) == [1, 2, 3])
        #expect(records[0].undoneBy == 2 && records[1].undoes == 1)
        #expect(records[2].action.comment == "a\nb" && records[2].count == 5)
        #expect(records[0].action.origin == "192.0.2.9" && records[0].action.time == room.time)
        #expect(try room.log.history(of: alerts[0]).map(\.number) == [3])
        #expect(try room.log.records(limit: 2).map(\.number) == [3, 2])
    }

    @Test("true and false positives are told by rule, of what stands now")
    func verdicts() throws {
        let matches = (0..<5).map {
            AlertID(event: EventID(day: 20_781, row: Int64($0)), rule: $0 == 0 ? "r-2" : "r-1")
        }
        _ = try archive(Array(matches[..<3]), .truePositive)
        _ = try archive(Array(matches[3...]), .falsePositive)
        _ = try archive([alerts[0]], .falsePositive)
        _ = try room.log.perform(room.action(.dispose(.new, nil), by: "kim"), on: [matches[4]])
        #expect(
            try room.log.verdicts() == [
                "r-1": RuleVerdicts(truePositives: 2, falsePositives: 1), "r-2": RuleVerdicts(truePositives: 1),
            ])
        #expect(try room.log.events(ofRule: "r-1", archivedAs: .truePositive) == Set(matches[1...2].map(\.event)))
        #expect(try room.log.events(ofRule: "unknown", archivedAs: .truePositive).isEmpty)
    }

    @Test("what is too long is refused, and nothing is changed")
    func limits() throws {
        let long = String(repeating: "x", count: TriageLimit.comment + 1)
        #expect(throws: TriageError.self) {
            try room.log.perform(room.action(.comment, by: "ada", comment: long), on: alerts)
        }
        #expect(throws: TriageError.self) {
            try room.log.perform(room.action(.tag(added: [long], removed: []), by: "ada"), on: alerts)
        }
        #expect(try room.log.changeToken() == 0)
    }

    @Test(
        "a deed that the log could not give back as it was is refused",
        arguments: [
            TriageDeed.tag(added: ["a\n-b"], removed: []), .tag(added: [""], removed: []),
            .tag(added: [], removed: ["a\n+c"]),
            .mute(
                Suppression(
                    subject: .signature(generator: 1, number: 7), scope: .gateway("a signature=1:8"),
                    expiry: Instant(microseconds: 1))),
            .mute(
                Suppression(
                    subject: .rule(String(repeating: "r", count: 10_000)), scope: .everywhere,
                    expiry: Instant(microseconds: 1))),
        ])
    func noForm(_ deed: TriageDeed) throws {
        #expect(throws: TriageError.noForm) { try room.log.perform(room.action(deed, by: "ada"), on: alerts) }
        #expect(try room.log.changeToken() == 0)
    }

    @Test(
        "whatever is changed in the log is found",
        arguments: [
            "UPDATE action SET person = 'eve' WHERE number = 2", "UPDATE action SET count = 9 WHERE number = 1",
            "DELETE FROM action WHERE number = 2", "UPDATE action SET hash = x'00' WHERE number = 3",
            "DELETE FROM touch WHERE action = 1 AND row = 1", "UPDATE touch SET row = 77 WHERE action = 2 AND row = 0",
            "UPDATE standing SET last = 1 WHERE row = 0", "UPDATE standing SET disposition = 0 WHERE row = 3",
            "UPDATE action SET comment = 'x', undoes = 1 WHERE number = 3",
        ])
    func tampering(sql: String) throws {
        _ = try archive(alerts)
        _ = try room.log.perform(room.action(.dispose(.escalated, nil), by: "kim"), on: Array(alerts[..<2]))
        _ = try room.log.perform(room.action(.comment, by: "kim", comment: "c"), on: [alerts[0]])
        #expect(try room.problems().isEmpty)
        try room.run(sql)
        #expect(try !room.problems().isEmpty)
    }

    @Test("what a later program has done, which this one cannot tell, is not taken for tampering")
    func laterDeed() throws {
        let record = try room.log.perform(room.action(.comment, by: "kim", comment: "c"), on: [])
        let code = TriageDeed.Code(kind: 99, disposition: 7, reason: 9, words: "x")
        #expect(TriageDeed(code) == nil)
        let hash = SHA256.digest(of: record.bytes(code, alerts: SHA256.digest(of: []), previous: []))
            .map { String(format: "%02x", $0) }.joined()
        try room.run(
            "UPDATE action SET kind = 99, disposition = 7, reason = 9, words = 'x', hash = x'\(hash)'")
        #expect(try room.problems().isEmpty)
        #expect(try room.log.records(limit: 1).map(\.action.deed) == [.comment])
    }

    @Test("several people at once lose no action, and the chain holds")
    func atOnce() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for person in 0..<4 {
                group.addTask {
                    let log = TriageStore(directory: room.directory)
                    for turn in 0..<10 {
                        let deed = TriageDeed.tag(added: ["p\(person)-\(turn)"], removed: [])
                        _ = try log.perform(room.action(deed, by: "p\(person)"), on: alerts)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try room.log.changeToken() == 40)
        #expect(try room.standing(alerts[2]).tags.count == 40)
        #expect(try room.problems().isEmpty)
    }
}

extension TriageStore {
    /// How the alerts stand that somebody has touched.
    func standings(of alerts: [AlertID]) throws -> [AlertID: Standing] {
        try read([:]) { tables throws(StoreError) in
            var found: [AlertID: Standing] = [:]
            for alert in alerts {
                guard let rule = try tables.number(ofRule: alert.rule) else { continue }
                found[alert] = try tables.standing(of: alert.event, rule: rule)?.standing
            }
            return found
        }
    }
}

/// A data directory for one test.
final class TriageRoom: Sendable {
    let directory: String
    let log: TriageStore
    let time = Instant(microseconds: 1_795_000_000_000_000)

    var path: String { directory + "/triage.db" }

    init() {
        directory = FileManager.default.temporaryDirectory.path + "/vedette-triage-\(UUID().uuidString)"
        log = TriageStore(directory: directory)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    func action(_ deed: TriageDeed, by person: String, comment: String = "") -> TriageAction {
        TriageAction(deed, by: person, from: "192.0.2.9", at: time, comment: comment, scope: "@sid:1")
    }

    func undo(_ person: String) throws -> TriageRecord? { try log.undo(by: person, from: "", at: time) }

    func redo(_ person: String) throws -> TriageRecord? { try log.redo(by: person, from: "", at: time) }

    func standing(_ alert: AlertID) throws -> Standing { try log.standings(of: [alert])[alert] ?? Standing() }

    /// What a check of the file finds.
    func problems() throws -> [String] {
        var problems = ProblemList()
        TriageCheck.run(StoreDirectory(root: directory), identity: nil, &problems)
        return problems.told.map(\.what)
    }

    /// Changes the file behind the program's back.
    func run(_ sql: String) throws {
        let queue = try StoreFile.openForWriting(path, schema: Schema.triage)
        try queue.access { database throws(StoreError) in try Statement.run(database, sql) }
        try queue.close()
    }
}
