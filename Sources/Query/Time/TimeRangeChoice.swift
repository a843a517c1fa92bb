// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What period the console shows, as it was chosen: it moves with the clock where the choice does.
package enum TimeRangeChoice: Hashable, Sendable {
    /// The last so many microseconds, up to now.
    case last(microseconds: Int64)
    /// Everything stored.
    case all
    /// From one time up to another.
    case custom(since: TimeSpec, until: TimeSpec)

    /// What the time picker offers, by the digit that picks it (1 to 5).
    package static let presets: [TimeRangeChoice] = [
        .last(microseconds: 15 * 60_000_000), .last(microseconds: 3_600_000_000),
        .last(microseconds: Instant.microsecondsPerDay), .last(microseconds: 7 * Instant.microsecondsPerDay), .all,
    ]

    /// The period when the clock shows `now`; for `all` the stored `extent`, or the last day while nothing is stored.
    ///
    /// A custom period that ends before it begins is empty.
    package func range(now: Instant, extent: TimeRange?) -> TimeRange {
        switch self {
        case .last(let microseconds):
            TimeRange(start: now.advanced(byMicroseconds: -max(0, microseconds)), end: now)
        case .all:
            extent ?? TimeRange(start: now.advanced(byMicroseconds: -Instant.microsecondsPerDay), end: now)
        case .custom(let since, let until):
            TimeRange(start: since.instant(now: now), end: until.instant(now: now))
        }
    }

    /// The choice of exactly this period, as zooming into a bucket makes it.
    package static func fixed(_ range: TimeRange) -> TimeRangeChoice {
        .custom(since: .at(range.start), until: .at(range.end))
    }

    /// Whether new events come into the period as time passes.
    package var isLive: Bool {
        switch self {
        case .last, .all: true
        case .custom(_, let until): until == .now
        }
    }

    /// The choice in a few words, as `last 24 h`; `nil` for a custom one, which only its times describe.
    package var label: String? {
        switch self {
        case .last(let microseconds): "last \(BucketWidth(microseconds: microseconds).shortLabel)"
        case .all: "all"
        case .custom: nil
        }
    }
}
