// SPDX-License-Identifier: Apache-2.0

import Dispatch
import EVE
import Foundation
import Query
import Synchronization
import Testing

@testable import Store

@Suite("Scan of raw lines")
struct LineScanTests {
    /// A line with its event.
    private struct Line: Hashable, Sendable {
        var id: EventID
        var gateway: String
        var text: [UInt8]
    }

    /// What a scan hands out, piece by piece.
    private static func scan(
        _ reader: StoreReader, _ request: LineScan.Request, blocks: Int = 2,
        until cancellation: Cancellation = Cancellation(), after body: (LineScan.Piece) throws -> Void = { _ in }
    ) throws -> [(piece: LineScan.Piece, lines: [Line])] {
        let scan = LineScan(reader, request, blocks: blocks)
        var pieces: [(piece: LineScan.Piece, lines: [Line])] = []
        while true {
            var lines: [Line] = []
            let piece = try scan.next(until: cancellation) { head, line in
                lines.append(Line(id: head.id, gateway: head.gateway, text: line.indices.map { line[$0] }))
            }
            guard let piece else { return pieces }
            pieces.append((piece, lines))
            try body(piece)
        }
    }

    private static func naive(
        _ reader: StoreReader, _ filter: Filter, _ range: TimeRange = .everything
    ) throws -> [Line] {
        var lines: [Line] = []
        let request = PageRequest(filter: filter, range: range, limit: .max)
        try reader.forEachRaw(request, until: Cancellation()) { row, raw in
            lines.append(Line(id: row.id, gateway: row.gateway, text: raw))
            return true
        }
        return lines
    }

    @Test(
        "each line of a filter comes once, with its event",
        arguments: [
            "", "event_type:flow", "gateway:gw-a", "dest_port:502", "event_type:dns,alert -gateway:gw-b", "x2.example",
            "odd.list:2", "event_type:none",
        ])
    func exact(_ text: String) throws {
        let reader = try History.shared().reader
        let filter = try FilterParser.parse(text)
        let wanted = try Self.naive(reader, filter)
        for isDescending in [true, false] {
            let request = LineScan.Request(filter: filter, isDescending: isDescending)
            let pieces = try Self.scan(reader, request)
            let lines = pieces.flatMap(\.lines)
            #expect(lines.count == wanted.count)
            #expect(Set(lines) == Set(wanted))
            #expect(pieces.map(\.piece.index) == Array(pieces.indices))
            #expect(pieces.allSatisfy { $0.piece.lost == 0 })
            // Pieces come by time.
            for (first, second) in zip(pieces, pieces.dropFirst()) {
                guard let one = first.lines.map(\.id).max(), let other = second.lines.map(\.id).max() else { continue }
                #expect(isDescending == (one > other))
            }
        }
    }

    @Test("nothing outside of the range comes, to the microsecond")
    func ranges() throws {
        let reader = try History.shared().reader
        let times = try Self.naive(reader, .everything).map(\.id)
        #expect(times.count > 100)
        let instants = ["1969-12-31T12:00:00Z", "2026-11-23T13:00:00Z", "2026-11-24T00:00:00Z", "2031-01-01T00:00:00Z"]
            .map { Instant($0) }
        for (start, end) in zip(instants, instants.dropFirst()) {
            let range = TimeRange(start: start, end: end)
            let lines = try Self.scan(reader, LineScan.Request(range: range)).flatMap(\.lines)
            #expect(try Set(lines) == Set(Self.naive(reader, .everything, range)))
        }
    }

    @Test("lines whose columns rule them out are counted and not opened")
    func opened() throws {
        let reader = try History.shared().reader
        let flows = try FilterParser.parse("event_type:flow")
        let port = try FilterParser.parse("dest_port:502")
        let pieces = try Self.scan(reader, LineScan.Request(filter: flows, opened: port))
        #expect(pieces.reduce(0) { $0 + $1.piece.events } == (try Self.naive(reader, flows).count))
        #expect(Set(pieces.flatMap(\.lines)) == Set(try Self.naive(reader, .all([flows, port]))))
        // What no column tells is handed out.
        let cold = try Self.scan(reader, LineScan.Request(filter: flows, opened: FilterParser.parse("odd.list:2")))
        #expect(Set(cold.flatMap(\.lines)) == Set(try Self.naive(reader, flows)))
    }

    @Test("two threads share the pieces of a scan")
    func threads() throws {
        let reader = try History.shared().reader
        let scan = LineScan(reader, LineScan.Request(), blocks: 2)
        let found = Mutex<[Line]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            var lines: [Line] = []
            while (try? scan.next(
                until: Cancellation(),
                { head, line in
                    lines.append(Line(id: head.id, gateway: head.gateway, text: line.indices.map { line[$0] }))
                })) != nil
            {}
            found.withLock { $0 += lines }
        }
        let wanted = try Self.naive(reader, .everything)
        #expect(found.withLock { $0.count } == wanted.count)
        #expect(found.withLock { Set($0) } == Set(wanted))
        #expect(try scan.hasAllFiles())
    }

    @Test("a cancelled scan hands out no more, and an empty store nothing")
    func ends() throws {
        let reader = try History.shared().reader
        let cancellation = Cancellation()
        let pieces = try Self.scan(reader, LineScan.Request(), until: cancellation) { _ in cancellation.cancel() }
        #expect(pieces.count == 1)
        #expect(try Self.scan(TemporaryStore().reader, LineScan.Request()).isEmpty)
    }

    @Test("events that are appended to a day after its first piece are left out")
    func state() throws {
        let store = try TemporaryStore()
        func lines(_ minutes: Range<Int>) -> [String] {
            minutes.map { StoreTests.Line.event("2026-11-24T10:\($0 + 10):00Z", extra: "\"flow_id\":\($0)") }
        }
        var source = Source(gateway: "gw-a")
        let writer = try store.writer()
        for part in 0..<4 {
            source.lines += lines(part * 10..<part * 10 + 10)
            source.move(to: try #require(try writer.append([source.part()], arrived: History.now).bookmarks.first))
        }
        source.lines += lines(0..<30)
        let pieces = try Self.scan(store.reader, LineScan.Request(), blocks: 1) { piece in
            guard piece.index == 0 else { return }
            _ = try writer.append([source.part()], arrived: History.now)
        }
        #expect(pieces.count == 4)
        #expect(pieces.flatMap(\.lines).count == 40)
        #expect(try Self.naive(store.reader, .everything).count == 70)
    }

    @Test("a damaged block loses its lines alone, a damaged day its own, and both are told")
    func damage() throws {
        let store = try SoundStore.copy()
        let wanted = try Self.naive(store.reader, .everything)
        let blocks = try store.records("days/2026-11-23.raw", .block)
        try store.flip("days/2026-11-23.raw", at: blocks[blocks.count / 2] + 30)
        let pieces = try Self.scan(store.reader, LineScan.Request())
        let lost = pieces.reduce(0) { $0 + $1.piece.lost }
        #expect((1...RawBlock.slots).contains(lost))
        #expect(pieces.flatMap(\.lines).count == wanted.count - lost)
        #expect(Set(pieces.flatMap(\.lines)).isSubset(of: Set(wanted)))
        try store.write(Array(repeating: 0x41, count: 30_000), to: "days/2026-11-23.db")
        let scan = LineScan(store.reader, LineScan.Request(), blocks: 2)
        var days: Set<Int32> = []
        while try scan.next(until: Cancellation(), { head, _ in days.insert(head.id.day) }) != nil {}
        #expect(days == Set(wanted.map(\.id.day)).subtracting([Instant("2026-11-23T00:00:00Z").day]))
        #expect(try !scan.hasAllFiles())
    }

    @Test("events come with their lines and summaries in the order of asking")
    func details() throws {
        let reader = try History.shared().reader
        let ids = Array(try Self.naive(reader, .everything).map(\.id).reversed())
        let asked = ids.enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
        let unknown = EventID(day: 1, row: 1)
        let details = try reader.details(of: asked + [unknown], until: Cancellation())
        #expect(details.map(\.row.id) == asked)
        for detail in details.prefix(50) {
            let alone = try reader.detail(detail.row.id)
            #expect(alone?.row == detail.row && alone?.raw == detail.raw)
        }
    }
}
