// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Instants as the screens write them, on the clock of a zone.
package struct MomentText: Sendable {
    package var zone: DisplayZone
    /// The station's time, for *today* and *this week*.
    package var now: Instant

    package init(zone: DisplayZone, now: Instant) {
        self.zone = zone
        self.now = now
    }

    package static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// `14:28` today, `Thu 14:28` within six days, `11-20` in the last year, else the date.
    package func short(_ instant: Instant) -> String {
        let civil = CivilTime(instant, offsetSeconds: zone.offset)
        let today = CivilTime(now, offsetSeconds: zone.offset).daysSinceEpoch
        let age = today - civil.daysSinceEpoch
        switch age {
        case 0: return hourMinute(civil)
        case 1...6: return "\(Self.weekdays[civil.weekday - 1]) \(hourMinute(civil))"
        case 7...364: return "\(two(civil.month))-\(two(civil.day))"
        default: return date(civil)
        }
    }

    /// `14:28:03` today, else with the date: `11-20 14:28:03`.
    package func seconds(_ instant: Instant) -> String {
        let civil = CivilTime(instant, offsetSeconds: zone.offset)
        let clock = "\(hourMinute(civil)):\(two(civil.second))"
        let isToday = civil.daysSinceEpoch == CivilTime(now, offsetSeconds: zone.offset).daysSinceEpoch
        return isToday ? clock : "\(two(civil.month))-\(two(civil.day)) \(clock)"
    }

    /// `14:28:03.918`, the time of day alone.
    package func milliseconds(_ instant: Instant) -> String {
        let civil = CivilTime(instant, offsetSeconds: zone.offset)
        let thousandth = civil.microsecond / 1000
        let padded = String(repeating: "0", count: 3 - String(thousandth).count) + String(thousandth)
        return "\(hourMinute(civil)):\(two(civil.second)).\(padded)"
    }

    /// `2026-11-20 14:28:03.918004`, the whole of it.
    package func full(_ instant: Instant) -> String {
        let civil = CivilTime(instant, offsetSeconds: zone.offset)
        let fraction = String(civil.microsecond)
        return "\(date(civil)) \(hourMinute(civil)):\(two(civil.second))."
            + String(repeating: "0", count: 6 - fraction.count) + fraction
    }

    /// `14:28`.
    package func hourMinute(_ instant: Instant) -> String {
        hourMinute(CivilTime(instant, offsetSeconds: zone.offset))
    }

    /// `14:28`, or `14:28:03`: labels of a time axis.
    package func clock(_ instant: Instant, withSeconds: Bool) -> String {
        let civil = CivilTime(instant, offsetSeconds: zone.offset)
        return withSeconds ? "\(hourMinute(civil)):\(two(civil.second))" : hourMinute(civil)
    }

    /// `11-20`, the day alone.
    package func date(_ instant: Instant) -> String {
        let civil = CivilTime(instant, offsetSeconds: zone.offset)
        return "\(two(civil.month))-\(two(civil.day))"
    }

    private func hourMinute(_ civil: CivilTime) -> String { "\(two(civil.hour)):\(two(civil.minute))" }

    private func date(_ civil: CivilTime) -> String { "\(civil.year)-\(two(civil.month))-\(two(civil.day))" }

    private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}
