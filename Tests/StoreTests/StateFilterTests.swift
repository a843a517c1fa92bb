// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Query
import Testing
import Triage

@testable import Store

/// What people made of an event's alerts, as a filter's field, against a plain look at each alert.
@Suite("Filters by what became of alerts")
struct StateFilterTests {
    /// An event with its alerts, as `InboxModel` has them.
    private struct Triaged: FieldReading {
        var row: EventRow
        var standings: [Standing]

        var time: Instant { row.time }

        func values(of field: Field) -> [FieldValue] {
            switch field {
            case .state:
                let order: [Disposition] = [.escalated, .new, .acknowledged, .archived]
                let found = standings.map(\.disposition)
                return order.filter(found.contains).map { .text($0.rawValue) }
            case .assignee: return Set(standings.map(\.assignee).filter { !$0.isEmpty }).map { .text($0) }
            case .tag: return Set(standings.flatMap(\.tags)).sorted().map { .text($0) }
            case .gateway: return [.text(row.gateway)]
            case .eventType: return [.text(row.type)]
            case .transport: return row.transport.map { [.text($0)] } ?? []
            default: return []
            }
        }

        // All that the tests look for stands in every line of the model.
        func rawHolds(_ search: some LineSearch) -> Bool { true }
    }

    private static let filters = [
        "state:new", "state:archived", "-state:archived", "state:escalated,acknowledged", "has:state", "-has:state",
        "state:*ed", "@state:NEW gw:gw-b", "state:new OR assignee:ada", "assignee:ada", "-has:assignee", "tag:audit",
        "tag:audit,night -state:archived", "state:new OR \"timestamp\" gw:gw-a", "-(state:new \"timestamp\")",
        "state:nothing", "event_type:alert -state:new", "state:re:/^a/",
    ]

    private static func events(_ model: InboxModel) throws -> [Triaged] {
        let alerts = Dictionary(grouping: model.items, by: \.id.event)
        let rows = try model.store.reader.page(PageRequest(limit: .max, withSummary: false), until: Cancellation()).rows
        // Two revisions of a rule that matched one event are one alert.
        return rows.map { row in
            var seen: Set<AlertID> = []
            let own = (alerts[row.id] ?? []).filter { seen.insert($0.id).inserted }
            return Triaged(row: row, standings: own.map { model.standing(of: $0) })
        }
    }

    @Test("every reader gives what a look at each alert gives", arguments: UInt64(1)...3)
    func agreement(seed: UInt64) throws {
        let model = try InboxModel(seed: seed)
        let thorough = StoreReader(directory: model.store.path, usesRollUps: false)
        let events = try Self.events(model)
        var filled = 0
        for text in Self.filters {
            let filter = try FilterParser.parse(text)
            let wanted = events.filter(filter.matches)
            filled += wanted.isEmpty ? 0 : 1
            for reader in [model.store.reader, thorough] {
                let page = try reader.page(
                    PageRequest(filter: filter, limit: .max, withSummary: false), until: Cancellation())
                #expect(page.rows.map(\.id) == wanted.map(\.row.id), "\(text)")
                let total = try reader.count(CountRequest(by: [], filter: filter), until: Cancellation()).total
                #expect(total == wanted.count, "\(text)")
            }
        }
        #expect(filled >= Self.filters.count - 2)
    }

    @Test(
        "counts by them count each event once, by what wants a person most",
        arguments: [Field.state, .assignee, .tag], ["", "gw:gw-a", "-state:archived"])
    func counts(field: Field, text: String) throws {
        let model = try InboxModel(seed: 5)
        let filter = try FilterParser.parse(text)
        var wanted: [FieldValue: Int] = [:]
        let events = try Self.events(model).filter(filter.matches)
        for event in events { wanted[event.values(of: field).first ?? .absent, default: 0] += 1 }
        let table = try model.store.reader.count(
            CountRequest(by: [.field(field)], filter: filter), until: Cancellation())
        #expect(table.total == events.count && table.missing == wanted[.absent] ?? 0)
        // Of several tags the one that was given first counts, which the model has not.
        guard field != .tag else {
            return #expect(table.total - table.missing == table.rows.reduce(0) { $0 + $1.count })
        }
        wanted[.absent] = nil
        #expect(Dictionary(uniqueKeysWithValues: table.rows.map { ($0.key[0], $0.count) }) == wanted)
    }

    @Test("an action shows in the next answer, and in no file there is nothing but new alerts")
    func action() throws {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        source.lines = [
            Line.event("2026-11-24T10:00:00.000000+0000", type: "alert"), Line.event("2026-11-24T10:00:01.000000+0000"),
        ]
        _ = try store.writer().append([source.part()], arrived: History.now)
        func ids(_ text: String) throws -> [EventID] {
            let request = PageRequest(filter: try FilterParser.parse(text))
            return try store.reader.page(request, until: Cancellation()).rows.map(\.id)
        }
        let alert = try #require(try ids("type:alert").first)
        #expect(try ids("state:new") == [alert])
        let triage = TriageStore(directory: store.path)
        _ = try triage.perform(
            TriageAction(.dispose(.archived, .benign), by: "ada", from: "", at: History.now),
            on: [AlertID(event: alert)])
        #expect(try ids("state:new").isEmpty)
        #expect(try ids("state:archived") == [alert])
        _ = try triage.undo(by: "ada", from: "", at: History.now)
        #expect(try ids("state:new") == [alert])
    }

    @Test("a log that cannot be read is told of, and leaves no day out")
    func damaged() throws {
        let model = try InboxModel(seed: 2)
        for ending in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: model.store.path + "/triage.db" + ending)
        }
        try Data("no database at all".utf8).write(to: URL(filePath: model.store.path + "/triage.db"))
        let reader = model.store.reader
        let request = PageRequest(filter: try FilterParser.parse("state:new"))
        #expect {
            _ = try reader.page(request, until: Cancellation())
        } throws: { error in
            guard case .storage(let path, _) = error as? QueryFailure else { return false }
            return path == model.store.path + "/triage.db"
        }
        #expect(reader.notices.isEmpty)
        #expect(try !reader.page(PageRequest(), until: Cancellation()).rows.isEmpty)
    }
}
