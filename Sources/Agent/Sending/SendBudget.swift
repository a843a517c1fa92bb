// SPDX-License-Identifier: Apache-2.0

/// Keeps what is sent within so many bytes a second: each window is followed by a pause as long as it takes at that rate.
struct SendBudget: Sendable {
    /// Bytes a second; 0 for no bound.
    let rate: Int
    private var free: Int64 = .min

    init(rate: Int) { self.rate = rate }

    /// How long to wait until the next window, in microseconds; 0 if it may go.
    func wait(_ ticks: Int64) -> Int64 { free <= ticks ? 0 : free - ticks }

    /// Notes that so many bytes were sent.
    mutating func spend(_ bytes: Int, _ ticks: Int64) {
        guard rate > 0 else { return }
        free = max(free, ticks) + Int64(Double(bytes) * 1_000_000 / Double(rate))
    }
}
