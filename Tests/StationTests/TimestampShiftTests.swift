// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Station

@Suite("Timestamps of a replayed day")
struct TimestampShiftTests {
    private func shifted(_ line: String, seconds: Int64) -> String {
        let bytes = Array(line.utf8)
        return String(decoding: TimestampShift(microseconds: seconds * 1_000_000).apply(to: bytes[...]), as: UTF8.self)
    }

    @Test("every timestamp moves and keeps its zone, its microseconds and its length")
    func movesAll() {
        let line =
            #"{"timestamp":"2026-11-20T23:59:59.207318+0100","flow":{"start":"2026-11-20T23:58:00.000001+0100"}}"#
        let expected =
            #"{"timestamp":"2026-11-21T00:00:01.207318+0100","flow":{"start":"2026-11-20T23:58:02.000001+0100"}}"#
        #expect(shifted(line, seconds: 2) == expected)
    }

    @Test(
        "what is no timestamp stays",
        arguments: [
            "{}", "T", "2026-11-20T", #"{"a":"2026-13-20T00:00:00.000000+0000"}"#, #"{"a":"2026-11-20 00:00:00"}"#,
            #"{"host":"THAT-IS-T2026"}"#,
        ])
    func leavesOthers(_ line: String) {
        #expect(shifted(line, seconds: 3600) == line)
    }
}
