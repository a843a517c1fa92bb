// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Indicators
internal import Sigma

/// What of an event an indicator was found by.
package struct IndicatorEvidence: Sendable {
    package var indicator: Indicator
    /// The event field that holds the value, as Sigma rules name it: `dns.queries.rrname`.
    package var field: String

    /// The indicator's value in its normal form. Foreign text.
    package var value: String { indicator.value.text }

    /// The evidence in one line: `domain evil.example in dns.queries.rrname`. Foreign text.
    package var line: String { "\(indicator.value.kind.name) \(value) in \(field)" }

    /// All that an event has of these indicators, by the fields of the event. Nothing for a line that is no JSON.
    package static func find(
        _ indicators: IndicatorSet, in event: [UInt8], at time: Instant
    ) -> [IndicatorEvidence] {
        let program = SigmaProgram([], alsoRead: IndicatorFinder.fieldNames, resolve: { _, _ in [] })
        var matcher = SigmaMatcher(program)
        guard (try? matcher.match(event.span)) != nil else { return [] }
        var finder = IndicatorFinder(program)
        finder.look(
            matcher, in: event.span, at: time, lists: indicators, visitors: IndicatorOverlay(IndicatorSet()))
        return zip(finder.inLists.indicators, finder.inLists.fields).map { index, field in
            IndicatorEvidence(indicator: indicators[index], field: program.fieldNames[field])
        }
    }
}
