// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query

extension TimeRangeChoice {
    package static let lastQuarter = TimeRangeChoice.last(microseconds: 15 * 60_000_000)
    package static let lastHour = TimeRangeChoice.last(microseconds: 3_600_000_000)
    package static let lastDay = TimeRangeChoice.last(microseconds: Instant.microsecondsPerDay)
    package static let lastWeek = TimeRangeChoice.last(microseconds: 7 * Instant.microsecondsPerDay)

    /// The shortest and the longest range that zooming reaches, in microseconds.
    package static let shortest: Int64 = 1_000_000
    package static let longest: Int64 = 3660 * Instant.microsecondsPerDay

    /// Half the range around `centre`; a range that ends now goes on ending now where no centre is given.
    package func zoomedIn(now: Instant, extent: TimeRange?, centre: Instant?) -> TimeRangeChoice {
        let range = range(now: now, extent: extent)
        let half = max(Self.shortest, range.length / 2)
        if case .last = self, centre == nil { return .last(microseconds: half) }
        let middle = centre ?? range.start.advanced(byMicroseconds: range.length / 2)
        let start = middle.advanced(byMicroseconds: -half / 2)
        return .fixed(TimeRange(start: start, end: start.advanced(byMicroseconds: half)))
    }

    /// Twice the range, with the same middle; a range that ends now goes on ending now.
    package func zoomedOut(now: Instant, extent: TimeRange?) -> TimeRangeChoice {
        let range = range(now: now, extent: extent)
        let double = min(Self.longest, range.length * 2)
        switch self {
        case .last: return .last(microseconds: double)
        case .all: return .all
        case .custom:
            let start = range.start.advanced(byMicroseconds: -(double - range.length) / 2)
            return .fixed(TimeRange(start: start, end: start.advanced(byMicroseconds: double)))
        }
    }

    /// The range moved by half its length; then it does not move with the clock any more.
    package func moved(later: Bool, now: Instant, extent: TimeRange?) -> TimeRangeChoice {
        let range = range(now: now, extent: extent)
        let step = max(Self.shortest, range.length / 2) * (later ? 1 : -1)
        return .fixed(
            TimeRange(
                start: range.start.advanced(byMicroseconds: step), end: range.end.advanced(byMicroseconds: step)))
    }

    /// The range that `text` gives: `since..until`, or only `since`, which then goes on up to now.
    ///
    /// - Throws: what is wrong with the text, or that the range would hold nothing.
    package init(text: String, now: Instant, zone: DisplayZone) throws(TimeError) {
        let since: TimeSpec
        var until = TimeSpec.now
        if let dots = text.firstRange(of: "..") {
            since = try TimeSpec(String(text[..<dots.lowerBound]).withoutTrailingBlanks, offsetSeconds: zone.offset)
            until = try TimeSpec(String(text[dots.upperBound...]).withoutTrailingBlanks, offsetSeconds: zone.offset)
        } else {
            since = try TimeSpec(text.withoutTrailingBlanks, offsetSeconds: zone.offset)
        }
        let start = since.instant(now: now)
        let end = until.instant(now: now)
        guard start < end else { throw .reversed(since: start, until: end) }
        if case .ago(let microseconds) = since, until == .now {
            self = .last(microseconds: microseconds)
        } else {
            self = .custom(since: since, until: until)
        }
    }
}

extension String {
    fileprivate var withoutTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension TimeRange {
    /// The length in microseconds, at least a second and at most ten years, so that arithmetic with it stays in range.
    var length: Int64 {
        let (length, overflow) = end.microseconds.subtractingReportingOverflow(start.microseconds)
        return overflow ? TimeRangeChoice.longest : min(TimeRangeChoice.longest, max(TimeRangeChoice.shortest, length))
    }
}
