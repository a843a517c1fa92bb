// SPDX-License-Identifier: Apache-2.0

/// A date and time of day on the clock of a place so many seconds east of UTC, in the Gregorian calendar.
///
/// It knows no time zones: who wants local time looks up the offset of that instant first. The calendar is carried
/// back before its introduction (ISO 8601 does the same), and there is a year 0.
package struct CivilTime: Hashable, Sendable {
    /// The year; 1 BC is 0.
    package var year: Int
    /// The month, 1...12.
    package var month: Int
    /// The day of the month, 1...31.
    package var day: Int
    /// The hour, 0...23.
    package var hour: Int
    /// The minute, 0...59.
    package var minute: Int
    /// The second, 0...59; leap seconds do not exist in `Instant`.
    package var second: Int
    /// The microsecond, 0...999_999.
    package var microsecond: Int

    package init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    /// What a clock `offsetSeconds` east of UTC shows at `instant`.
    package init(_ instant: Instant, offsetSeconds: Int = 0) {
        let offset = Int64(offsetSeconds).multipliedReportingOverflow(by: 1_000_000).partialValue
        let local = instant.advanced(byMicroseconds: offset)
        let inDay = Int(local.microsecondsInDay)
        self.init(daysSinceEpoch: Int(local.day))
        hour = inDay / 3_600_000_000
        minute = inDay / 60_000_000 % 60
        second = inDay / 1_000_000 % 60
        microsecond = inDay % 1_000_000
    }

    /// Midnight of the day so many days after 1970-01-01.
    package init(daysSinceEpoch days: Int) {
        // Years begin in March here, so that the leap day comes last; an era is the 400 years in which leap years repeat.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// Days from 1970-01-01 to this day; the month and day must be in range, the year within a few hundred thousand.
    package var daysSinceEpoch: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day of the week: 1 is Monday, 7 is Sunday, as in ISO 8601.
    package var weekday: Int {
        let rest = (daysSinceEpoch + 3) % 7
        return (rest < 0 ? rest + 7 : rest) + 1
    }

    /// The instant at which a clock `offsetSeconds` east of UTC shows this; saturating at the range of `Instant`.
    package func instant(offsetSeconds: Int = 0) -> Instant {
        let seconds = daysSinceEpoch * 86400 + hour * 3600 + minute * 60 + second - offsetSeconds
        return Instant(seconds: Int64(seconds)).advanced(byMicroseconds: Int64(microsecond))
    }

    /// How many days `month` (1...12) of `year` has.
    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
