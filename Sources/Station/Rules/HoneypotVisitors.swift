// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Indicators
internal import Rules
package import Store

/// What the visitors of honeypots left behind, which is looked for at all other gateways.
///
/// It learns in the order in which events are read, and needs no clock: indicators expire by the events' times, and where there are
/// too many, those that expire first go.
package struct HoneypotVisitors: Sendable {
    /// How many indicators are held at most, and some that are new.
    package static let limit = StoreWriter.visitorLimit
    /// The id of the rule that all matches are of.
    package static let ruleID = "honeypot-visitors"

    private let honeypots: [String: Honeypot]
    /// The honeypot's gateway by the source of its indicators.
    private let gateways: [String: String]
    package private(set) var indicators = IndicatorOverlay(IndicatorSet())
    /// Those that are not on the disk yet.
    private var new: [Indicator] = []

    /// None yet, of the station's honeypots. What is inside there, by the placeholder `inside_nets`, is no visitor.
    package init(_ configuration: StationConfiguration) {
        let inside = configuration.rules.placeholders["inside_nets"] ?? []
        let scope = NetworkScope(ownNetworks: inside.compactMap { IPNetwork($0) })
        let lifetime = Int64(configuration.honeypots.keepSeconds) * 1_000_000
        let all = configuration.honeypots.gateways.map { Honeypot(gateway: $0, scope: scope, lifetime: lifetime) }
        honeypots = Dictionary(all.map { ($0.gateway, $0) }, uniquingKeysWith: { first, _ in first })
        gateways = Dictionary(all.map { ($0.source, $0.gateway) }, uniquingKeysWith: { first, _ in first })
    }

    /// What matches of a honeypot's indicators are called.
    static func reference(of gateway: String) -> RuleReference {
        RuleReference(id: ruleID, revision: 0, title: "Seen at honeypot \(gateway)", level: "high")
    }

    /// What the events of a gateway tell of visitors; nothing where it is no honeypot.
    package func visits(in batch: EventBatch, of gateway: String) -> IndicatorSet {
        var visits = IndicatorSet()
        guard let honeypot = honeypots[gateway] else { return visits }
        let bytes = batch.bytes.span
        for event in batch.events {
            guard let tree = try? EveTree.parse(bytes.extracting(event.raw)) else { continue }
            for indicator in honeypot.indicators(from: tree, at: event.time) { visits.insert(indicator) }
        }
        return visits
    }

    /// The honeypot whose indicator at `index` an event is to be reported for: the event is of another gateway, and no longer before
    /// the last visit than the indicator holds behind it.
    func honeypot(ofIndicator index: Int, seenBy gateway: String, at time: Instant) -> String? {
        let indicator = indicators[index]
        guard let name = gateways[indicator.source], name != gateway, let honeypot = honeypots[name],
            let expiry = indicator.expiry, expiry.advanced(byMicroseconds: -2 * honeypot.lifetime) <= time
        else { return nil }
        return name
    }

    /// Looks for these from now on.
    package mutating func take(_ visits: IndicatorSet) {
        for indicator in visits {
            insert(indicator)
            new.append(indicator)
        }
    }

    private mutating func insert(_ indicator: Indicator) {
        if indicators.isFull { merge() }
        indicators.insert(indicator)
    }

    /// Makes one set of old and new ones, with no more than may be held.
    private mutating func merge() {
        var all = indicators.merged(at: Instant(microseconds: .min))
        if all.count > Self.limit {
            let expiries = all.map { $0.expiry?.microseconds ?? .max }.sorted()
            all = all.compacted(droppingExpiredAt: Instant(microseconds: expiries[all.count - Self.limit - 1]))
        }
        indicators = IndicatorOverlay(all)
    }

    /// What is to be kept with the next commit.
    package func unkept() -> [KeptVisitor] {
        new.compactMap { indicator in
            guard let gateway = gateways[indicator.source], let expiry = indicator.expiry else { return nil }
            return KeptVisitor(
                honeypot: gateway, kind: indicator.value.kind.name, value: indicator.value.text,
                tags: indicator.tags.joined(separator: ","), expiry: expiry, note: indicator.note)
        }
    }

    /// Says that what `unkept()` gave last is on the disk.
    package mutating func noteKept() {
        new.removeAll()
    }

    /// Goes on from what was kept. What is of no honeypot of this station, or no indicator, is passed over.
    package mutating func restore(_ kept: [KeptVisitor]) {
        for visitor in kept {
            guard let honeypot = honeypots[visitor.honeypot],
                let kind = IndicatorKind.allCases.first(where: { $0.name == visitor.kind }),
                let value = try? IndicatorValue(kind, visitor.value)
            else { continue }
            insert(
                Indicator(
                    value, source: honeypot.source, expiry: visitor.expiry, note: visitor.note, tags: [visitor.tags]))
        }
    }
}
