// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Testing

@testable import Pushes

@Suite("A gateway's clock against the station's") struct ClockSkewTests {
    private static let now = Instant(seconds: 1_795_978_205)
    private static let hour: Int64 = 3_600_000_000

    /// What an exchange tells, of a gateway whose clock is `ahead`, with so many microseconds there, at the station and back.
    private func found(
        _ ahead: Int64, there: Int64, station: Int64, back: Int64, step: Int64 = 0, stationStep: Int64 = 0
    ) -> ClockSkew? {
        let asked = Self.now.advanced(byMicroseconds: ahead)
        let received = Self.now.advanced(byMicroseconds: there)
        let whole = there + station + back
        return ClockSkew(
            asked: asked,
            answer: ClockAnswer(
                asked: asked, received: received, answered: received.advanced(byMicroseconds: station + stationStep)),
            arrived: asked.advanced(byMicroseconds: whole + step), elapsed: whole)
    }

    @Test("is known within half of the way, whatever that is like", arguments: UInt64(1)...30)
    func bound(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let ahead = Int64.random(in: -2 * Self.hour...2 * Self.hour, using: &random)
            let (there, back) = (
                Int64.random(in: 0...5_000_000, using: &random), Int64.random(in: 0...5_000_000, using: &random)
            )
            let skew = try #require(
                found(ahead, there: there, station: Int64.random(in: 0...1_000_000, using: &random), back: back))
            #expect(abs(skew.ahead - ahead) <= skew.within)
            #expect(skew.within == (there + back + 1) / 2)
        }
    }

    @Test("an hour off either way is told to the microsecond where both ways are alike")
    func hour() {
        #expect(
            found(Self.hour, there: 20_000, station: 100, back: 20_000) == ClockSkew(ahead: Self.hour, within: 20_000))
        #expect(
            found(-Self.hour, there: 20_000, station: 100, back: 20_000)
                == ClockSkew(ahead: -Self.hour, within: 20_000))
        #expect(ClockSkew(ahead: -Self.hour, within: 20_000).least == Self.hour - 20_000)
        #expect(ClockSkew(ahead: 10, within: 20).least == 0)
    }

    @Test("nothing is told where a clock was set meanwhile, or the times cannot be")
    func impossible() {
        #expect(found(0, there: 1000, station: 10, back: 1000, step: 2_000_000) == nil)
        #expect(found(0, there: 1000, station: 10, back: 1000, step: -2_000_000) == nil)
        #expect(found(0, there: 1000, station: 10, back: 1000, stationStep: 5000) == nil)
        #expect(found(0, there: 1000, station: 10, back: 1000, stationStep: -11) == nil)
        #expect(found(0, there: 1_300_000_000, station: 10, back: 1000) == nil)
        let other = ClockAnswer(asked: Self.now, received: Self.now, answered: Self.now)
        #expect(ClockSkew(asked: Instant(seconds: 5), answer: other, arrived: Self.now, elapsed: 10) == nil)
        for extreme in [Int64.max, Int64.min, -1] {
            let answer = ClockAnswer(
                asked: Self.now, received: Instant(microseconds: extreme), answered: Instant(microseconds: extreme))
            #expect(ClockSkew(asked: Self.now, answer: answer, arrived: Self.now, elapsed: 0) == nil)
        }
    }

    @Test("a note goes with the report, and an answer comes, as they were")
    func coding() throws {
        let report = PushReport(.none, agent: "1")
        for note in [
            ClockNote(), ClockNote(asked: Self.now), ClockNote(skew: ClockSkew(ahead: -Self.hour, within: 812)),
            ClockNote(asked: Self.now, skew: ClockSkew(ahead: 0, within: 0)),
        ] {
            let line = Array(report.line(note).dropLast())
            #expect(ClockNote(line: line) == note)
            #expect(try PushReport(line: line) == report)
            #expect(PushReport.isReport(line) && ClockAnswer(line: line) == nil)
        }
        #expect(report.line == report.line(ClockNote()))
        let answer = ClockAnswer(asked: Self.now, received: Self.now, answered: Self.now.advanced(byMicroseconds: 5))
        #expect(ClockAnswer(line: Array(answer.line.dropLast())) == answer)
        #expect(answer.line.count <= ClockAnswer.sizeLimit)
    }

    @Test(
        "what cannot be is passed over, and the report counts",
        arguments: [
            #"5"#, #""x""#, #"{"asked":-1}"#, #"{"asked":1e30}"#, #"{"ahead":5}"#, #"{"within":5}"#,
            #"{"ahead":1,"within":-1}"#, #"{"ahead":9223372036854775807,"within":1}"#,
            #"{"ahead":-9223372036854775808,"within":1}"#, #"{"ahead":1,"within":600000001}"#,
            #"{"ahead":"1","within":"2"}"#, #"[1]"#,
        ])
    func hostile(clock: String) throws {
        let line = Array(#"{"version":1,"rules":{"state":"none"},"agent":"1","clock":\#(clock)}"#.utf8)
        #expect(ClockNote(line: line) == ClockNote())
        #expect(try PushReport(line: line).state == .none)
    }

    @Test("lines that are no answers are none, and changed ones never trap", arguments: UInt64(1)...20)
    func changed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let answer = ClockAnswer(asked: Self.now, received: Self.now, answered: Self.now)
        for _ in 0..<100 {
            var line = Array(answer.line.dropLast())
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                line[Int.random(in: line.indices, using: &random)] = UInt8.random(in: 0x20...0x7e, using: &random)
            }
            guard let found = ClockAnswer(line: line) else { continue }
            _ = ClockSkew(asked: Self.now, answer: found, arrived: Self.now, elapsed: 1000)
        }
        for line in ["", "{}", #"{"version":2,"clock":{"asked":1,"received":1,"answered":1}}"#, #"{"clock":1}"#] {
            #expect(ClockAnswer(line: Array(line.utf8)) == nil)
        }
    }
}
