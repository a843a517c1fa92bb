// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "a wire timestamp is the instant that its zone makes it",
        arguments: [
            ("2026-11-20T13:58:41.207318+0000", 1_795_183_121_207_318),
            ("2026-11-20T13:58:41.207318Z", 1_795_183_121_207_318),
            ("2026-11-20T14:58:41.207318+0100", 1_795_183_121_207_318),
            ("2026-11-20T14:58:41.207318+01:00", 1_795_183_121_207_318),
            ("2026-11-20T19:28:41.207318+0530", 1_795_183_121_207_318),
            ("2026-11-20T08:58:41.207318-0500", 1_795_183_121_207_318),
            ("2026-11-20T13:58:41.2+0000", 1_795_183_121_200_000),
            ("2026-11-20T13:58:41.207318999+0000", 1_795_183_121_207_318),
            ("2026-11-20T13:58:41+0000", 1_795_183_121_000_000),
            ("1970-01-01T00:00:00.000000+0000", 0),
            ("1969-12-31T23:59:59.999999+0000", -1),
            ("1969-12-31T19:00:00.000000-0500", 0),
            ("1900-01-01T00:00:00.000000+0000", -2_208_988_800_000_000),
            ("2031-07-01T12:00:00.000000+0900", 1_940_641_200_000_000),
            ("2024-02-29T00:00:00+0000", 1_709_164_800_000_000),
            ("2016-12-31T23:59:60+0000", 1_483_228_800_000_000),
            ("9999-12-31T23:59:59.999999+0000", 253_402_300_799_999_999),
        ])
    func good(text: String, microseconds: Int) throws {
        let batch = decode(#"{"timestamp":"\#(text)","event_type":"dns"}"#)
        let event = try #require(batch.events.first)
        #expect(event.time.microseconds == Int64(microseconds))
        #expect(event.flags.isEmpty)
    }

    @Test("a timestamp without a zone is UTC and says so")
    func noZone() throws {
        let batch = decode(#"{"timestamp":"2018-02-03T04:05:06.000007","event_type":"alert"}"#)
        let event = try #require(batch.events.first)
        #expect(event.time.rfc3339 == "2018-02-03T04:05:06.000007Z")
        #expect(event.flags == .zoneAssumed)
    }

    @Test(
        "a timestamp that is none refuses the line",
        arguments: [
            #""2026-13-01T00:00:00+0000""#, #""2026-00-01T00:00:00+0000""#, #""2026-02-29T00:00:00+0000""#,
            #""2026-01-32T00:00:00+0000""#, #""2026-01-00T00:00:00+0000""#, #""2026-01-01T24:00:00+0000""#,
            #""2026-01-01T00:60:00+0000""#, #""2026-01-01T00:00:61+0000""#, #""2026-01-01T00:00:00.+0000""#,
            #""2026-01-01T00:00:00.1234567890+0000""#, #""2026-01-01T00:00:00+0060""#, #""2026-01-01T00:00:00+2400""#,
            #""2026-01-01T00:00:00+01""#, #""2026-01-01T00:00:00+01.00""#, #""2026-01-01T00:00:00Zx""#,
            #""2026-01-01T00:00:0""#, #""2026-01-01 00:00:00""#, #""+026-01-01T00:00:00Z""#, #""26-01-01""#, #""""#,
            #""2026-01-01T00:00:00\u0000""#, "1795183121", "null", "{}", #"["2026-01-01T00:00:00Z"]"#,
        ])
    func bad(value: String) {
        let batch = decode(#"{"timestamp":\#(value),"event_type":"dns"}"#)
        #expect(batch.rejections.map(\.reason) == [.noTimestamp])
    }

    @Test("an escaped timestamp is read like a plain one")
    func escaped() throws {
        let batch = decode(#"{"timestamp":"2026-11-20T13:58:41\u002B0000","event_type":"dns"}"#)
        #expect(try #require(batch.events.first).time.microseconds == 1_795_183_121_000_000)
    }

    @Test("every day from 1600 to 2400 has the date that the system's calendar gives it")
    func calendar() {
        for day in -135_140...157_419 {
            let civil = CivilTime(Instant(seconds: Int64(day) * 86400 + 3723))
            let date = [civil.year, civil.month, civil.day, civil.weekday % 7]
            #expect(date == systemDate(day))
            #expect(civil.daysSinceEpoch == day)
        }
    }

    private func systemDate(_ day: Int) -> [Int] {
        var seconds = time_t(day) * 86400
        var system = unsafe tm()
        unsafe gmtime_r(&seconds, &system)
        return unsafe [system.tm_year + 1900, system.tm_mon + 1, system.tm_mday, system.tm_wday].map { Int($0) }
    }
}
