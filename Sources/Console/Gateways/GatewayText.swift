// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Pushes
internal import Query

/// Numbers and times of gateways as the pane writes them. A measured nothing is `0`; what nobody measured is a dash.
struct GatewayText {
    let zone: DisplayZone
    let now: Instant

    /// What stands in a list for what is not known.
    static let unknown = TableEntry.glyph(.notKnown, .textDim)

    /// The same with the reason, where there is room for words.
    static func unknown(_ reason: String) -> StyledLine {
        [.glyph(.notKnown, .textDim), .text(" \(reason)", .textDim)]
    }

    /// With one decimal while that says something, then short: a number is never cut.
    static func rate(_ perSecond: Double) -> String {
        perSecond < 99.95
            ? Figure.decimal(perSecond) : Figure.compact(Int(min(perSecond, 1e15).rounded()))
    }

    /// Microseconds.
    static func span(_ microseconds: Int64) -> String {
        let seconds = Double(microseconds) / 1_000_000
        return seconds < 60 ? "\(Figure.decimal(seconds)) s" : Figure.age(seconds: Int(seconds))
    }

    /// From so many microseconds on a clock is wrong enough to look at.
    static let clockLimit: Int64 = 2_000_000

    /// Microseconds with their sign, in seconds while they are few.
    static func signed(_ microseconds: Int64) -> String {
        let seconds = Double(microseconds.magnitude) / 1_000_000
        let words = seconds < 9.95 ? Figure.decimal(seconds) : Figure.age(seconds: Int(seconds))
        return (microseconds < 0 ? "-" : "+") + words
    }

    static func role(ofClock clock: ClockSkew) -> Role { clock.least >= clockLimit ? .stateWarn : .text }

    /// How long ago an instant was.
    func age(_ instant: Instant) -> String {
        let (distance, overflow) = now.microseconds.subtractingReportingOverflow(instant.microseconds)
        let seconds = overflow ? 0 : distance / 1_000_000
        return seconds < 0 ? "\(Figure.age(seconds: Int(-seconds))) ahead" : Figure.duration(seconds: Int(seconds))
    }

    /// How long it takes until an instant; `nil` where it has passed.
    func until(_ instant: Instant) -> String? {
        let (distance, overflow) = instant.microseconds.subtractingReportingOverflow(now.microseconds)
        guard !overflow, distance > 0 else { return nil }
        return Figure.age(seconds: Int(distance / 1_000_000))
    }

    /// An instant to the second.
    func moment(_ instant: Instant) -> String {
        String(MomentText(zone: zone, now: now).full(instant).prefix { $0 != "." })
    }

    /// The time of day, with the day where that is another.
    func seconds(_ instant: Instant) -> String { MomentText(zone: zone, now: now).seconds(instant) }

    /// A certificate that ends so soon should have been renewed, in microseconds.
    private static let soon: Int64 = 14 * Instant.microsecondsPerDay

    /// The role of a certificate's end.
    func role(ofEnd end: Instant) -> Role {
        if end <= now { return .stateBad }
        return end <= now.advanced(byMicroseconds: Self.soon) ? .stateWarn : .text
    }
}
