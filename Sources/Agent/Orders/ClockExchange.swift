// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Pushes

/// The agent's side of comparing its clock with the station's: one question at a time, on one connection.
struct ClockExchange {
    /// The two clocks of this machine: the one that may be set, and one that only ever grows, in microseconds.
    struct Reading: Sendable {
        var now: Instant
        var ticks: Int64

        static var present: Reading { Reading(now: AgentClock.now, ticks: AgentClock.ticks) }
    }

    private let read: @Sendable () -> Reading
    private var open: Reading?
    /// What was found and not told yet.
    private(set) var untold: ClockSkew?
    private var hasTold = false

    init(_ read: @escaping @Sendable () -> Reading) { self.read = read }

    /// What the next report says of clocks; it goes out now.
    mutating func note(asks: Bool) -> ClockNote {
        defer { untold = nil }
        if untold != nil { hasTold = true }
        guard asks else { return ClockNote(skew: untold) }
        let reading = read()
        open = reading
        return ClockNote(asked: reading.now, skew: untold)
    }

    /// Takes an answer that has just come, and gives what it tells. One to no question tells nothing.
    mutating func take(_ answer: ClockAnswer) -> ClockSkew? {
        guard let asked = open, answer.asked == asked.now else { return nil }
        open = nil
        let reading = read()
        untold = ClockSkew(
            asked: asked.now, answer: answer, arrived: reading.now, elapsed: reading.ticks - asked.ticks)
        return untold
    }

    /// Whether what was found is the first of this connection, and so should not wait for the next report.
    var isFirst: Bool { untold != nil && !hasTold }
}
