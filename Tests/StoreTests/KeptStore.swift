// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Testing

@testable import Store

/// A stored event with its bytes.
struct StoredLine: Equatable {
    var row: EventRow
    var raw: [UInt8]
}

/// A store of four days from two gateways, some of whose events are kept.
final class KeptStore {
    let store: TemporaryStore
    let now = Instant("2026-11-24T12:00:00.000000+0000")
    /// Drops the first two days.
    let policy = RetentionPolicy(days: 2)
    private(set) var sources: [Source]

    static let days = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-24"]

    /// Lines of a day: events of several types, of which both gateways have each at the same time.
    static func lines(_ day: String, _ gateway: String) -> [String] {
        (10..<20).flatMap { second in
            let time = "\(day)T11:00:\(second).000000+0000"
            return [
                Line.event(time, extra: "\"flow_id\":\(second),\"note\":\"\(gateway) ü\""),
                Line.alert(time, sid: second, severity: 2, source: "192.0.2.\(second)"),
                Line.stats(time, drops: second),
            ]
        }
    }

    init() throws {
        store = try TemporaryStore()
        sources = ["gw-a", "gw-b"].map { Source(gateway: $0) }
        try append(Self.days, to: store.writer())
    }

    init(copying other: KeptStore) throws {
        store = try other.store.copy()
        sources = other.sources
    }

    /// Appends lines of these days of both gateways.
    @discardableResult
    func append(_ days: [String], to writer: StoreWriter) throws -> StoreWriter.Appended {
        for index in sources.indices {
            sources[index].lines += days.flatMap { Self.lines($0, sources[index].gateway) }
        }
        let done = try writer.append(sources.map { $0.part() }, arrived: now)
        for index in sources.indices { sources[index].move(to: done.bookmarks[index]) }
        return done
    }

    /// Every stored event with its bytes, by time.
    func details() throws -> [StoredLine] {
        var found: [StoredLine] = []
        let request = PageRequest(isDescending: false, limit: .max)
        try store.reader.forEachRaw(request, until: Cancellation()) { row, raw in
            found.append(StoredLine(row: row, raw: raw))
            return true
        }
        return found
    }

    /// Some events of the first two days: of each, one alert of each gateway, and both events of one microsecond and one type.
    func chosen() throws -> [StoredLine] {
        try details().filter { detail in
            guard detail.row.id.day < Instant("2026-11-22T00:00:00Z").day else { return false }
            return detail.row.alert?.signatureID == 12 || detail.row.flowID == 17
        }
    }

    func files() throws -> [String] {
        Retention.waitForRemovals()
        return try FileManager.default.contentsOfDirectory(atPath: store.path + "/days").filter {
            !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal")
        }.sorted()
    }

    static func names(_ days: [String]) -> [String] { days.flatMap { [$0 + ".db", $0 + ".raw"] } }

    /// What there is once the first two days are dropped but for kept events.
    static let namesAfterwards = names(["2026-11-20.kept", "2026-11-21.kept", "2026-11-22", "2026-11-24"])

    /// All that is stored of the first two days is these events, in each way of asking.
    func expectLeft(_ kept: [StoredLine], _ location: SourceLocation = #_sourceLocation) throws {
        let reader = store.reader
        for detail in kept {
            #expect(try line(reader.detail(detail.row.id)) == detail, sourceLocation: location)
        }
        let end = Instant("2026-11-22T00:00:00Z")
        let range = TimeRange(start: Instant("2026-11-20T00:00:00Z"), end: end)
        let left = try details().filter { $0.row.id.day < end.day }
        #expect(left.map(\.raw) == kept.map(\.raw), sourceLocation: location)
        #expect(left.map(\.row.id) == kept.map(\.row.id), sourceLocation: location)
        for usesRollUps in [true, false] {
            let reader = StoreReader(directory: store.path, usesRollUps: usesRollUps)
            let table = try reader.count(
                CountRequest(by: [.field(.gateway), .field(.eventType)], range: range), until: Cancellation())
            let wanted = Dictionary(grouping: kept) { [$0.row.gateway, $0.row.type] }.mapValues(\.count)
            var found: [[String]: Int] = [:]
            for row in table.rows {
                found[row.key.map { if case .text(let text) = $0 { text } else { "" } }] = row.count
            }
            #expect(found == wanted, sourceLocation: location)
        }
    }

    private func line(_ detail: EventDetail?) -> StoredLine? {
        guard let detail else { return nil }
        var row = detail.row
        row.summary = ""
        return StoredLine(row: row, raw: detail.raw)
    }
}
