// SPDX-License-Identifier: Apache-2.0

/// Reads the times that EVE writes, byte by byte.
///
/// Source: Suricata's `timestamp` (`2026-11-20T13:58:41.207318+0100`); RFC 3339, section 5.6, for the other zones.
struct TimestampReader {
    /// What was read.
    struct Reading {
        var instant: Instant
        /// Whether a zone was written; without one the time was taken as UTC.
        var hasZone: Bool
    }

    /// The time in `text`, all of it; `nil` if it is none. Digits behind the microseconds are cut off.
    ///
    /// A second of 60 is taken as the first of the next minute, since `Instant` knows no leap seconds.
    static func read(_ text: Span<UInt8>) -> Reading? {
        guard text.count >= 19, text[4] == dash, text[7] == dash, text[10] == letterT, text[13] == colon,
            text[16] == colon, let year = number(text, 0, 4), let month = number(text, 5, 2),
            let day = number(text, 8, 2), let hour = number(text, 11, 2), let minute = number(text, 14, 2),
            let second = number(text, 17, 2), 1...12 ~= month, day >= 1,
            day <= CivilTime.days(inMonth: month, of: year), hour <= 23, minute <= 59, second <= 60
        else { return nil }
        var at = 19
        guard let microsecond = fraction(text, &at), let zone = zone(text, at) else { return nil }
        let days = CivilTime(year: year, month: month, day: day).daysSinceEpoch
        let seconds = days * 86400 + hour * 3600 + minute * 60 + second - (zone.offsetSeconds ?? 0)
        return Reading(
            instant: Instant(microseconds: Int64(seconds * 1_000_000 + microsecond)),
            hasZone: zone.offsetSeconds != nil)
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")
    private static let letterT = UInt8(ascii: "T")

    /// The value of `count` digits at `start`, which must lie in `text`.
    private static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<start + count {
            let digit = text[index] &- 0x30
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// The microseconds of `.f` with one to nine digits at `at`, 0 if there is no point; moves `at` behind it.
    private static func fraction(_ text: Span<UInt8>, _ at: inout Int) -> Int? {
        guard at < text.count, text[at] == UInt8(ascii: ".") else { return 0 }
        at += 1
        var value = 0
        var digits = 0
        while at < text.count, text[at] &- 0x30 <= 9 {
            if digits < 6 {
                value = value * 10 + Int(text[at] &- 0x30)
            }
            digits += 1
            at += 1
        }
        guard 1...9 ~= digits else { return nil }
        while digits < 6 {
            value *= 10
            digits += 1
        }
        return value
    }

    /// A zone, or that there is none.
    private struct Zone {
        /// Seconds east of UTC.
        var offsetSeconds: Int?
    }

    /// `+HHMM`, `+HH:MM`, `Z` or nothing from `at` to the end of the text; `nil` for anything else.
    private static func zone(_ text: Span<UInt8>, _ at: Int) -> Zone? {
        let rest = text.count - at
        if rest == 0 { return Zone(offsetSeconds: nil) }
        if rest == 1 { return text[at] == UInt8(ascii: "Z") ? Zone(offsetSeconds: 0) : nil }
        let sign = text[at]
        guard sign == UInt8(ascii: "+") || sign == dash, rest == 5 || rest == 6 && text[at + 3] == colon,
            let hours = number(text, at + 1, 2), let minutes = number(text, text.count - 2, 2), hours <= 23,
            minutes <= 59
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return Zone(offsetSeconds: sign == dash ? -seconds : seconds)
    }
}
