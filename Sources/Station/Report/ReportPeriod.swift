// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query

/// What span a report covers.
package enum ReportPeriod {
    /// The span asked for. An open beginning is that of what is stored, to the minute; an open end is the end of what is stored, and where a
    /// beginning was given not before `now`, so that a gateway that has gone silent is seen to be. `nil` where nothing is stored and an end is open.
    package static func choose(_ asked: TimeRange, stored: TimeRange?, now: Instant) -> TimeRange? {
        let isOpenBefore = asked.start == TimeRange.everything.start
        let isOpenBehind = asked.end == TimeRange.everything.end
        guard isOpenBefore || isOpenBehind else { return asked }
        guard let stored else { return nil }
        let start = isOpenBefore ? stored.start.floored(toMicroseconds: minute) : asked.start
        let end = isOpenBehind ? (isOpenBefore ? stored.end : max(stored.end, now)).raisedToMinute : asked.end
        return TimeRange(start: start, end: end)
    }

    /// The shortest span of whole minutes that holds another one: counts of such are at hand.
    package static func widened(_ range: TimeRange) -> TimeRange {
        TimeRange(start: range.start.floored(toMicroseconds: minute), end: range.end.raisedToMinute)
    }

    static let minute: Int64 = 60_000_000
}

extension Instant {
    /// The first whole minute that is not before this.
    package var raisedToMinute: Instant {
        let floor = floored(toMicroseconds: ReportPeriod.minute)
        return floor == self ? self : floor.advanced(byMicroseconds: ReportPeriod.minute)
    }
}
