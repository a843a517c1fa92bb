// SPDX-License-Identifier: Apache-2.0

internal import Canvas

extension TableEntry {
    /// The change against the period before; blank where that period is not stored, which is said once beside the chart.
    static func change(_ before: Int?, now: Int) -> TableEntry {
        before.map { .line(Change(before: $0, now: now).line) } ?? .blank
    }
}
