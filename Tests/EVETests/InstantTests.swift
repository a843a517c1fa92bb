// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@Suite("Instants")
struct InstantTests {
    @Test(
        "an instant knows its day and the time in it",
        arguments: [
            (0, 0, 0), (86_399_999_999, 0, 86_399_999_999), (86_400_000_000, 1, 0), (-1, -1, 86_399_999_999),
            (-86_400_000_000, -1, 0), (-86_400_000_001, -2, 86_399_999_999),
        ])
    func day(microseconds: Int64, day: Int32, inDay: Int64) {
        let instant = Instant(microseconds: microseconds)
        #expect(instant.day == day)
        #expect(instant.microsecondsInDay == inDay)
    }

    @Test(
        "an instant is rounded down, before 1970 too",
        arguments: [(59, 0), (60, 60), (-1, -60), (-60, -60), (-61, -120)])
    func floored(microseconds: Int64, expected: Int64) {
        #expect(Instant(microseconds: microseconds).floored(toMicroseconds: 60).microseconds == expected)
    }

    @Test("time ends at the ends of its range and does not wrap")
    func saturating() {
        #expect(Instant(microseconds: .max).advanced(byMicroseconds: 1).microseconds == .max)
        #expect(Instant(microseconds: .min).advanced(byMicroseconds: -1).microseconds == .min)
        #expect(Instant(seconds: .max).microseconds == .max)
        #expect(Instant(seconds: .min).microseconds == .min)
        #expect(Instant(seconds: -3).microseconds == -3_000_000)
    }
}

@Suite("Fingerprints")
struct FingerprintTests {
    @Test(
        "the hash is FNV-1a with 64 bits",
        arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
            as [(String, UInt64)])
    func vectors(text: String, hash: UInt64) {
        #expect(Fingerprint.hash(text.utf8) == hash)
    }
}
