// SPDX-License-Identifier: Apache-2.0

internal import Devices
internal import EVE
internal import Query

/// How far gateways could be believed, for the events of one file.
struct DayTrust {
    private let history: TrustHistory
    /// The file's first instant, and the one behind its last.
    private let start: Instant
    private let end: Instant

    init(_ history: TrustHistory, of partition: Partition) {
        self.history = history
        start = partition.instant(ofRow: partition.rows.lowerBound)
        let last = partition.instant(ofRow: partition.rows.upperBound)
        end = last.advanced(byMicroseconds: 1)
    }

    /// A stretch of the file within which a test holds, or does not, for a gateway; `nil` is the file's own edge.
    struct Span {
        var gateway: String
        var from: Instant?
        var until: Instant?
    }

    /// What filters find of an event: the word of its gateway's state, and `failed` for those that mark it.
    func values(of gateway: String, at time: Instant) -> [FieldValue] {
        Self.values(of: history.state(of: gateway, at: time))
    }

    /// The word alone, as counts tell it.
    func word(of gateway: String, at time: Instant) -> FieldValue {
        .text(history.state(of: gateway, at: time)?.word ?? Self.never)
    }

    /// The word within a file in which no state changes.
    func word(of gateway: String) -> FieldValue { word(of: gateway, at: start) }

    /// What a gateway is that nobody enrolled.
    private static let never = DeviceState.unattested.word

    private static func values(of state: DeviceState?) -> [FieldValue] {
        guard let state else { return [.text(never)] }
        return state.marksEvents ? [.text(state.word), .text(TrustWord.failed)] : [.text(state.word)]
    }

    /// Whether no gateway's state changes within the file.
    var isSteady: Bool {
        history.gateways.allSatisfy { gateway in
            history.changes(of: gateway).allSatisfy { $0.time <= start || $0.time >= end }
        }
    }

    /// Whether a test holds for gateways that nobody enrolled.
    static func acceptsNever(_ test: ValueTest) -> Bool { values(of: nil).contains(where: test.accepts) }

    static func accepts(_ test: ValueTest, _ state: DeviceState?) -> Bool {
        values(of: state).contains(where: test.accepts)
    }

    /// Where in the file the test says something else of a gateway than of those that nobody enrolled.
    func exceptions(to test: ValueTest) -> [Span] {
        let usual = Self.acceptsNever(test)
        var spans: [Span] = []
        for gateway in history.gateways {
            for span in history.spans(of: gateway, where: { Self.accepts(test, $0) != usual }) {
                let until = span.until ?? end
                guard span.from < end, until > start else { continue }
                spans.append(
                    Span(
                        gateway: gateway, from: span.from <= start ? nil : span.from, until: until >= end ? nil : until)
                )
            }
        }
        return spans
    }
}
