// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Devices
internal import EVE
internal import Query
internal import Triage

extension ConsoleState {
    /// The mark of whether the reporter of an event could be believed when it happened. Such events are marked, never hidden.
    func trustMark(of event: EventRow) -> StyledLine.Span {
        devices.history.mark(of: event.gateway, at: event.time)
    }

    /// The reporter of an event then, and now where that is something else; nothing for one that never enrolled.
    func reporterLines(of event: EventRow) -> [StyledLine] {
        let history = devices.history
        guard let then = history.state(of: event.gateway, at: event.time) else { return [] }
        let start = history.start(of: event.gateway, at: event.time) ?? event.time
        let moments = MomentText(zone: zone, now: now)
        var line: StyledLine = [
            then.span, .text(" \(event.gateway) "), .text(then.word, then.role, .bold),
            .text(" then, since \(moments.seconds(start))"),
        ]
        if let evidence = evidence(of: event) { line.spans.append(.text("  e-\(evidence)", .textDim)) }
        let lines = [line] + (then.reason.map { [StyledLine("  \($0.words)")] } ?? [])
        let present = history.state(of: event.gateway, at: now)
        guard let present, present != then else { return lines }
        let since = history.start(of: event.gateway, at: now) ?? now
        return lines + [[present.span, .text(" now \(present.word), since \(moments.seconds(since))", .textDim)]]
    }

    /// The number of the evidence by which the reporter's state at that time was judged, where the last 30 days tell it.
    private func evidence(of event: EventRow) -> Int? {
        guard let reporter = devices.reporter, reporter.summary.name == event.gateway.lowercased() else { return nil }
        return reporter.history.filter { $0.time <= event.time }.max { $0.time < $1.time }?.evidence
    }

    /// The worst that the gateways of a group were while its alerts came; `nil` where that is not known of all and nothing bad of any.
    func worstTrust(of group: InboxGroup) -> DeviceState? {
        let named = group.gateways.first
        let states = named.compactMap { devices.history.worst(of: $0, from: group.first, through: group.last) }
        guard let worst = states.min(by: { $0.rank < $1.rank }) else { return nil }
        let isOfAll = states.count == named.count && named.count == group.gateways.count
        return isOfAll || worst.marksEvents ? worst : nil
    }
}
