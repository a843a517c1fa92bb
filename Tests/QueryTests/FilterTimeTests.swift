// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@Suite struct FilterTimeTests {
    private static let now = instant("2026-11-24T14:30:12Z")

    @Test(
        "a time holds for the events on its side",
        arguments: [
            ("@since:2026-11-24T14:00:00Z", true), ("@until:2026-11-24T14:00:00Z", false),
            ("@since:2026-11-24T14:00:00.000001Z", false), ("@until:2026-11-24T14:00:00.000001Z", true),
            ("@since:-1h", true), ("@since:-30m", false), ("@until:now", true), ("-@since:-30m", true),
            ("@since:13:00 @until:14:01", true), ("@since:-1m OR @until:-30m", true), ("@since:15:00+01:00", true),
        ])
    func sides(text: String, holds: Bool) throws {
        let event = SampleEvent(time: instant("2026-11-24T14:00:00Z"))
        #expect(try FilterParser.parse(text).resolved(now: Self.now).matches(event) == holds)
    }

    @Test("a time that was not fixed holds for no event")
    func unresolved() throws {
        let event = SampleEvent(time: Self.now)
        #expect(try !FilterParser.parse("@since:-1h").matches(event))
        #expect(try !FilterParser.parse("@until:now").matches(event))
    }

    @Test("without a zone the clock is the reader's")
    func zones() throws {
        let filter = try FilterParser.parse("@since:14:30", offsetSeconds: 7200)
        #expect(filter.text == "@since:14:30+02:00")
        #expect(try FilterParser.parse(filter.text) == filter)
        #expect(filter.resolved(now: Self.now) == .since(.at(instant("2026-11-24T12:30:00Z"))))
    }

    @Test("times that must hold make a span, and the rest means the same inside it")
    func span() throws {
        let filter = try FilterParser.parse("@since:-1h @until:-30m type:alert (@since:-2h OR x)")
            .resolved(now: Self.now)
        #expect(filter.span == TimeRange(start: instant("2026-11-24T13:30:12Z"), end: instant("2026-11-24T14:00:12Z")))
        #expect(filter.withoutSpan.text == "event_type:alert (@since:2026-11-24T12:30:12Z OR x)")
        #expect(filter.isHot == false)
        #expect(filter.split.hot.span == filter.span)
    }

    @Test(
        "what is no time says so where it stands",
        arguments: [
            ("@since:", 7..<7, .missingValue(field: "@since")),
            ("x @until:soon", 9..<13, .badTime(.notATime("soon"))), ("@since:-5", 7..<9, .badTime(.unknownUnit("-5"))),
            ("@since:-1h,-2h", 7..<14, .badTime(.notATime("-1h,-2h"))),
            ("timestamp:>5", 0..<9, .misnamedTime("timestamp")),
            ("has:since", 4..<9, .badPath("since")),
        ] as [(String, Range<Int>, FilterError.Fact)])
    func errors(text: String, columns: Range<Int>, fact: FilterError.Fact) {
        #expect(throws: FilterError(columns: columns, fact: fact)) { try FilterParser.parse(text) }
        #expect(!FilterError(columns: columns, fact: fact).message.isEmpty)
    }
}
