// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Rules
internal import Sigma

/// Correlates the matches of each gateway's events, in the order in which the events come.
///
/// Each gateway has a correlation state of its own: logs of many gateways are read one after the other, and sensors' clocks differ,
/// so that one gateway's time says nothing about another's.
package struct Correlator: Sendable {
    package let rules: RuleSet
    private var engines: [String: CorrelationEngine] = [:]
    /// Gateways whose state has changed since it was last taken.
    private var changed: Set<String> = []
    private var isLarge = false
    private var nextKeeping = Instant(microseconds: .min)

    /// How often, at the most, states are kept while they are large, in microseconds; and what is large, in bytes.
    private static let keepingInterval: Int64 = 5_000_000
    private static let largeStates = 1 << 16

    /// How far ahead of the station's clock an event may be before its time is not believed.
    private static let leeway: Int64 = 86_400_000_000

    package init(_ rules: RuleSet) {
        self.rules = rules
    }

    /// All matches of a batch of one source, as they are stored: those of single events, and those of correlations with the event
    /// that completed them. Batches of a gateway come in order.
    package mutating func take(
        _ found: BatchMatches, of batch: EventBatch, after bookmark: Bookmark, now: Instant
    ) -> RuleMatches {
        var matches = RuleMatches(rules: rules.references, matches: found.matches)
        guard rules.hasCorrelations else { return matches }
        // Out of the dictionary, as its state would be copied whole were it held there as well.
        var engine = engines.removeValue(forKey: bookmark.gateway) ?? rules.correlations
        engine.ceiling = now.advanced(byMicroseconds: Self.leeway)
        let gateway = Fingerprint.hash(bookmark.gateway.utf8)
        var more: [RuleMatches.Match] = []
        var next = found.sightings[...]
        for (index, event) in batch.events.enumerated() {
            var correlated: [CorrelationMatch] = []
            if next.first.map({ Int($0.event) }) != index { correlated = engine.advance(to: event.time) }
            while let sighting = next.first, Int(sighting.event) == index {
                next = next.dropFirst()
                let end = index < batch.ends.count ? batch.ends[index] : UInt64(index)
                correlated += engine.take(
                    BaseMatch(
                        rule: Int(sighting.rule), time: event.time,
                        event: Self.number(gateway, event.time, end), fields: sighting.fields))
                changed.insert(bookmark.gateway)
            }
            for match in correlated where !engine.hiddenCorrelations.contains(match.correlation) {
                more.append(
                    RuleMatches.Match(event: Int32(index), rule: Int32(rules.baseCount + match.correlation)))
            }
        }
        engines[bookmark.gateway] = engine
        matches.add(more)
        return matches
    }

    /// Tells an event from all others: no two of a gateway's have the same time and end at the same place.
    private static func number(_ gateway: UInt64, _ time: Instant, _ end: UInt64) -> UInt64 {
        let time = UInt64(bitPattern: time.microseconds)
        return gateway ^ (time &* 0xff51_afd7_ed55_8ccd) ^ (end &* 0x9e37_79b9_7f4a_7c15)
    }

    /// What each gateway's correlations remember, of those that changed since it was kept.
    package func changedStates() -> [String: [UInt8]] {
        changed.reduce(into: [:]) { states, gateway in states[gateway] = engines[gateway]?.encoded() }
    }

    /// The same, as far as it is to be kept with a commit at `now`. Small states are with every commit; large ones are seldom, so that a
    /// crash may cost correlations what came in the last seconds.
    package mutating func dueStates(now: Instant) -> [String: [UInt8]] {
        if isLarge, now < nextKeeping { return [:] }
        let states = changedStates()
        isLarge = states.values.reduce(0) { $0 + $1.count } > Self.largeStates
        nextKeeping = now.advanced(byMicroseconds: Self.keepingInterval)
        return states
    }

    /// Says that the states of these gateways, as they are now, are on the disk.
    package mutating func noteKept(_ gateways: Set<String>) {
        changed.subtract(gateways)
    }

    /// Goes on from the states of a correlator of other rules; correlations that are the same in both remember what they did.
    package mutating func adopt(_ old: Correlator) {
        restore(old.engines.mapValues { $0.encoded() })
        changed = old.changed
    }

    /// Goes on from what was remembered. What cannot be read, or belongs to correlations that have changed, begins anew.
    package mutating func restore(_ states: [String: [UInt8]]) {
        for (gateway, state) in states {
            var engine = rules.correlations
            guard (try? engine.restore(state)) != nil else { continue }
            engines[gateway] = engine
        }
    }
}
