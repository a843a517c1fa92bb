// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Store
import Testing
import Triage

@testable import Station

@Suite("Standing orders")
struct OrderRoundTests {
    private let folder: Folder
    private let log: TriageStore
    private static let start = Instant(seconds: 1_795_514_400)  // 2026-11-24T10:00:00Z
    private static let now = start.advanced(byMicroseconds: 1_800_000_000)

    init() throws {
        folder = try Folder()
        log = TriageStore(directory: folder.configuration.dataDirectory)
        try store(0..<6)
    }

    /// Alerts of three signatures in turn, one a minute from 10:00 on.
    private func store(_ numbers: Range<Int>) throws {
        let lines = numbers.map { number in
            #"{"timestamp":"2026-11-24T10:\#(String(100 + number).suffix(2)):00.000000+0000","event_type":"alert","#
                + #""src_ip":"192.0.2.\#(number)","alert":{"gid":1,"signature_id":\#(number % 3),"signature":"s"}}"#
        }
        let file = try folder.write(lines.joined(separator: "\n") + "\n", to: "gw-a/\(numbers.lowerBound).json")
        let report = try Importer(configuration: folder.configuration, gateway: "gw-a").run([file]) { _ in }
        #expect(report.events == numbers.count)
    }

    @discardableResult
    private func give(
        _ filter: String, _ disposition: Disposition = .archived, _ reason: ArchiveReason? = .benign,
        since: Instant = start, seconds: Int64 = 86_400
    ) throws -> TriageRecord {
        let order = StandingOrder(
            disposition, reason, filter: filter, since: since,
            expiry: since.advanced(byMicroseconds: seconds * 1_000_000))
        return try log.perform(
            TriageAction(.order(order), by: "ada", from: "", at: Self.start, comment: "ours", scope: filter), on: [])
    }

    private func round(whole: Bool = true, now: Instant = now) -> OrderRound.Outcome {
        OrderRound(store: folder.reader, log: log).run(now: now, whole: whole, until: Cancellation())
    }

    /// How the alerts stand, by their signature.
    private func standing() throws -> [String: Int] {
        var found: [String: Int] = [:]
        for disposition in Disposition.allCases {
            for sid in 0..<3 {
                let request = InboxRequest(
                    filter: try FilterParser.parse("sid:\(sid)"), range: .everything, dispositions: [disposition])
                let alerts = try folder.reader.alerts(request, in: nil, log, until: Cancellation())
                if !alerts.isEmpty { found["\(sid) \(disposition.rawValue)"] = alerts.count }
            }
        }
        return found
    }

    @Test("what the filter lets through is done once, in the order's name, and no more than that")
    func carriesOut() throws {
        try give("sid:1")
        let outcome = round()
        #expect(outcome.trouble.isEmpty && outcome.done.map(\.count) == [2])
        #expect(outcome.done.first?.action.person == "order #1" && outcome.done.first?.action.comment == "ours")
        #expect(try standing() == ["0 new": 2, "1 archived": 2, "2 new": 2])
        #expect(round().done.isEmpty)
        try store(6..<9)
        #expect(round(whole: false).done.map(\.count) == [1])
    }

    @Test("many alerts are done in several deeds, which are taken back together")
    func inParts() throws {
        try give("*")
        let parts = OrderRound(store: folder.reader, log: log, atOnce: 4)
        #expect(parts.run(now: Self.now, whole: true, until: Cancellation()).done.map(\.count) == [4, 2])
        #expect(try standing() == ["0 archived": 2, "1 archived": 2, "2 archived": 2])
        #expect(try log.undo(by: "ada", from: "", at: Self.now)?.count == 6)
        #expect(try log.records(limit: 1).map(\.count) == [0])
        #expect(try standing() == ["0 new": 2, "1 new": 2, "2 new": 2])
    }

    @Test("what a person has touched stays as it is, also what was reopened")
    func leavesTouched() throws {
        try give("*", .escalated, nil)
        let request = InboxRequest(filter: try FilterParser.parse("sid:1"), range: .everything)
        let own = try folder.reader.alerts(request, in: nil, log, until: Cancellation())
        for disposition in [Disposition.acknowledged, .new] {
            _ = try log.perform(
                TriageAction(.dispose(disposition, nil), by: "kim", from: "", at: Self.now), on: own)
        }
        #expect(round().done.map(\.count) == [4])
        #expect(try standing() == ["0 escalated": 2, "1 new": 2, "2 escalated": 2])
    }

    @Test("only alerts between its beginning and its end are meant")
    func span() throws {
        try give("*", since: Self.start.advanced(byMicroseconds: 60_000_000), seconds: 120)
        #expect(round().done.map(\.count) == [2])
        // Too long ago for a near round.
        let later = Self.now.advanced(byMicroseconds: 3 * OrderRound.nearReach)
        try give("sid:0")
        #expect(round(whole: false, now: later).done.isEmpty)
        #expect(round(now: later).done.map(\.count) == [2])
    }

    @Test("one that was ended does no more, and what it did stays; one that is taken back takes that with it")
    func ends() throws {
        let order = try give("sid:1")
        _ = round()
        _ = try log.perform(TriageAction(.end(order.number), by: "kim", from: "", at: Self.now), on: [])
        try store(6..<9)
        #expect(round().done.isEmpty)
        #expect(try standing()["1 archived"] == 2)
        let undone = try log.undo(by: "ada", from: "", at: Self.now)
        #expect(undone?.undoes == order.number)
        #expect(try standing() == ["0 new": 3, "1 new": 3, "2 new": 3])
        #expect(round().done.isEmpty)
    }

    @Test("redo gives the order again, and the next round does what it says")
    func redo() throws {
        try give("sid:1")
        _ = round()
        _ = try log.undo(by: "ada", from: "", at: Self.now)
        #expect(try log.inForce().isEmpty)
        #expect(try log.redo(by: "ada", from: "", at: Self.now) != nil)
        #expect(round().done.map(\.count) == [2])
    }

    @Test("an order that cannot be read hinders no other, and is refused when it is given")
    func bad() throws {
        let order = StandingOrder(.archived, filter: "sid:", since: Self.start, expiry: Self.now)
        let action = TriageAction(.order(order), by: "ada", from: "", at: Self.start)
        #expect(throws: TriageError.self) { try log.perform(action, on: []) }
        let reopening = StandingOrder(.new, filter: "sid:1", since: Self.start, expiry: Self.now)
        #expect(throws: TriageError.self) {
            try log.perform(TriageAction(.order(reopening), by: "ada", from: "", at: Self.start), on: [])
        }
        #expect(throws: TriageError.reservedName) {
            try log.perform(TriageAction(.comment, by: "order #1", from: "", at: Self.start), on: [])
        }
        #expect(try log.changeToken() == 0)
        try give("sid:1")
        _ = round()
        #expect(throws: TriageError.reservedName) { try log.undo(by: "order #1", from: "", at: Self.now) }
        #expect(throws: TriageError.reservedName) { try log.redo(by: "order #1", from: "", at: Self.now) }
        #expect(try standing()["1 archived"] == 2)
    }

    @Test("a whole round that failed is tried again soon, and near ones go on between; its trouble is told until then")
    func course() {
        var course = OrderCourse()
        #expect(course.isWholeDue(at: 5))
        #expect(course.take(["far"], whole: true, at: 5) == ["far"])
        #expect(!course.isWholeDue(at: 5 + OrderCourse.retryPace - 1))
        #expect(course.take(["near", "far"], whole: false, at: 15) == ["far", "near"])
        #expect(course.take([], whole: false, at: 25) == ["far"])
        #expect(course.isWholeDue(at: 5 + OrderCourse.retryPace))
        #expect(course.take([], whole: true, at: 65).isEmpty)
        #expect(!course.isWholeDue(at: 65 + OrderCourse.pace - 1) && course.isWholeDue(at: 65 + OrderCourse.pace))
    }

    @Test("of two orders for an alert the first is followed, and the other does nothing to it")
    func two() throws {
        try give("sid:1", .acknowledged, nil)
        try give("*")
        #expect(round().done.map(\.count) == [2, 4])
        #expect(try standing() == ["0 archived": 2, "1 acknowledged": 2, "2 archived": 2])
    }

    @Test("a day that cannot be read is named, and keeps no order from the others")
    func damagedDay() throws {
        let next =
            #"{"timestamp":"2026-11-25T10:00:00.000000+0000","event_type":"alert","src_ip":"192.0.2.1","#
            + #""alert":{"gid":1,"signature_id":1,"signature":"s"}}"#
        let file = try folder.write(next + "\n", to: "gw-a/next.json")
        _ = try Importer(configuration: folder.configuration, gateway: "gw-a").run([file]) { _ in }
        let day = folder.configuration.dataDirectory + "/days/2026-11-24.db"
        #expect(FileManager.default.fileExists(atPath: day))
        for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: day + ending) }
        try Data(repeating: 0x55, count: 8192).write(to: URL(filePath: day))
        try give("sid:1", seconds: 2 * 86_400)
        let now = Self.start.advanced(byMicroseconds: Instant.microsecondsPerDay + 1_800_000_000)
        let far = round(now: now)
        #expect(far.done.isEmpty && far.trouble.count == 1)
        #expect(far.trouble.first?.contains("2026-11-24.db: damaged; run `vedette doctor --repair`") == true)
        let near = round(whole: false, now: now)
        #expect(near.trouble.isEmpty && near.done.map(\.count) == [1])
    }

    @Test("the process that follows files follows orders, too")
    func follows() throws {
        let now = SystemClock.now
        try give("sid:8", .acknowledged, nil, since: now.advanced(byMicroseconds: -60_000_000))
        let file = try folder.write(
            #"{"timestamp":"\#(now.rfc3339)","event_type":"alert","alert":{"gid":1,"signature_id":8}}"# + "\n",
            to: "gw-b/eve.json")
        _ = try Importer(configuration: folder.configuration, gateway: "gw-b").run([file]) { _ in }
        var configuration = folder.configuration
        configuration.gateways = [.init(gateway: "gw-b", paths: [file])]
        let follower = Follower(configuration: configuration)
        try follower.start()
        defer { follower.end() }
        let request = InboxRequest(
            filter: try FilterParser.parse("sid:8"), range: .everything, dispositions: [.acknowledged])
        #expect(
            try eventually {
                try folder.reader.alerts(request, in: nil, log, until: Cancellation()).count == 1
            })
    }
}
