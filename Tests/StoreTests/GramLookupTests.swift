// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import GRDB
import Query
import Testing

@testable import Store

@Suite("Looking events up by what their lines hold")
struct GramLookupTests {
    private static let words = ["cameras", "mirai", "Straße", "pier/9", "wannacry", "harbour", "turnstile", "modbus"]

    /// Many small commits of three gateways over two days, out of order, so that blocks overlap and groups span commits. `writers`
    /// is how many commits each writer lives for.
    private static func store(writers: Int = .max) throws -> TemporaryStore {
        let store = try TemporaryStore()
        var writer: StoreWriter? = try store.writer()
        var random = SeededGenerator(seed: 12)
        var sources = ["gw-a", "gw-b", "gw-c"].map { gateway in
            var source = Source(gateway: gateway)
            source.lines = (0..<1000).map { index in line(index, &random) }
            return source
        }
        var commits = 0
        while sources.contains(where: { $0.hasMore }) {
            for index in sources.indices where sources[index].hasMore {
                if commits % writers == writers - 1 {
                    // One at a time.
                    writer = nil
                    writer = try store.writer()
                }
                let part = sources[index].part(Int.random(in: 1...70, using: &random))
                if let moved = try writer?.append([part], arrived: History.now).bookmarks[0] {
                    sources[index].move(to: moved)
                }
                commits += 1
            }
        }
        return store
    }

    private static func line(_ index: Int, _ random: inout SeededGenerator) -> String {
        let second = Int.random(in: 0..<36_000, using: &random)
        let time = "2026-11-\(index % 7 == 0 ? 23 : 24)T0\(second / 3600):\(two(second / 60 % 60)):\(two(second % 60))Z"
        var name = "host-\(index % 400).example"
        // Rare enough that most groups lack it.
        if index % 61 == 0 { name = words[index / 61 % words.count] + "." + name }
        let escaped = name.replacing("/", with: "\\/").replacing("ß", with: index % 2 == 0 ? "\\u00df" : "ß")
        let isLong = index % 83 == 0
        let address = isLong ? "2001:0db8:0000:0000:0000:0000:beef:000\(index % 9)" : "2001:db8::1:\(index % 50)"
        return Line.event(
            time, type: index % 3 == 0 ? "dns" : "flow", source: "10.0.0.\(index % 11)",
            extra: "\"flow_id\":\(index / 4),\"dns\":{\"rrname\":\"\(escaped)\",\"rdata\":\"\(address)\"}")
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let filters = [
        "cameras", "MIRAI", "irai.h", "nowhere", "wannacry OR turnstile", "cameras -gw:gw-a", "-cameras", "mir",
        "dns.rrname:cameras.host-11.example", "dns.rrname:*ira*", "dns.rrname:straße.*",
        "dns.rrname:\"pier/9.host-33.example\"",
        "dns.rdata:2001:db8::beef:1", "dns.rdata:2001:db8::1:7", "type:dns harbour", "type:dns dns.rrname:modbus.*",
        "domain:wannacry.host-44.example", "has:dns.rrname mirai", "has:dns.nothing", "flow_id:40 host",
        "@since:2026-11-24T02:00:00Z @until:2026-11-24T05:30:00Z turnstile", "re:/mirai|cameras/ host",
        "re:/mirai\\.host-[0-9]+/", "mirai flow_id:>100",
    ]

    private static func agree(_ store: TemporaryStore) throws -> Int {
        let thorough = StoreReader(directory: store.path, usesRollUps: false)
        let all = TimeRange.everything
        let cut = TimeRange(start: Instant("2026-11-24T01:00:00Z"), end: Instant("2026-11-24T06:10:00Z"))
        var found = 0
        for text in filters {
            let filter = try FilterParser.parse(text)
            for (limit, isDescending, range) in [(1, true, cut), (7, false, all), (9000, true, all)] {
                do {
                    let request = PageRequest(
                        filter: filter, range: range, isDescending: isDescending, limit: limit, withSummary: false)
                    let page = try store.reader.page(request, until: Cancellation())
                    #expect(try thorough.page(request, until: Cancellation()) == page, "\(text) \(limit)")
                    found += page.rows.count
                }
            }
            let count = CountRequest(by: [.field(.source)], filter: filter)
            #expect(
                try store.reader.count(count, until: Cancellation()) == thorough.count(count, until: Cancellation()),
                "\(text)")
            let page = PageRequest(filter: filter, sort: .destination, limit: 20, withSummary: false)
            #expect(
                try store.reader.page(page, until: Cancellation()) == thorough.page(page, until: Cancellation()),
                "\(text)")
        }
        return found
    }

    @Test("pages and counts are those of a scan of all lines, in every order and of any length")
    func agreement() throws {
        #expect(try Self.agree(Self.store()) > 1000)
    }

    @Test("so they are where writers came and went, and where blocks have no sets or some", .timeLimit(.minutes(5)))
    func writers() throws {
        let store = try Self.store(writers: 5)
        _ = try Self.agree(store)
        #expect(try StoreVerifier(directory: store.path).run { _ in }.problems.map(\.line) == [])
        let day = try DatabaseQueue(path: store.path + "/days/2026-11-24.db")
        try day.write { try $0.execute(sql: "DELETE FROM block_grams WHERE first % 3 = 0") }
        _ = try Self.agree(store)
        try day.write { try $0.execute(sql: "DELETE FROM block_grams") }
        try day.close()
        _ = try Self.agree(store)
        #expect(try StoreVerifier(directory: store.path).run { _ in }.problems.map(\.line) == [])
    }

    @Test("they find as much where blocks are missing in the table of them", .timeLimit(.minutes(5)))
    func lostBlocks() throws {
        let store = try Self.store()
        try store.change("days/2026-11-24.db", "DELETE FROM raw_block WHERE place % 2 = 0")
        #expect(try Self.agree(store) > 1000)
    }

    @Test("a writer that goes on makes no set over the place of a block that is missing there")
    func lostNewBlock() throws {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        source.lines = (0..<300).map { Line.event("2026-11-24T02:00:00Z", extra: "\"name\":\"word\($0).\"") }
        // First forty blocks of one line each, too few for a set.
        for (parts, lines) in [(40, 1), (1, GramWriter.lineLimit)] {
            let writer = try store.writer()
            for _ in 0..<parts {
                source.move(to: try writer.append([source.part(lines)], arrived: History.now).bookmarks[0])
            }
            guard parts > 1 else { continue }
            try store.change(
                "days/2026-11-24.db",
                "DELETE FROM raw_block WHERE place = (SELECT place FROM raw_block ORDER BY place LIMIT 1 OFFSET 20)")
        }
        let covered = try Self.uncovered(store)
        #expect(covered.without == 39 && covered.all > 39)
        for word in ["word19.", "word20.", "word21."] {
            let page = try store.reader.page(PageRequest(filter: .text(word)), until: Cancellation())
            #expect(page.rows.count == 1, "\(word)")
        }
    }

    @Test("a file of before is told how many blocks it has")
    func blockCount() throws {
        let queue = try DatabaseQueue()
        try Schema.day.migrate(queue, upTo: "4")
        try queue.write { database in
            try database.execute(
                sql: "INSERT INTO raw_file VALUES (1, 900, 0); INSERT INTO raw_block VALUES (3, 1, 2), (9, 2, 7)")
        }
        try Schema.day.migrate(queue)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT blocks FROM raw_file") } == 2)
    }

    /// For a day of a store: the places of its blocks, and of those without a set.
    private static func uncovered(_ store: TemporaryStore) throws -> (all: Int, without: Int) {
        let day = try DatabaseQueue(path: store.path + "/days/2026-11-24.db")
        defer { try? day.close() }
        return try day.read { database in
            let all = try Int.fetchOne(database, sql: "SELECT count(*) FROM raw_block") ?? 0
            let without = try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM raw_block b
                    WHERE NOT EXISTS (SELECT 1 FROM block_grams WHERE first <= b.place AND last >= b.place)
                    """)
            return (all, without ?? 0)
        }
    }

    @Test("all blocks but the newest get their set, also of writers that live for one commit")
    func covered() throws {
        for writers in [Int.max, 1] {
            let (all, without) = try Self.uncovered(Self.store(writers: writers))
            #expect(all > 60 && without * 10 < all, "\(without) of \(all)")
        }
    }

    @Test("what a writer finds without sets gets them, but for a store of a time before there were any")
    func older() throws {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        source.lines = (0..<1200).map { Line.event("2026-11-24T0\(2 + $0 / 3600):00:00Z", extra: "\"name\":\"\($0)\"") }
        for count in [40, 270, .max] {
            let writer = try store.writer()
            // Blocks of one line each.
            for _ in 0..<(count == .max ? 1 : count) {
                let part = source.part(count == .max ? count : 1)
                source.move(to: try writer.append([part], arrived: History.now).bookmarks[0])
            }
            let covered = try Self.uncovered(store)
            switch count {
            case 40: #expect(covered == (40, 40))
            case 270: #expect(covered == (310, 310 - GramWriter.lineLimit))
            default: #expect(covered.all > 320 && covered.without >= 310)
            }
            try store.change("days/2026-11-24.db", "DELETE FROM block_grams")
        }
    }

    @Test("a rare word rules most blocks out, one that is nowhere nearly all")
    func ruledOut() throws {
        let store = try Self.store()
        let day = try #require(try store.reader.partitions(of: .everything).last)
        try store.reader.read(day, until: Cancellation()) { day throws(StoreError) in
            let places = try Statement(day.database, "SELECT place FROM raw_block")
            var blocks: [UInt32] = []
            while try places.step() { blocks.append(UInt32(clamping: places.integer(0))) }
            for (word, share) in [("nowhere.to.be.found", 10), ("wannacry", 2)] {
                guard let sieve = try LineSieve(.text(word), in: day, bounds: Range(day.partition.rows)) else {
                    Issue.record("no sieve for \(word)")
                    continue
                }
                let open = blocks.count { !sieve.rulesOut($0) }
                #expect(open * share < blocks.count, "\(word): \(open) of \(blocks.count)")
            }
        }
    }

    @Test(
        "sets that are not those of the lines are named, and made anew by a repair",
        arguments: [
            (
                "UPDATE block_grams SET grams = zeroblob(length(grams)) WHERE first = (SELECT min(first) FROM block_grams)",
                "not the grams"
            ),
            ("UPDATE block_grams SET grams = x'' WHERE first = (SELECT max(first) FROM block_grams)", "not the grams"),
            (
                "UPDATE block_grams SET last = last + 1 WHERE first = (SELECT min(first) FROM block_grams)",
                "not end at a block"
            ),
            (
                "UPDATE block_grams SET first = first + 1 WHERE first = (SELECT min(first) FROM block_grams)",
                "not begin at a block"
            ),
            ("INSERT INTO block_grams VALUES (4000000000, 4000000000, x'')", "not of blocks"),
        ])
    func damage(change: String, message: String) throws {
        let store = try Self.store()
        let day = try DatabaseQueue(path: store.path + "/days/2026-11-24.db")
        try day.write { try $0.execute(sql: change) }
        try day.close()
        let problems = try StoreVerifier(directory: store.path).run { _ in }.problems.map(\.line)
        #expect(problems.contains { $0.contains(message) }, "\(problems)")
        _ = try store.repair(thorough: true)
        #expect(try StoreVerifier(directory: store.path).run { _ in }.problems.map(\.line) == [])
        let (all, without) = try Self.uncovered(store)
        #expect(all > 60 && without == 0)
    }

    @Test("what was gone through is said window by window")
    func progress() throws {
        let store = try Self.store()
        let cancellation = Cancellation()
        let oldest = try #require(
            try store.reader.page(PageRequest(isDescending: false, limit: 1), until: Cancellation()).rows.first)
        _ = try store.reader.page(PageRequest(filter: .text("nowhere.to.be.found")), until: cancellation)
        #expect(cancellation.reached == oldest.time)
        let some = Cancellation()
        let page = try store.reader.page(PageRequest(filter: .text("host"), limit: 5), until: some)
        let last = try #require(page.rows.last)
        #expect(try #require(some.reached) <= last.time && some.reached != oldest.time)
    }
}
