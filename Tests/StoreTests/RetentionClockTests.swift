// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Testing

@testable import Store

/// The station's clock is a year off, and the sensors' are right.
@Suite("A station's wrong clock")
struct RetentionClockTests {
    let store: TemporaryStore

    init() throws { store = try TemporaryStore() }

    private func append(_ times: [String], clock: String, to writer: StoreWriter, _ source: inout Source) throws {
        source.lines += times.map { Line.event($0) }
        source.move(to: try writer.append([source.part()], arrived: Instant(clock)).bookmarks[0])
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: store.path + "/days").filter { $0.hasSuffix(".db") }
            .sorted()
    }

    @Test("days go on having files of their own", arguments: ["2025-11-24T12:00:00Z", "2027-11-24T12:00:00Z"])
    func goesOn(clock: String) throws {
        var source = Source(gateway: "gw-a")
        let writer = try store.writer()
        try append(["2026-11-22T10:00:00Z"], clock: "2026-11-22T10:00:01Z", to: writer, &source)
        try append(["2026-11-22T10:00:02Z", "2026-11-23T10:00:00Z"], clock: clock, to: writer, &source)
        try append(["2026-11-24T10:00:00Z", "2026-11-25T10:00:00Z"], clock: clock, to: writer, &source)
        #expect(try files() == ["2026-11-22.db", "2026-11-23.db", "2026-11-24.db", "2026-11-25.db"])
        #expect(try store.reader.count(CountRequest(by: []), until: Cancellation()).total == 5)
    }

    @Test("a first day by a wrong clock lies in the shared file, and the days by the right one do not")
    func firstDay() throws {
        var source = Source(gateway: "gw-a")
        let writer = try store.writer()
        try append(["2026-11-22T10:00:00Z"], clock: "1970-01-01T00:00:09Z", to: writer, &source)
        try append(
            ["2026-11-22T10:00:02Z", "2026-11-23T10:00:00Z"], clock: "2026-11-23T10:00:00Z", to: writer, &source)
        #expect(try files() == ["2026-11-23.db", "other.db"])
    }

    @Test("a sensor whose dates run away does not fill the directory, also not over restarts", arguments: [2, -2])
    func runaway(step: Int32) {
        let clock: Int32 = 20_000
        var register = DayRegister(partitions: [clock: .day(clock)], clock: clock)
        for start in stride(from: Int32(0), to: 7000, by: 700) {
            // Each day is near the one before; some have many events.
            let days = (start..<start + 700).map { (clock + ($0 + 1) * step, $0 % 7 == 0 ? 100 : 1) }
            let chosen = register.choices(for: Dictionary(uniqueKeysWithValues: days), arrived: clock)
            #expect(chosen.count == 700)
            register.add(chosen, arrived: clock)
            // As another start would read it.
            register = DayRegister(partitions: register.partitions, dropped: register.dropped, clock: clock)
        }
        // The first day ahead is near the clock. Days back from it may be history that is imported.
        let limit = DayRegister.remoteLimit + (step > 0 ? 2 : DayRegister.historyLimit)
        #expect(register.ownDays.count <= limit)
    }

    @Test("years of history do not count against old days that are imported")
    func longHistory() {
        let clock: Int32 = 20_000
        let history = (clock - 1500...clock).map { ($0, Partition.day($0)) }
        var register = DayRegister(partitions: Dictionary(uniqueKeysWithValues: history), clock: clock)
        let old = register.choices(for: [1000: 64, 3000: 63], arrived: clock)
        #expect(old == [1000: .day(1000), 3000: .shared])
        register.add(old, arrived: clock)
        register.drop([1000, clock - 1500])
        #expect(register.choices(for: [1000: 500, clock - 1500: 1, 1001: 64], arrived: clock) == [1001: .day(1001)])
    }
}
