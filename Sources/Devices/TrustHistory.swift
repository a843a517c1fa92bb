// SPDX-License-Identifier: Apache-2.0

package import EVE

/// How far each gateway could be believed, over time: what marks alerts and events at the time at which they happened.
package struct TrustHistory: Sendable, Hashable, Codable {
    /// A gateway's state from a moment on.
    package struct Change: Sendable, Hashable, Codable {
        package var time: Instant
        package var state: DeviceState

        package init(time: Instant, state: DeviceState) {
            self.time = time
            self.state = state
        }
    }

    /// Changes by gateway, oldest first.
    private var changes: [String: [Change]]

    /// - Parameter changes: by gateway, in any order.
    package init(_ changes: [String: [Change]] = [:]) {
        self.changes = changes.mapValues { $0.sorted { $0.time < $1.time } }
    }

    /// The state of a gateway at a time; `nil` for one that nobody ever enrolled, or before that.
    package func state(of gateway: String, at time: Instant) -> DeviceState? { newest(of: gateway, at: time)?.state }

    /// Since when a gateway is in the state that it has at a time; `nil` where it has none.
    package func start(of gateway: String, at time: Instant) -> Instant? { newest(of: gateway, at: time)?.time }

    /// The newest change of a gateway at a time, by halving: each row of a list of alerts asks.
    private func newest(of gateway: String, at time: Instant) -> Change? {
        guard let changes = changes[gateway] else { return nil }
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : changes[low - 1]
    }

    /// The worst state of a gateway from a time to another one, both included; `nil` where it had none in all of it.
    package func worst(of gateway: String, from start: Instant, through end: Instant) -> DeviceState? {
        let within = changes[gateway, default: []].filter { start < $0.time && $0.time <= end }.map(\.state)
        return ([state(of: gateway, at: start)].compactMap(\.self) + within).min { $0.rank < $1.rank }
    }

    /// The spans of a gateway within which it was in a state that `isWanted`; the last one may be open.
    package func spans(
        of gateway: String, where isWanted: (DeviceState) -> Bool
    ) -> [(from: Instant, until: Instant?)] {
        guard let changes = changes[gateway] else { return [] }
        var spans: [(from: Instant, until: Instant?)] = []
        for (index, change) in changes.enumerated() where isWanted(change.state) {
            let next = index + 1 < changes.count ? changes[index + 1].time : nil
            if let last = spans.last, last.until == change.time {
                spans[spans.count - 1].until = next
            } else {
                spans.append((from: change.time, until: next))
            }
        }
        return spans
    }

    /// The changes of a gateway, oldest first; none for one that nobody ever enrolled.
    package func changes(of gateway: String) -> [Change] { changes[gateway] ?? [] }

    /// Every gateway that was ever enrolled.
    package var gateways: [String] { changes.keys.sorted() }
}
