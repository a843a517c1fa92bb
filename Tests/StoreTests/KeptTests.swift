// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Testing

@testable import Store

@Suite("Kept events")
struct KeptTests {
    let made: KeptStore
    var store: TemporaryStore { made.store }

    init() throws { made = try KeptStore() }

    @Test("kept events of dropped days are found by name, list, filter and count, and nothing else of these days is")
    func survive() throws {
        let all = try made.details()
        let kept = try made.chosen()
        #expect(kept.count == 8)
        let writer = try store.writer()
        try writer.keep(kept.map(\.row.id))
        // Nothing changes as long as the days are there.
        #expect(try made.details() == all)
        let gone = try writer.applyRetention(made.policy, now: made.now)
        #expect(gone.map(\.name) == ["2026-11-20", "2026-11-21"])
        #expect(try made.files() == KeptStore.namesAfterwards)
        try made.expectLeft(kept)
        // The first days of the others are whole.
        #expect(try made.details().count == kept.count + 2 * 60)
        for detail in all.prefix(120) where !kept.contains(detail) {
            #expect(try store.reader.detail(detail.row.id) == nil)
        }
        #expect(try writer.applyRetention(made.policy, now: made.now) == [])
    }

    @Test("a page with a filter finds kept events by address, flow, and a field that only their bytes have")
    func filters() throws {
        let kept = try made.chosen()
        let writer = try store.writer()
        try writer.keep(kept.map(\.row.id))
        _ = try writer.applyRetention(made.policy, now: made.now)
        let range = TimeRange(start: Instant("2026-11-20T00:00:00Z"), end: Instant("2026-11-22T00:00:00Z"))
        for (text, count) in [
            ("src_ip:192.0.2.12", 4), ("flow_id:17", 4), ("note:\"gw-b ü\"", 2), ("src_ip:192.0.2.13", 0),
        ] {
            let filter = try FilterParser.parse(text)
            for sort in [SortKey.time, .source] {
                let request = PageRequest(filter: filter, range: range, sort: sort, limit: 100)
                let page = try store.reader.page(request, until: Cancellation())
                #expect(page.rows.count == count, "\(text)")
                #expect(!page.isPartial)
                #expect(page.rows.allSatisfy { row in kept.contains { $0.row.id == row.id } })
            }
        }
    }

    @Test("pages go on over kept days, one event at a time", arguments: [true, false])
    func paging(isDescending: Bool) throws {
        let kept = try made.chosen()
        let writer = try store.writer()
        try writer.keep(kept.map(\.row.id))
        _ = try writer.applyRetention(made.policy, now: made.now)
        let reader = store.reader
        var seen: [EventID] = []
        var request = PageRequest(
            range: TimeRange(start: Instant("2026-11-20T00:00:00Z"), end: Instant("2026-11-22T00:00:00Z")),
            isDescending: isDescending, limit: 1)
        while true {
            let page = try reader.page(request, until: Cancellation())
            seen += page.rows.map(\.id)
            request.after = seen.last
            guard page.hasMore, seen.count < 100 else { break }
        }
        let wanted = kept.map(\.row.id)
        #expect(seen == (isDescending ? wanted.reversed() : wanted))
    }

    @Test("keeping twice, also when the day is gone, is keeping once")
    func twice() throws {
        let kept = try made.chosen()
        let writer = try store.writer()
        try writer.keep(kept.map(\.row.id) + kept.map(\.row.id))
        try writer.keep(kept.map(\.row.id))
        _ = try writer.applyRetention(made.policy, now: made.now)
        try writer.keep(kept.map(\.row.id))
        try made.expectLeft(kept)
        try writer.release(kept.map(\.row.id))
        #expect(try made.files() == KeptStore.names(["2026-11-22", "2026-11-24"]))
    }

    @Test("an event that is not stored is named, and none of those asked for is kept")
    func notStored() throws {
        let kept = try made.chosen().map(\.row.id)
        let writer = try store.writer()
        let strangers = [
            EventID(day: kept[0].day, row: kept[0].row + 100), EventID(day: kept[0].day - 1, row: kept[0].row),
            EventID(day: kept[0].day, row: -1),
        ]
        for stranger in strangers {
            #expect(throws: KeepFailure.notStored(stranger)) { try writer.keep(kept + [stranger]) }
        }
        _ = try writer.applyRetention(made.policy, now: made.now)
        #expect(try made.files() == KeptStore.names(["2026-11-22", "2026-11-24"]))
        #expect(throws: KeepFailure.notStored(kept[0])) { try writer.keep([kept[0]]) }
        #expect(KeepFailure.notStored(kept[0]).message.contains("2026-11-20"))
    }

    @Test(
        "the last release takes the files of a dropped day, also after the store was opened again",
        arguments: [false, true])
    func release(isReopened: Bool) throws {
        let kept = try made.chosen()
        var writer = try store.writer()
        try writer.keep(kept.map(\.row.id))
        _ = try writer.applyRetention(made.policy, now: made.now)
        let reader = store.reader
        let everything = CountRequest(by: [])
        #expect(try reader.count(everything, until: Cancellation()).total == 128)
        if isReopened {
            _ = consume writer
            writer = try store.writer()
        }
        let first = kept.filter { $0.row.id.day == kept[0].row.id.day }
        try writer.release(first.dropLast().map(\.row.id))
        // What is still in the file is still found, and may be kept again.
        try made.expectLeft(kept)
        try writer.release([first[3].row.id, first[3].row.id])
        try made.expectLeft(Array(kept.dropFirst(first.count)))
        #expect(try made.files() == KeptStore.names(["2026-11-21.kept", "2026-11-22", "2026-11-24"]))
        #expect(try reader.count(everything, until: Cancellation()).total == 124)
        #expect(throws: KeepFailure.notStored(kept[0].row.id)) { try writer.keep([kept[0].row.id]) }
        try writer.release(kept.map(\.row.id))
        #expect(try made.files() == KeptStore.names(["2026-11-22", "2026-11-24"]))
        #expect(try reader.count(everything, until: Cancellation()).total == 120)
    }

    @Test("events that are released before their day goes go with it")
    func releasedBefore() throws {
        let kept = try made.chosen()
        let writer = try store.writer()
        try writer.keep(kept.map(\.row.id))
        try writer.release(kept.dropFirst(4).map(\.row.id))
        _ = try writer.applyRetention(made.policy, now: made.now)
        try made.expectLeft(Array(kept.prefix(4)))
        #expect(try made.files() == KeptStore.names(["2026-11-20.kept", "2026-11-22", "2026-11-24"]))
    }

    @Test("events of a day in the shared file are kept and released, and the file stays")
    func sharedFile() throws {
        let writer = try store.writer()
        try made.append(["1999-03-04", "1999-03-05"], to: writer)
        let old = try made.details().filter { $0.row.time < Instant("2000-01-01T00:00:00Z") }
        #expect(old.count == 120)
        #expect(try made.files().contains("other.db"))
        try writer.keep(old.prefix(5).map(\.row.id))
        // A row of the file that is another day's.
        let wrong = EventID(day: old[0].row.id.day, row: old[119].row.id.row)
        #expect(throws: KeepFailure.notStored(wrong)) { try writer.keep([wrong]) }
        _ = try writer.applyRetention(made.policy, now: made.now)
        #expect(try store.reader.detail(old[0].row.id)?.raw == old[0].raw)
        try writer.release(old.map(\.row.id))
        #expect(try made.files() == KeptStore.names(["2026-11-22", "2026-11-24", "other"]))
        #expect(try store.reader.detail(old[0].row.id)?.raw == old[0].raw)
    }

    @Test(
        "keeping goes between appends, and late events of a dropped day are counted and not added",
        arguments: [false, true])
    func duringIngest(isReopened: Bool) throws {
        var writer = try store.writer()
        let early = try made.chosen()
        try writer.keep(early.map(\.row.id))
        // The same times once more: other rows.
        try made.append(["2026-11-20"], to: writer)
        let kept = try made.chosen()
        #expect(kept.count == 12)
        try writer.keep(kept.map(\.row.id))
        _ = try writer.applyRetention(made.policy, now: made.now)
        if isReopened {
            _ = consume writer
            writer = try store.writer()
        }
        let done = try made.append(["2026-11-20", "2026-11-24"], to: writer)
        #expect(done.stored == 60)
        try made.expectLeft(kept)
        let report = try RetentionReport.look(at: store.path, policy: made.policy, now: made.now)
        #expect(report.late == 60)
        #expect(report.dropped == 2)
        #expect(report.kept == 2)
        #expect(report.days == 2)
        #expect(report.text.contains("2 dropped so far, 2 of them but for kept events"))
        #expect(try made.files() == KeptStore.namesAfterwards)
    }

    @Test("many and large events are kept, whole blocks and more than are written at a time")
    func many() throws {
        var source = Source(gateway: "gw-c")
        let payload = String(repeating: "0123456789abcdef", count: 2000)
        source.lines = (0..<400).map { number in
            let extra = "\"flow_id\":\(number)" + (number % 2 == 0 ? ",\"payload\":\"\(payload)\(number)\"" : "")
            return Line.event("2026-11-20T12:00:00.\(100_000 + number)+0000", extra: extra)
        }
        let writer = try store.writer()
        _ = try writer.append([source.part()], arrived: made.now)
        let kept = try made.details().filter { $0.row.gateway == "gw-c" && $0.row.flowID != 77 }
        #expect(kept.count == 399)
        #expect(kept.reduce(0) { $0 + $1.raw.count } > 5 << 20)
        try writer.keep(kept.map(\.row.id))
        _ = try writer.applyRetention(made.policy, now: made.now)
        try made.expectLeft(kept)
    }

    @Test("a reader gives back the files of a day of which it has only kept events left")
    func givesBack() throws {
        let writer = try store.writer()
        try writer.keep(made.chosen().map(\.row.id))
        let reader = store.reader
        // One day after the other, so that the first is a kept one already when the second goes.
        for days in [3, 2] {
            _ = try reader.count(CountRequest(by: []), until: Cancellation())
            #expect(try writer.applyRetention(RetentionPolicy(days: days), now: made.now).count == 1)
        }
        #expect(try reader.count(CountRequest(by: []), until: Cancellation()).total == 128)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
        }.filter { $0.hasPrefix(store.path) }
        #expect(open.contains { $0.contains("2026-11-21.kept.db") })
        #expect(!open.contains { $0.contains("2026-11-20.db") || $0.contains("2026-11-21.db") }, "\(open)")
    }
}
