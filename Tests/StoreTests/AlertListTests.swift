// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import GRDB
import Query
import Testing
import Triage

@testable import Store

@Suite("The list of alerts")
struct AlertListTests {
    private static let day = "days/2026-11-24.db"

    @Test("it has every alert once, with the kind that the alert has, however they came", arguments: UInt64(11)...13)
    func recount(seed: UInt64) throws {
        let model = try InboxModel(seed: seed)
        #expect(try model.store.problems() == [])
        let alerts = try model.store.number(Self.day, "SELECT count(*) FROM alert")
        #expect(alerts > 100)
        // A kind stands there once, though the writer was opened anew again and again.
        let twice = """
            SELECT count(*) FROM (SELECT 1 FROM alert_kind
            GROUP BY gateway, signature, source, destination, destination_port HAVING count(*) > 1)
            """
        #expect(try model.store.number(Self.day, twice) == 0)
        #expect(try model.store.number(Self.day, "SELECT count(*) FROM alert_kind") < alerts)
        #expect(try model.store.number(Self.day, "SELECT count(*) FROM alert_list") == 1)
    }

    @Test("a file that was made before there was a list gets one when it is opened for writing")
    func older() throws {
        let model = try InboxModel(seed: 3)
        let request = InboxRequest(range: InboxModel.days, cells: 5)
        let before = try model.store.reader.inbox(request, model.triage, until: Cancellation())
        try model.store.change(
            Self.day,
            """
            DROP TABLE alert_list;
            DROP TABLE alert_kind;
            DELETE FROM grdb_migrations WHERE identifier = '3'
            """)
        #expect(throws: QueryFailure.self) {
            try model.store.reader.inbox(request, model.triage, until: Cancellation())
        }
        try StoreFile.openForWriting(model.store.path + "/" + Self.day, schema: Schema.day).close()
        #expect(try model.store.problems() == [])
        #expect(try model.store.reader.inbox(request, model.triage, until: Cancellation()) == before)
    }

    @Test("many kinds and blocks are read as they were written, though not all kinds are remembered")
    func forgetting() throws {
        let queue = try DatabaseQueue()
        try Schema.day.migrate(queue)
        var random = SeededGenerator(seed: 5)
        try queue.access { database throws(StoreError) in
            let insert = try Statement(
                database, "INSERT INTO alert (row, gateway, signature, source) VALUES (?, ?, ?, ?)")
            var row: Int64 = 0
            for commit in 0..<30 {
                var writer = try AlertListWriter(database, path: "", mostKinds: 7)
                for _ in 0..<Int.random(in: 0...700, using: &random) {
                    row += Int64.random(in: 1...90_000_000, using: &random)
                    let kind = AlertKind(
                        gateway: 1, signature: Int64.random(in: 1...20, using: &random),
                        source: commit % 2 == 0 ? nil : IPAddress(v4: 5))
                    insert.bind([.integer(row), .integer(kind.gateway), .integer(kind.signature ?? 0)])
                    insert.bind(4, kind.source)
                    try insert.run()
                    try writer.add(row: row, kind)
                }
                try writer.write()
            }
            var problems: [String] = []
            try AlertListCheck(partition: .day(20_000), database: database).run { problems.append($0 + $1) }
            #expect(problems == [])
            let blocks = try Statement(database, "SELECT count(*), max(length(entries)) FROM alert_list")
            #expect(try blocks.step() && blocks.integer(0) > 3)
            // So that each fits onto a page.
            #expect(blocks.integer(1) <= AlertEntries.limit + 20)
        }
    }

    @Test("entries that were cut or changed are none, or others, and never more than there are bytes")
    func hostileEntries() {
        var bytes: [UInt8] = []
        for (row, last) in zip([Int64(5), 900, 3, .max, .min, -7], [0, 5, 900, 3, Int64.max, .min]) {
            AlertEntries.append(row: row, kind: row & 0xffff, after: last, to: &bytes)
        }
        var whole = AlertEntries(bytes)
        var rows: [Int64] = []
        while let entry = whole.next() { rows.append(entry.row) }
        #expect(rows == [5, 900, 3, .max, .min, -7] && !whole.isBroken)
        var random = SeededGenerator(seed: 9)
        for _ in 0..<2000 {
            var changed = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            for _ in 0..<3 where !changed.isEmpty {
                changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            var entries = AlertEntries(changed)
            var count = 0
            while entries.next() != nil { count += 1 }
            #expect(count <= changed.count)
        }
    }

    @Test(
        "a list that is damaged leaves its day out and is made again",
        arguments: [
            "UPDATE alert_list SET entries = entries || x'ff'", "UPDATE alert_kind SET id = id + 70000 WHERE id = 2",
            "DELETE FROM alert_kind WHERE id = (SELECT max(id) FROM alert_kind)",
        ])
    func damage(sql: String) throws {
        let model = try InboxModel(seed: 4)
        let request = InboxRequest(range: InboxModel.days, cells: 5)
        let before = try model.store.reader.inbox(request, model.triage, until: Cancellation())
        try model.store.change(Self.day, sql)
        let reader = model.store.reader
        let page = try reader.inbox(request, model.triage, until: Cancellation())
        #expect(page.isPartial)
        #expect(reader.notices.contains { $0.contains("2026-11-24") })
        // Nor is half of what was meant acted on.
        #expect(throws: QueryFailure.self) {
            try model.store.reader.alerts(request, in: nil, model.triage, until: Cancellation())
        }
        _ = try model.store.repair(thorough: true)
        #expect(try model.store.problems() == [])
        #expect(try model.store.reader.inbox(request, model.triage, until: Cancellation()) == before)
    }

    @Test("a filter that kinds tell is answered by the list, any other by the table")
    func use() throws {
        let model = try InboxModel(seed: 6)
        try model.store.change(Self.day, "DELETE FROM alert_list")
        let range = TimeRange(start: Instant("2026-11-24T00:00:00Z"), end: Instant("2026-11-25T00:00:00Z"))
        for (text, isTold) in [("", true), ("sid:3..9 -gw:gw-b", true), ("proto:tcp", false), ("rule", false)] {
            let request = InboxRequest(filter: try FilterParser.parse(text), range: range)
            let page = try model.store.reader.inbox(request, model.triage, until: Cancellation())
            #expect((page.alerts == 0) == isTold, "\(text)")
        }
    }

    @Test("addresses cannot be chosen so that their kinds share a place in a table")
    func hashes() {
        // Of each source the halves cancel out, as they would in any sum of them that is known.
        let sources = (0..<4096 as Range<UInt64>).flatMap { number in
            [0x94d0_49bb_1331_11eb, 1].map { IPAddress(high: number, low: number &* $0) }
        }
        var hashes: [Set<Int>] = [[], [], []]
        for source in sources {
            let other = IPAddress(v4: 7)
            hashes[0].insert(AlertKind(gateway: 1, signature: 5, source: source, destination: other).hashValue)
            hashes[1].insert(AlertKind(gateway: 1, signature: 5, source: other, destination: source).hashValue)
            hashes[2].insert(AlertKind(gateway: 1, signature: 5, source: source, destination: source).hashValue)
        }
        for found in hashes { #expect(found.count == Set(sources).count) }
    }

    @Test("a list of which nearly every alert is its own kind is not read")
    func manyKinds() {
        #expect(AlertListScan.isOfUse(kinds: 0, blocks: 0) && AlertListScan.isOfUse(kinds: 24_000, blocks: 880))
        #expect(AlertListScan.isOfUse(kinds: 65_536, blocks: 60) && !AlertListScan.isOfUse(kinds: 65_537, blocks: 60))
        #expect(
            AlertListScan.isOfUse(kinds: 200_000, blocks: 880) && !AlertListScan.isOfUse(kinds: 900_000, blocks: 880))
    }

    @Test("a question that was cancelled reads no further")
    func cancelled() throws {
        let model = try InboxModel(seed: 8)
        let cancellation = Cancellation()
        cancellation.cancel()
        let page = try model.store.reader.inbox(InboxRequest(range: InboxModel.days), model.triage, until: cancellation)
        #expect(page.isPartial && page.alerts == 0)
    }
}
