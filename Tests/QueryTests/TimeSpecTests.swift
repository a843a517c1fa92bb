// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query
import Testing

@Suite struct TimeSpecTests {
    private static let now = instant("2026-11-24T14:30:12Z")

    @Test(
        "times are read in every form",
        arguments: [
            ("now", "2026-11-24T14:30:12Z"), (" NOW ", "2026-11-24T14:30:12Z"), ("-24h", "2026-11-23T14:30:12Z"),
            ("-7d", "2026-11-17T14:30:12Z"), ("-15m", "2026-11-24T14:15:12Z"), ("now-30s", "2026-11-24T14:29:42Z"),
            ("-1d12h", "2026-11-23T02:30:12Z"), ("-2w", "2026-11-10T14:30:12Z"), ("2026-11-20", "2026-11-20T00:00:00Z"),
            ("2026-11-20T10:00:00+01:00", "2026-11-20T09:00:00Z"), ("2026-11-20 10:00", "2026-11-20T10:00:00Z"),
            ("2026-11-20T10:00:00.5Z", "2026-11-20T10:00:00.5Z"), ("14:00", "2026-11-24T14:00:00Z"),
            ("14:30:12", "2026-11-24T14:30:12Z"), ("23:59:59", "2026-11-23T23:59:59Z"), ("-0s", "2026-11-24T14:30:12Z"),
        ])
    func forms(text: String, wanted: String) throws {
        #expect(try TimeSpec.parse(text, now: Self.now) == instant(wanted))
    }

    @Test("without a zone the given clock counts")
    func zones() throws {
        let offset = 2 * 3600
        #expect(
            try TimeSpec.parse("2026-11-20", now: Self.now, offsetSeconds: offset) == instant("2026-11-19T22:00:00Z"))
        #expect(try TimeSpec.parse("16:00", now: Self.now, offsetSeconds: offset) == instant("2026-11-24T14:00:00Z"))
        #expect(
            try TimeSpec.parse("2026-11-20T00:00:00Z", now: Self.now, offsetSeconds: offset) == instant("2026-11-20"))
    }

    @Test(
        "what is no time says why",
        arguments: [
            ("", .empty), ("  ", .empty), ("yesterday", .notATime("yesterday")), ("-", .notATime("-")),
            ("-h", .notATime("-h")),
            ("24h", .notATime("24h")), ("+1h", .notATime("+1h")), ("-24", .unknownUnit("-24")),
            ("-3y", .unknownUnit("-3y")),
            ("-5mo", .notATime("-5mo")), ("1700000000", .notATime("1700000000")),
            ("2026-02-30", .notATime("2026-02-30")),
            ("24:00", .notATime("24:00")), ("-99999999999999999999d", .tooLong("-99999999999999999999d")),
            ("-365001d", .tooLong("-365001d")), ("-365000d1s", .tooLong("-365000d1s")),
            ("2026-11-24T", .notATime("2026-11-24T")),
        ] as [(String, TimeError)])
    func errors(text: String, error: TimeError) {
        #expect(throws: error) { try TimeSpec(text) }
        #expect(!error.message.isEmpty)
    }

    @Test("a range needs a beginning before its end")
    func ranges() throws {
        #expect(try TimeRange.parse(since: nil, until: nil, now: Self.now) == .everything)
        let range = try TimeRange.parse(since: "-1h", until: "now", now: Self.now)
        #expect(range == TimeRange(start: instant("2026-11-24T13:30:12Z"), end: Self.now))
        #expect(throws: TimeError.reversed(since: Self.now, until: Self.now)) {
            try TimeRange.parse(since: "now", until: "now", now: Self.now)
        }
    }

    @Test("choices move with the clock, or do not")
    func choices() {
        let extent = TimeRange(start: instant("2026-11-01"), end: instant("2026-11-20"))
        let presets = TimeRangeChoice.presets
        #expect(presets.map { $0.label } == ["last 15 m", "last 1 h", "last 24 h", "last 7 d", "all"])
        #expect(presets[2].range(now: Self.now, extent: extent).start == instant("2026-11-23T14:30:12Z"))
        #expect(presets[4].range(now: Self.now, extent: extent) == extent)
        #expect(presets[4].range(now: Self.now, extent: nil).end == Self.now)
        #expect(TimeRangeChoice.fixed(extent).range(now: Self.now, extent: nil) == extent)
        #expect(!TimeRangeChoice.fixed(extent).isLive)
        #expect(TimeRangeChoice.custom(since: .at(extent.start), until: .now).isLive)
        #expect(presets.allSatisfy { $0.isLive })
        let reversed = TimeRangeChoice.custom(since: .now, until: .at(extent.start)).range(now: Self.now, extent: nil)
        #expect(reversed.start == reversed.end)
    }

    @Test("garbage is an error or a time, never a trap", arguments: 0..<10 as Range<UInt64>)
    func garbage(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "-", "now", "2026", "-11", "-24", "T", "14:30", ":", "99999999999", "h", "d", "Z", "+", "é", " ", "0",
        ]
        for _ in 0..<500 {
            let count = Int.random(in: 0...6, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let spec = try? TimeSpec(text, offsetSeconds: .max) else { continue }
            for clock in [Int64.min, 0, .max] { _ = spec.instant(now: Instant(microseconds: clock)) }
        }
    }
}

/// The instant of RFC 3339 or a date; the test is wrong where the text is none.
func instant(_ text: String) -> Instant {
    guard let instant = Instant(text) else { preconditionFailure("\(text) is no time") }
    return instant
}
