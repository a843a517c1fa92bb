// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A time as people give it: fixed, or moving with the clock.
package enum TimeSpec: Hashable, Sendable, Codable {
    /// A fixed instant.
    case at(Instant)
    /// So many microseconds before now; 0 is now.
    case ago(microseconds: Int64)
    /// The last time at which a clock `offsetSeconds` east of UTC showed so many microseconds after midnight.
    case clock(microseconds: Int64, offsetSeconds: Int)

    /// Now.
    package static let now = TimeSpec.ago(microseconds: 0)

    /// The time that `text` gives: RFC 3339 or less of it down to a date, a time of day with or without a zone, `now`, or
    /// relative to now as `-24h`, `-1d12h` or `now-15m`.
    ///
    /// A date is its first moment, also at the end of a range. Where no zone is written the clock is `offsetSeconds` east
    /// of UTC. Relative units are s, m, h, d and w; days have 24 hours.
    ///
    /// - Throws: what is wrong with the text.
    package init(_ text: String, offsetSeconds: Int = 0) throws(TimeError) {
        let text = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        guard !text.isEmpty else { throw TimeError.empty }
        var relative = text.lowercased()[...]
        if relative.hasPrefix("now") { relative = relative.dropFirst(3) }
        if relative.isEmpty {
            self = .now
        } else if relative.hasPrefix("-") {
            self = .ago(microseconds: try Self.length(relative.dropFirst(), of: text))
        } else if let (clock, offset) = Self.zonedClock(text, offsetSeconds) {
            self = .clock(microseconds: clock, offsetSeconds: offset)
        } else if let instant = Instant(text, offsetSeconds: offsetSeconds) {
            self = .at(instant)
        } else {
            throw TimeError.notATime(text)
        }
    }

    /// The instant that `text` gives when the clock shows `now`, for calls that run once.
    ///
    /// - Throws: what is wrong with the text.
    package static func parse(_ text: String, now: Instant, offsetSeconds: Int = 0) throws(TimeError) -> Instant {
        try TimeSpec(text, offsetSeconds: offsetSeconds).instant(now: now)
    }

    /// The instant that is meant when the clock shows `now`.
    package func instant(now: Instant) -> Instant {
        switch self {
        case .at(let instant): return instant
        case .ago(let microseconds): return now.advanced(byMicroseconds: -max(0, microseconds))
        case .clock(let microseconds, let offsetSeconds):
            let offset = Int64(clamping: offsetSeconds) &* 1_000_000
            let midnight = now.advanced(byMicroseconds: offset).floored(toMicroseconds: Instant.microsecondsPerDay)
            let today = midnight.advanced(byMicroseconds: microseconds).advanced(byMicroseconds: -offset)
            return today <= now ? today : today.advanced(byMicroseconds: -Instant.microsecondsPerDay)
        }
    }

    /// Whether it means another instant as time passes.
    package var isMoving: Bool {
        if case .at = self { false } else { true }
    }

    /// The microseconds of `1d12h`.
    private static func length(_ text: Substring, of whole: String) throws(TimeError) -> Int64 {
        var total: Int64 = 0
        var rest = text.utf8[...]
        guard !rest.isEmpty else { throw TimeError.notATime(whole) }
        while !rest.isEmpty {
            let digits = rest.prefix { 0x30...0x39 ~= $0 }
            guard !digits.isEmpty else { throw TimeError.notATime(whole) }
            rest = rest.dropFirst(digits.count)
            guard let unit = rest.popFirst().flatMap({ units[$0] }) else { throw TimeError.unknownUnit(whole) }
            guard let count = Int64(Substring(digits)), count <= longest / unit else { throw TimeError.tooLong(whole) }
            total += count * unit
            guard total <= longest else { throw TimeError.tooLong(whole) }
        }
        return total
    }

    /// A thousand years of 365 days.
    private static let longest = 365_000 * Instant.microsecondsPerDay

    private static let units: [UInt8: Int64] = [
        UInt8(ascii: "s"): 1_000_000, UInt8(ascii: "m"): 60_000_000, UInt8(ascii: "h"): 3_600_000_000,
        UInt8(ascii: "d"): Instant.microsecondsPerDay, UInt8(ascii: "w"): 7 * Instant.microsecondsPerDay,
    ]

    /// The microseconds after midnight of `14:30`, and the offset of its zone where one stands behind: `Z`, `+02:00`.
    private static func zonedClock(_ text: String, _ offsetSeconds: Int) -> (microseconds: Int64, offset: Int)? {
        if text.hasSuffix("Z") || text.hasSuffix("z") { return clock(text.dropLast()).map { ($0, 0) } }
        guard let sign = text.firstIndex(where: { $0 == "+" || $0 == "-" }) else {
            return clock(text[...]).map { ($0, offsetSeconds) }
        }
        let zone = text[text.index(after: sign)...]
        guard zone.utf8.count == 5, let offset = clock(zone), let time = clock(text[..<sign]) else { return nil }
        return (time, Int(offset / 1_000_000) * (text[sign] == "-" ? -1 : 1))
    }

    /// The microseconds after midnight of `14:30` or `14:30:05`.
    private static func clock(_ text: Substring) -> Int64? {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard 2...3 ~= parts.count else { return nil }
        var seconds = 0
        for (part, limit) in zip(parts, [24, 60, 60]) {
            guard 1...2 ~= part.count, part.allSatisfy({ 0x30...0x39 ~= $0 }),
                let number = Int(Substring(part)), number < limit
            else { return nil }
            seconds = seconds * 60 + number
        }
        return Int64(parts.count == 2 ? seconds * 60 : seconds) * 1_000_000
    }
}

extension TimeRange {
    /// The range of `--since` and `--until`; without one of them it is open there.
    ///
    /// - Throws: what is wrong with a text, or that the range would hold nothing.
    package static func parse(
        since: String?, until: String?, now: Instant, offsetSeconds: Int = 0
    ) throws(TimeError) -> TimeRange {
        var range = TimeRange.everything
        if let since { range.start = try TimeSpec.parse(since, now: now, offsetSeconds: offsetSeconds) }
        if let until { range.end = try TimeSpec.parse(until, now: now, offsetSeconds: offsetSeconds) }
        guard range.start < range.end else { throw TimeError.reversed(since: range.start, until: range.end) }
        return range
    }
}
