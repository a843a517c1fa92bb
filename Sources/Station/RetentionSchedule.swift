// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// When to look whether something must be dropped: at the start, with each new day, and every few minutes, as size and free
/// space change at any time.
struct RetentionSchedule {
    private var lastDay: Int32?
    private var lastLook = 0.0

    /// Seconds between two looks.
    static let interval = 300.0

    /// Whether it is time for a look, and then it is taken as done. `seconds` only ever grow; `now` may jump.
    mutating func isDue(now: Instant, seconds: Double) -> Bool {
        guard lastDay != now.day || seconds - lastLook >= Self.interval else { return false }
        lastDay = now.day
        lastLook = seconds
        return true
    }
}
