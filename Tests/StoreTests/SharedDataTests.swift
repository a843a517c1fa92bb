// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Store
import Testing

/// Real output of several Suricata versions, which lies beside the repository.
enum SharedData {
    static let variables = ProcessInfo.processInfo.environment
    static let folder: URL = {
        let root = variables["VEDETTE_SHARED"].map { URL(filePath: $0) }
        let beside = SampleLog.root.deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared")
        return (root ?? beside).appending(path: "data/eve")
    }()

    /// Where it is absent its tests are skipped, but not by CI, which has it.
    static let isExpected = FileManager.default.fileExists(atPath: folder.path) || variables["CI"] == "true"

    static func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasSuffix(".eve.json") }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}

@Suite("Real Suricata output, stored", .enabled(if: SharedData.isExpected, "skipped: no ../shared"))
struct SharedDataTests {
    @Test("every kind of event comes back byte for byte, and counts are those of the decoder")
    func all() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var events: [OracleEvent] = []
        for file in try SharedData.files() {
            let name = file.lastPathComponent.replacing(".eve.json", with: "")
            let lines = String(decoding: try Data(contentsOf: file), as: UTF8.self).components(separatedBy: "\n")
            var source = Source(gateway: name)
            // Some of each file, all when soaking, and every very long line.
            source.lines = lines.enumerated()
                .filter { !$0.element.isEmpty && (isSoak || $0.offset % 23 == 0 || $0.element.utf8.count > 60_000) }
                .map(\.element)
            let part = source.part()
            events += try part.batch.events.map { try OracleEvent($0, of: part.batch, gateway: name) }
            #expect(try writer.append([part], arrived: History.now).stored == part.batch.events.count)
        }
        #expect(events.count > 1000)
        #expect(events.contains { $0.raw.count > 100_000 })
        var lines: [[UInt8]: Int] = [:]
        for event in events { lines[event.raw, default: 0] += 1 }
        try store.reader.forEachRaw(PageRequest(limit: .max), until: Cancellation()) { _, raw in
            lines[raw, default: 0] -= 1
            return true
        }
        #expect(lines.values.allSatisfy { $0 == 0 })
        for field in FilterSampler.hotFields + OracleEvent.paths.map(Field.path) {
            let table = try store.reader.count(CountRequest(by: [.field(field)]), until: Cancellation())
            let groups = Dictionary(grouping: events) { $0.value(of: field) }.mapValues(\.count)
            #expect(table.missing == groups[.absent] ?? 0, "\(field.name)")
            #expect(table.total == events.count)
            #expect(table.rows.count == groups.keys.count { $0 != .absent }, "\(field.name)")
            #expect(table.rows.allSatisfy { groups[$0.key[0]] == $0.count }, "\(field.name)")
        }
    }
}
