// SPDX-License-Identifier: Apache-2.0

package import EVE

extension Filter {
    /// The filter with every time that moves with the clock fixed as of `now`.
    package func resolved(now: Instant) -> Filter {
        switch self {
        case .since(let time): .since(.at(time.instant(now: now)))
        case .until(let time): .until(.at(time.instant(now: now)))
        case .all(let members): .all(members.map { $0.resolved(now: now) })
        case .any(let members): .any(members.map { $0.resolved(now: now) })
        case .not(let filter): .not(filter.resolved(now: now))
        case .everything, .test, .eitherAddress, .text, .expression: self
        }
    }

    /// A span outside of which no event fits, as the times say that must hold; times that move count for nothing.
    package var span: TimeRange {
        switch self {
        case .since(.at(let start)): TimeRange(start: start, end: TimeRange.everything.end)
        case .until(.at(let end)): TimeRange(start: TimeRange.everything.start, end: end)
        case .all(let members): members.reduce(.everything) { $0.overlap($1.span) }
        default: .everything
        }
    }
}

extension Filter {
    /// The filter without the times that `span` tells: together with it, it means the same.
    package var withoutSpan: Filter {
        Filter.all(
            conjuncts.filter { part in
                switch part {
                case .since(.at), .until(.at): false
                default: true
                }
            }
        ).simplified
    }
}

extension TimeRange {
    /// What lies in both; empty where nothing does.
    package func overlap(_ other: TimeRange) -> TimeRange {
        TimeRange(start: max(start, other.start), end: min(end, other.end))
    }
}
