// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Why a text is no time, or two times are no range.
package enum TimeError: Error, Sendable, Hashable {
    /// Nothing was given.
    case empty
    /// It is neither a time, nor relative to now.
    case notATime(String)
    /// A length of time has a unit that is none of `s m h d w`, or none.
    case unknownUnit(String)
    /// The length of time is more than a thousand years.
    case tooLong(String)
    /// The range would end before it begins, or at once.
    case reversed(since: Instant, until: Instant)

    /// What is wrong and what to do, in one line. It can quote what was typed.
    package var message: String {
        switch self {
        case .empty: "a time is missing; write 2026-11-24T14:30:00Z, 2026-11-24, 14:30, -24h or now"
        case .notATime(let text):
            "\(text) is no time; write 2026-11-24T14:30:00Z, 2026-11-24, 14:30, -24h or now"
        case .unknownUnit(let text): "\(text) has no unit that is known; write s, m, h, d or w behind each number"
        case .tooLong(let text): "\(text) is more than a thousand years; leave the time out for everything stored"
        case .reversed(let since, let until):
            "the range ends (\(until)) before it begins (\(since)); swap the two times"
        }
    }
}
