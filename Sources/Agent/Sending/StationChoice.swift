// SPDX-License-Identifier: Apache-2.0

internal import Enrolment

/// Which station to connect to, and when.
///
/// A station that does not acknowledge anything is tried a few times, then the next one, and after the last the first again, in pauses
/// that grow. From another than the first the agent goes back to the first after a while; if that does not answer, it returns at once.
struct StationChoice: Sendable {
    let stations: [StationAddress]
    let pace: AgentPace
    /// The number of the station that is tried or connected.
    private(set) var current = 0
    /// When to connect; ticks.
    private(set) var due: Int64 = 0
    /// Tries without an acknowledgement, since the last.
    private(set) var failures = 0
    /// When another than the first station first acknowledged something.
    private var awaySince: Int64?
    /// The station to return to if the first one does not answer.
    private var fallback: Int?

    init(_ stations: [StationAddress], _ pace: AgentPace) {
        self.stations = stations
        self.pace = pace
    }

    var station: StationAddress { stations[current] }

    /// Notes an acknowledgement.
    mutating func succeeded(_ ticks: Int64) {
        failures = 0
        fallback = nil
        if current == 0 {
            awaySince = nil
        } else if awaySince == nil {
            awaySince = ticks
        }
    }

    /// Whether to leave the connected station for the first one now.
    func wantsFirst(_ ticks: Int64) -> Bool { awaySince.map { ticks - $0 >= pace.away } ?? false }

    /// Goes to the first station, at once.
    mutating func goBack(_ ticks: Int64) {
        fallback = current
        current = 0
        awaySince = nil
        due = ticks
    }

    /// Notes that the connection is gone or did not come about.
    mutating func failed(_ ticks: Int64, using random: inout some RandomNumberGenerator) {
        if let fallback {
            current = fallback
            self.fallback = nil
            due = ticks
            return
        }
        failures += 1
        awaySince = nil
        let isNext = failures % pace.tries == 0 && stations.count > 1
        if isNext { current = (current + 1) % stations.count }
        // The first time round, the next station need not wait for what the last one did.
        if isNext && failures < pace.tries * stations.count {
            due = ticks
            return
        }
        let doubled = pace.pause << Int64(min(failures - 1, 10))
        let pause = min(doubled, pace.longestPause)
        due = ticks + Int64.random(in: pause / 2...pause, using: &random)
    }
}
