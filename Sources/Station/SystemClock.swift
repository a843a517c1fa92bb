// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Glibc

/// The system's clock; only the wiring reads it, value cores are given the time.
package enum SystemClock {
    /// The time now, UTC. It may jump when the clock is set.
    package static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// Seconds that only ever grow, for measuring spans.
    package static var monotonicSeconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The same in nanoseconds.
    static var monotonicNanoseconds: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }

    /// The local zone's offset from UTC at `instant`, in seconds.
    package static func localOffsetSeconds(at instant: Instant) -> Int {
        var seconds = time_t(instant.microseconds / 1_000_000)
        var local = unsafe tm()
        unsafe localtime_r(&seconds, &local)
        return unsafe local.tm_gmtoff
    }
}
