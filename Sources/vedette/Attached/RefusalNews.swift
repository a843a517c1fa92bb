// SPDX-License-Identifier: Apache-2.0

/// Which refusals are written to the log: one who is refused may come again at once and without end, so the same is told once a minute
/// at the most.
struct RefusalNews {
    private var told: [String: Double] = [:]
    private static let pause = 60.0
    private static let most = 1000

    /// Whether to tell `line` now, in seconds that only grow.
    mutating func isNews(_ line: String, at seconds: Double) -> Bool {
        if let last = told[line], last > seconds - Self.pause { return false }
        if told.count >= Self.most {
            told = told.filter { $0.value > seconds - Self.pause }
            guard told.count < Self.most else { return false }
        }
        told[line] = seconds
        return true
    }
}
