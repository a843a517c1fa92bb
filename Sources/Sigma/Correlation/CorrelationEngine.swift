// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Rules

/// Correlates matches of single events by event time.
///
/// It is a value: a copy made before a batch is the state to go back to if the batch could not be committed, and the same
/// matches taken again then give the same results. What it gives hangs on the calls and their order, not on how they are
/// batched.
///
/// - A window is as long as the timespan, both ends included, and ends with an event. A condition that more events cannot make
///   false is judged at every event that comes, for all windows that hold it.
/// - Once it matched, a group is silent for windows that end within a timespan of the match: they are the same burst.
/// - A condition with `lt`, `lte`, `eq`, `neq` or `not` is judged once per window that begins with the first event after the
///   last window, when `lateness` has passed since its end. A group without any event is not known, so that it is never below
///   a threshold.
/// - An event counts in every group that its fields' values make, and in none if one has no value.
/// - A temporal order with a condition over rules holds if the condition does, and those of its rules that matched in the
///   window did so in their order.
/// - A match of an inner correlation counts outside as the event that completed it, with that event's fields and its group.
/// - An event older than a timespan and `lateness` before the newest is too late. It is counted, and nothing else.
package struct CorrelationEngine: Sendable {
    let network: CorrelationNetwork
    private let limits: CorrelationLimits
    private(set) var states: [CorrelationState]
    /// The newest time that was taken.
    private(set) var watermark = Instant.distantPast
    /// Before this time nothing is to be settled or tidied.
    private var wake = Instant.distantPast

    /// Times after this are not believed: a broken clock must not make all others too late. Set it before each batch, from
    /// the clock; it is no part of the state.
    package var ceiling = Instant(microseconds: .max)
    /// How many matches had a time after `ceiling`, since the engine was made.
    package private(set) var ahead = 0

    /// An engine for `rules`, whose names and ids mean `baseRules` or other members of `rules`.
    ///
    /// A rule that cannot be used is in `problems`; it does nothing, and the others work.
    package init(rules: [CorrelationRule], baseRules: [SigmaHeader], limits: CorrelationLimits = CorrelationLimits()) {
        network = CorrelationNetwork(rules: rules, baseRules: baseRules, limits: limits)
        self.limits = limits
        states = Array(repeating: CorrelationState(), count: rules.count)
    }

    /// Why rules cannot be used, by their index.
    package var problems: [(correlation: Int, problem: RuleProblem)] { network.problems }
    /// Base rules that report nothing by themselves, because a usable correlation without `generate: true` names them.
    package var hiddenRules: Set<Int> { network.hiddenRules }
    /// Correlations whose matches are only there for others, for the same reason.
    package var hiddenCorrelations: Set<Int> { network.hiddenCorrelations }

    /// The fields of a base rule's events that `BaseMatch.fields` must have, sorted. Empty for a rule that no correlation
    /// groups or measures; whether any looks at it, `correlates(rule:)` says.
    package func neededFields(ofRule rule: Int) -> [String] { network.neededFields(ofRule: rule) }

    /// Whether matches of a base rule have to be taken.
    package func correlates(rule: Int) -> Bool { !network.ruleTargets[rule].isEmpty }

    /// What a correlation did not count.
    package func losses(of correlation: Int) -> CorrelationLosses { states[correlation].losses }

    /// How many groups and entries a correlation remembers.
    package func size(of correlation: Int) -> (groups: Int, entries: Int) {
        (states[correlation].groups.count, states[correlation].entryCount)
    }

    /// Takes one match; what it and the time that it tells bring about, in the order in which it came true.
    ///
    /// Matches of hidden correlations are among them. A match with a rule index out of range is a programming error.
    package mutating func take(_ match: BaseMatch) -> [CorrelationMatch] {
        guard match.time <= ceiling else {
            ahead += 1
            return []
        }
        var found = advance(to: match.time)
        let sighting = CorrelationState.Sighting(slot: 0, time: match.time, event: match.event, fields: match.fields)
        feed(sighting, to: network.ruleTargets[match.rule], into: &found)
        return found
    }

    /// Tells the time of an event that matched no rule, so that windows are settled; a time after `ceiling` is none.
    ///
    /// Cheap unless something is due. What settles hangs on the order of these calls and of `take`: make them event by event.
    package mutating func advance(to time: Instant) -> [CorrelationMatch] {
        guard time > watermark, time <= ceiling else { return [] }
        guard time >= wake else {
            watermark = time
            return []
        }
        var found: [CorrelationMatch] = []
        while let (plan, due) = earliestDue(), due <= time {
            watermark = max(watermark, due)
            guard let match = states[plan.index].settleFirst(plan, limits) else { continue }
            found.append(match)
            let sighting = sighting(of: match, fields: [:])
            feed(sighting, to: network.correlationTargets[plan.index], into: &found)
        }
        watermark = time
        sweep()
        return found
    }

    /// Goes on from states by correlation, `nil` for one that begins anew.
    mutating func adopt(_ restored: [CorrelationState?], at time: Instant) {
        states = restored.map { $0 ?? CorrelationState() }
        watermark = time
        wake = .distantPast
    }

    private mutating func feed(
        _ sighting: CorrelationState.Sighting, to targets: [CorrelationNetwork.Target],
        into found: inout [CorrelationMatch]
    ) {
        var waiting = targets.map { ($0, sighting) }[...]
        while let next = waiting.popFirst() {
            let target = next.0
            var sighting = next.1
            guard let plan = network.plans[target.correlation] else { continue }
            sighting.slot = target.slot
            let matches = states[plan.index].take(sighting, plan, limits, from: horizon(of: plan))
            if plan.settles, let due = due(of: plan) { wake = min(wake, due) }
            found += matches
            for match in matches {
                let outer = self.sighting(of: match, fields: sighting.fields)
                waiting += network.correlationTargets[plan.index].map { ($0, outer) }
            }
        }
    }

    /// A match as outer correlations see it: with the fields of the event that brought it about, and its own group.
    private func sighting(of match: CorrelationMatch, fields: [String: [String]]) -> CorrelationState.Sighting {
        var fields = fields
        for value in match.group { fields[value.name] = [value.text] }
        return CorrelationState.Sighting(slot: 0, time: match.time, event: match.events.last ?? 0, fields: fields)
    }

    /// The time before which events are too late for a correlation.
    private func horizon(of plan: CorrelationPlan) -> Instant {
        watermark.advanced(byMicroseconds: -plan.timespan - lateness)
    }

    private var lateness: Int64 { Int64(limits.lateness) * 1_000_000 }

    /// When the first window of a correlation is to be settled.
    private func due(of plan: CorrelationPlan) -> Instant? {
        states[plan.index].due.first?.start.advanced(byMicroseconds: plan.timespan + lateness + 1)
    }

    private func earliestDue() -> (CorrelationPlan, Instant)? {
        var earliest: (CorrelationPlan, Instant)?
        for case let plan? in network.plans where plan.settles {
            guard let due = due(of: plan), due < earliest?.1 ?? .distantFuture else { continue }
            earliest = (plan, due)
        }
        return earliest
    }

    /// Tidies what is due to be tidied, four times in a timespan, and finds out when to wake next.
    private mutating func sweep() {
        wake = earliestDue()?.1 ?? .distantFuture
        for case let plan? in network.plans {
            if states[plan.index].nextSweep <= watermark {
                states[plan.index].sweep(plan, from: horizon(of: plan))
                states[plan.index].nextSweep = watermark.advanced(byMicroseconds: max(1_000_000, plan.timespan / 4))
            }
            wake = min(wake, states[plan.index].nextSweep)
        }
    }
}
