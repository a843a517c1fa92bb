// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Messages

/// How far a gateway's clock is from the station's, and how well that is known.
package struct ClockSkew: Sendable, Hashable, Codable {
    /// Microseconds that the gateway's clock is ahead of the station's; below 0 where it is behind.
    package var ahead: Int64
    /// By how many microseconds `ahead` may be wrong: half of the way there and back.
    package var within: Int64

    package init(ahead: Int64, within: Int64) {
        self.ahead = ahead
        self.within = within
    }

    /// A skew is no larger, in microseconds: some hundred years.
    package static let most: Int64 = 3_200_000_000_000_000
    /// What is known no better, in microseconds, is not told: it took ten minutes there or back.
    package static let coarsest: Int64 = 600_000_000

    /// Whether it is a number that can be believed.
    var isPlausible: Bool { (-Self.most...Self.most).contains(ahead) && (0...Self.coarsest).contains(within) }

    /// How far the clocks are apart at least, whatever the way took.
    package var least: Int64 { max(0, Int64(clamping: ahead.magnitude) - within) }

    /// What one exchange tells, as NTP's does: the gateway's clock when it asked and when the answer came, the station's in between.
    ///
    /// - Parameter elapsed: microseconds from asking to the answer by a clock that is never set.
    /// - Returns: `nil` where a clock was set meanwhile, or the times cannot be.
    ///
    /// Source: RFC 5905, section 8 (offset and delay).
    package init?(asked: Instant, answer: ClockAnswer, arrived: Instant, elapsed: Int64) {
        let (sent, back) = (asked.microseconds, arrived.microseconds)
        let (received, answered) = (answer.received.microseconds, answer.answered.microseconds)
        // Clocks before 1970 are not told; differences of others do not overflow.
        guard min(sent, back, received, answered) >= 0, answer.asked == asked, elapsed >= 0 else { return nil }
        let atStation = answered - received
        // A clock that is being drawn to the right time runs a little faster or slower.
        let slack = 1000 + elapsed / 100
        guard (0...elapsed).contains(atStation), abs(back - sent - elapsed) <= slack else { return nil }
        let (there, here) = (sent - received, back - answered)
        self.init(ahead: there / 2 + here / 2 + (there % 2 + here % 2) / 2, within: (elapsed - atStation + 1) / 2)
        guard isPlausible else { return nil }
    }
}

/// What a gateway adds to a report about clocks: `"clock":{"asked":1795978205000000,"ahead":-3600000123,"within":812}`, times in
/// microseconds since 1970 UTC. It asks for the station's clock, or tells what it has found, or both.
package struct ClockNote: Sendable, Hashable {
    /// The gateway's clock when it asked; `nil` where it does not.
    package var asked: Instant?
    /// What it has found since it told last.
    package var skew: ClockSkew?

    package init(asked: Instant? = nil, skew: ClockSkew? = nil) {
        self.asked = asked
        self.skew = skew
    }

    /// What the line of a report says of clocks; nothing where it says nothing that can be.
    package init(line: [UInt8]) {
        guard let members = try? MessageMembers(line, limit: PushReport.sizeLimit),
            let clock = try? members.members("clock")
        else { return }
        asked = clock.integer("asked").flatMap { $0 >= 0 ? Instant(microseconds: $0) : nil }
        guard let ahead = clock.integer("ahead"), let within = clock.integer("within") else { return }
        let found = ClockSkew(ahead: ahead, within: within)
        skew = found.isPlausible ? found : nil
    }

    var member: (String, JSONValue)? {
        var members: [(String, JSONValue)] = []
        if let asked { members.append(("asked", .integer(asked.microseconds))) }
        if let skew { members += [("ahead", .integer(skew.ahead)), ("within", .integer(skew.within))] }
        return members.isEmpty ? nil : ("clock", .object(members))
    }
}

/// The station's answer to a gateway that asks for its clock, one line:
///
///     {"version":1,"clock":{"asked":1795978205000000,"received":1795981805000123,"answered":1795981805000200}}
///
/// It is not signed: it changes nothing at the gateway, and TLS tells that the station sent it.
package struct ClockAnswer: Sendable, Hashable {
    /// The most bytes of a line, without its line feed.
    package static let sizeLimit = 512

    /// The gateway's clock, as it told it.
    package var asked: Instant
    /// The station's when the question came, and when this went out.
    package var received: Instant
    package var answered: Instant

    package init(asked: Instant, received: Instant, answered: Instant) {
        self.asked = asked
        self.received = received
        self.answered = answered
    }

    /// The answer of a line without its line feed; `nil` for any other line.
    package init?(line: [UInt8]) {
        guard line.count <= Self.sizeLimit, let members = try? MessageMembers(line, limit: Self.sizeLimit),
            members.number("version") == PushReport.version, let clock = try? members.members("clock"),
            let asked = clock.number("asked"), let received = clock.number("received"),
            let answered = clock.number("answered")
        else { return nil }
        self.init(
            asked: Instant(microseconds: Int64(asked)), received: Instant(microseconds: Int64(received)),
            answered: Instant(microseconds: Int64(answered)))
    }

    /// The line, with its line feed.
    package var line: [UInt8] {
        JSONValue.object([
            ("version", .int(PushReport.version)),
            (
                "clock",
                .object([
                    ("asked", .integer(asked.microseconds)), ("received", .integer(received.microseconds)),
                    ("answered", .integer(answered.microseconds)),
                ])
            ),
        ]).line
    }
}
