// SPDX-License-Identifier: Apache-2.0

/// What the top of a chart stands for, kept steady so that a live chart does not breathe.
package struct AxisScale: Sendable, Hashable {
    /// The value at the upper edge; 1 or more.
    package private(set) var top: Int
    /// Since when the peak has been under a third of the top, in the caller's seconds.
    private var lowSince: Int?

    /// How long a low peak lasts before the scale follows it down.
    private static let patience = 60

    /// A scale with a top of the caller's choice.
    package init(top: Int) {
        self.top = max(1, top)
    }

    /// The scale for a peak, its top rounded up.
    package init(peak: Int) {
        top = Self.roundTop(atLeast: peak)
    }

    /// The least of 1, 2, 4, 5, 8 x 10^n that is not below `peak`; 1 at least.
    package static func roundTop(atLeast peak: Int) -> Int {
        var power = 1
        while true {
            for digit in [1, 2, 4, 5, 8] {
                let (top, overflow) = digit.multipliedReportingOverflow(by: power)
                if overflow { return .max }
                if top >= peak { return top }
            }
            let (next, overflow) = power.multipliedReportingOverflow(by: 10)
            if overflow { return .max }
            power = next
        }
    }

    /// Takes a new peak: up at once when it passes the top, down when it stayed under a third of it for a minute.
    ///
    /// `now` is any steady count of seconds.
    package mutating func follow(peak: Int, now: Int) {
        guard peak <= top else {
            self = AxisScale(peak: peak)
            return
        }
        guard peak < top / 3 else {
            lowSince = nil
            return
        }
        guard let since = lowSince else {
            lowSince = now
            return
        }
        if now - since >= Self.patience { self = AxisScale(peak: peak) }
    }
}
