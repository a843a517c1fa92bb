// SPDX-License-Identifier: Apache-2.0

internal import Station

/// Spans of time as people give them: `30m`, `8h`, `7d`.
enum TimeLength {
    /// The microseconds of what `option` was given: minutes, hours or days, 1 to 100,000 of them.
    static func microseconds(_ text: String, option: String) throws(UserMessage) -> Int64 {
        let units: [Character: Int64] = ["m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000]
        guard let last = text.last, let unit = units[last], let count = Int64(text.dropLast()),
            (1...100_000).contains(count)
        else { throw UserMessage(.wrongUse, "\(option): '\(text)' is no time.", help: "Give 30m, 8h or 7d.") }
        return count * unit
    }
}
