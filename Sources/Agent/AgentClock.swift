// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Glibc

/// The system's clocks; only the loop reads them, everything else is given the time.
package enum AgentClock {
    /// The time now, UTC. It may jump when the clock is set.
    package static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// Microseconds that only ever grow, for measuring spans.
    package static var ticks: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
