// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Station

/// What this process has cost since its start.
struct ProcessCost {
    /// User and system time of all threads, in seconds.
    var cpu: Double
    /// The clock, in seconds from an arbitrary beginning.
    var clock: Double

    static var now: ProcessCost {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return ProcessCost(
            cpu: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9, clock: SystemClock.monotonicSeconds)
    }

    /// What was spent since `earlier`.
    static func - (later: ProcessCost, earlier: ProcessCost) -> ProcessCost {
        ProcessCost(cpu: later.cpu - earlier.cpu, clock: later.clock - earlier.clock)
    }
}
