// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Testing

@Suite("Instants as text")
struct InstantTextTests {
    @Test(
        "an instant is written in UTC with microseconds",
        arguments: [
            (1_795_183_121_207_318, "2026-11-20T13:58:41.207318Z"), (0, "1970-01-01T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"), (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
            (253_402_300_800_000_000, "+10000-01-01T00:00:00.000000Z"),
            (Int.max, "+294247-01-10T04:00:54.775807Z"), (Int.min, "-290308-12-21T19:59:05.224192Z"),
        ])
    func written(microseconds: Int, text: String) {
        #expect(Instant(microseconds: Int64(microseconds)).rfc3339 == text)
    }

    @Test(
        "RFC 3339 and what is shorter is read",
        arguments: [
            ("2026-11-20T13:58:41.207318Z", "2026-11-20T13:58:41.207318Z"),
            ("2026-11-20t13:58:41z", "2026-11-20T13:58:41.000000Z"),
            ("2026-11-20 13:58:41", "2026-11-20T13:58:41.000000Z"),
            ("2026-11-20T14:58:41+01:00", "2026-11-20T13:58:41.000000Z"),
            ("2026-11-20T13:58", "2026-11-20T13:58:00.000000Z"),
            ("2026-11-20 13:58Z", "2026-11-20T13:58:00.000000Z"),
            ("2026-11-20T13:58-05:00", "2026-11-20T18:58:00.000000Z"),
            ("2026-11-20", "2026-11-20T00:00:00.000000Z"),
        ])
    func read(text: String, expected: String) {
        #expect(Instant(text)?.rfc3339 == expected)
    }

    @Test("a time without a zone is on the clock of the given offset")
    func offset() {
        #expect(Instant("2026-11-20T14:58", offsetSeconds: 3600)?.rfc3339 == "2026-11-20T13:58:00.000000Z")
        #expect(Instant("2026-11-20", offsetSeconds: -18000)?.rfc3339 == "2026-11-20T05:00:00.000000Z")
        #expect(Instant("2026-11-20T14:58Z", offsetSeconds: 3600)?.rfc3339 == "2026-11-20T14:58:00.000000Z")
    }

    @Test(
        "what is no time is not read",
        arguments: [
            "", "now", "2026", "2026-11", "2026-11-31", "2026-11-20T", "2026-11-20T13", "20261120", "2026/11/20",
            "2026-11-20T13:58:41 Z", "２０２６-11-20", String(repeating: "2", count: 100),
        ])
    func bad(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("every instant that is written is read again")
    func roundTrip() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let instant = Instant(
                microseconds: .random(in: -62_167_219_200_000_000...253_402_300_799_999_999, using: &generator))
            #expect(Instant(instant.rfc3339) == instant)
        }
    }

    @Test("a civil time and its instant are one another's inverse at any offset")
    func civil() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<2000 {
            let instant = Instant(
                microseconds: .random(in: -9_000_000_000_000_000...9_000_000_000_000_000, using: &generator))
            let offset = Int.random(in: -64800...64800, using: &generator)
            #expect(CivilTime(instant, offsetSeconds: offset).instant(offsetSeconds: offset) == instant)
        }
    }

    @Test("a month has as many days as it has", arguments: [(2023, 28), (2024, 29), (1900, 28), (2000, 29)])
    func february(year: Int, days: Int) {
        #expect(CivilTime.days(inMonth: 2, of: year) == days)
    }
}
