// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Testing
import Triage

@testable import Store

@Suite("Escalated alerts outlive their day")
struct KeptTriageTests {
    let made: KeptStore
    let triage: TriageStore
    var store: TemporaryStore { made.store }

    init() throws {
        made = try KeptStore()
        triage = TriageStore(directory: made.store.path)
    }

    private func dispose(_ disposition: Disposition, _ events: [EventID]) throws {
        let action = TriageAction(.dispose(disposition, nil), by: "ada", from: "", at: made.now)
        _ = try triage.perform(action, on: events.map { AlertID(event: $0) })
    }

    @Test("events of escalated alerts stay when their day is dropped, those of archived ones go")
    func escalated() throws {
        let alerts = try made.chosen().filter { $0.row.alert != nil }
        try dispose(.escalated, alerts.map(\.row.id))
        try dispose(.archived, [alerts[0].row.id])
        let writer = try store.writer()
        _ = try writer.applyRetention(made.policy, now: made.now)
        for alert in alerts.dropFirst() { #expect(try store.reader.detail(alert.row.id)?.raw == alert.raw) }
        #expect(try store.reader.detail(alerts[0].row.id) == nil)
        // They are in the inbox still, and can be archived.
        let range = TimeRange(start: Instant("2026-11-20T00:00:00Z"), end: Instant("2026-11-22T00:00:00Z"))
        let page = try store.reader.inbox(InboxRequest(range: range), triage, until: Cancellation())
        #expect(page.alerts == alerts.count - 1 && page.groups.allSatisfy { $0.escalated == $0.count })
    }

    @Test("a log that cannot be read keeps every day")
    func unreadable() throws {
        let alerts = try made.chosen().filter { $0.row.alert != nil }
        try dispose(.escalated, alerts.map(\.row.id))
        let before = try made.details()
        try Data("no database".utf8).write(to: URL(filePath: store.path + "/triage.db"))
        for ending in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: store.path + "/triage.db" + ending)
        }
        let writer = try store.writer()
        #expect(throws: StoreError.self) { try writer.applyRetention(made.policy, now: made.now) }
        #expect(try made.details() == before)
    }
}
