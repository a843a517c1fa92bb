// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension CivilTime {
    /// The time in UTC that `text` is, in the forms that `Instant` reads; without a zone it is taken as UTC. A bare
    /// number is no time, since nothing says what it counts.
    init?(text: Span<UInt8>) {
        guard 10..<64 ~= text.count, let instant = Instant(text.string()) else { return nil }
        self.init(instant)
    }

    /// A part of this time: the day is that of the month, the week that of ISO 8601.
    func value(of part: TimePart) -> Int {
        switch part {
        case .minute: minute
        case .hour: hour
        case .day: day
        case .week: week
        case .month: month
        case .year: year
        }
    }

    /// The week of the year, 1...53: the year's first is the one that holds its first Thursday, and weeks begin on
    /// Mondays, so the days around New Year may belong to a week of the other year.
    ///
    /// Source: ISO 8601, as RFC 3339, appendix A, and strftime(3) (`%V`) retell it.
    private var week: Int {
        let thursday = CivilTime(daysSinceEpoch: daysSinceEpoch + 4 - weekday)
        let firstDay = CivilTime(year: thursday.year, month: 1, day: 1)
        return (thursday.daysSinceEpoch - firstDay.daysSinceEpoch) / 7 + 1
    }
}
