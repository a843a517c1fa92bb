// SPDX-License-Identifier: Apache-2.0

/// A point in time: microseconds since 1970-01-01T00:00:00Z, negative before it.
///
/// Microseconds are what Suricata writes. Leap seconds do not exist here, as they do not in Unix time.
package struct Instant: Hashable, Comparable, Sendable, Codable {
    /// Microseconds since the Unix epoch.
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The instant so many whole seconds after the Unix epoch; it saturates at the range of `Int64` microseconds.
    package init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        microseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    /// This instant moved by `microseconds`, saturating at the ends of the range.
    package func advanced(byMicroseconds microseconds: Int64) -> Instant {
        let (sum, overflow) = self.microseconds.addingReportingOverflow(microseconds)
        return Instant(microseconds: overflow ? (microseconds < 0 ? .min : .max) : sum)
    }

    /// The number of the UTC day that holds this instant, counted from 1970-01-01 as 0.
    package var day: Int32 {
        Int32(truncatingIfNeeded: Self.floorDivide(microseconds, Self.microsecondsPerDay))
    }

    /// Microseconds since the beginning of the UTC day, `0 ..< 86_400_000_000`.
    package var microsecondsInDay: Int64 {
        let rest = microseconds % Self.microsecondsPerDay
        return rest < 0 ? rest + Self.microsecondsPerDay : rest
    }

    /// Microseconds in a day without leap seconds.
    package static let microsecondsPerDay: Int64 = 86_400_000_000

    /// The greatest multiple of `width` microseconds, counted from the epoch, that is not after this instant.
    ///
    /// `width` must be positive.
    package func floored(toMicroseconds width: Int64) -> Instant {
        let quotient = Self.floorDivide(microseconds, width)
        let (product, overflow) = quotient.multipliedReportingOverflow(by: width)
        return overflow ? self : Instant(microseconds: product)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
