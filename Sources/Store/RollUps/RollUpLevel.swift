// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// How long the buckets of a roll-up are. Every event is counted at each level.
enum RollUpLevel: Int64, CaseIterable, Comparable, Sendable {
    case minute = 1
    case tenMinutes = 10
    case hour = 60

    /// The length of a bucket.
    var minutes: Int64 { rawValue }

    var microseconds: Int64 { minutes * CalendarMinute.microseconds }

    /// The level below, `nil` for the finest.
    var finer: RollUpLevel? {
        switch self {
        case .hour: .tenMinutes
        case .tenMinutes: .minute
        case .minute: nil
        }
    }

    /// The first minute of the bucket that holds `minute`, which may be negative.
    func floor(_ minute: Int64) -> Int64 {
        let remainder = minute % minutes
        return minute - (remainder < 0 ? remainder + minutes : remainder)
    }

    /// The first minute of the first bucket that begins at `minute` or later.
    func ceiling(_ minute: Int64) -> Int64 {
        floor(minute + minutes - 1)
    }

    /// The number of the row of `roll_up` for the bucket that begins at `minute`: buckets of a level lie together, in order.
    func id(_ minute: Int64) -> Int64 { rawValue << 40 + minute }

    /// The longest buckets that times of `start` plus multiples of `width` never cut, in microseconds; `nil` if they cut minutes.
    static func dividing(start: Int64, width: Int64) -> RollUpLevel? {
        allCases.reversed().first { start % $0.microseconds == 0 && width % $0.microseconds == 0 }
    }

    static func < (left: RollUpLevel, right: RollUpLevel) -> Bool { left.rawValue < right.rawValue }
}

enum CalendarMinute {
    static let microseconds: Int64 = 60_000_000
}
