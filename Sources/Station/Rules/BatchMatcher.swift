// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Indicators
internal import Rules
internal import Sigma

/// What the rules that look at one event at a time found in a batch.
package struct BatchMatches: Sendable {
    /// A match that correlations look at.
    struct Sighting: Sendable {
        /// Index of the event in the batch.
        var event: Int32
        /// Index of the rule.
        var rule: Int32
        /// The values of the fields that correlations want.
        var fields: [String: [String]]
    }

    /// Those that are reported by themselves.
    var matches: [RuleMatches.Match] = []
    /// By event.
    var sightings: [Sighting] = []
    /// What the events tell of a honeypot's visitors.
    var visits = IndicatorSet()
    /// The rules that were matched with.
    let rules: RuleSet
}

/// Matches a rule set on batches of events. One thread has it; it remembers nothing from batch to batch, and allocates nothing for
/// events without matches.
package struct BatchMatcher: ~Copyable {
    package let rules: RuleSet
    private var matcher: SigmaMatcher
    private var finder: IndicatorFinder

    package init(_ rules: RuleSet) {
        self.rules = rules
        matcher = SigmaMatcher(rules.program)
        finder = IndicatorFinder(rules.program)
    }

    /// Matches each event of a batch of a gateway, which sees `visitors` of honeypots.
    package mutating func match(
        _ batch: EventBatch, of gateway: String, visitors: HoneypotVisitors
    ) -> BatchMatches {
        var found = BatchMatches(visits: visitors.visits(in: batch, of: gateway), rules: rules)
        guard !rules.isEmpty else { return found }
        let bytes = batch.bytes.span
        var routes = [EventRoute?](repeating: nil, count: batch.symbols.count)
        for (index, event) in batch.events.enumerated() {
            let line = bytes.extracting(event.raw)
            let route = rules.program.route(of: event.type, in: batch, &routes)
            if route.isIdle && !rules.looksForIndicators { continue }
            // Every line was checked when it was decoded; one that cannot be read now would have no matches.
            guard (try? matcher.match(line, on: route)) != nil else { continue }
            for rule in matcher.matches {
                if !rules.isHidden[rule] {
                    found.matches.append(RuleMatches.Match(event: Int32(index), rule: Int32(rule)))
                }
                guard let fields = rules.wantedFields(ofRule: rule, matcher, in: line) else { continue }
                found.sightings.append(BatchMatches.Sighting(event: Int32(index), rule: Int32(rule), fields: fields))
            }
            guard rules.looksForIndicators else { continue }
            finder.look(
                matcher, in: line, at: event.time, lists: rules.lists.indicators, visitors: visitors.indicators)
            for indicator in finder.inLists.indicators {
                let rule = rules.rule(ofList: rules.lists.list(ofIndicator: indicator))
                found.matches.append(RuleMatches.Match(event: Int32(index), rule: Int32(rule)))
            }
            for indicator in finder.inVisitors.indicators {
                let honeypot = visitors.honeypot(ofIndicator: indicator, seenBy: gateway, at: event.time)
                guard let rule = honeypot.flatMap({ rules.rule(ofHoneypot: $0) }) else { continue }
                found.matches.append(RuleMatches.Match(event: Int32(index), rule: Int32(rule)))
            }
        }
        return found
    }
}

extension SigmaProgram {
    /// The route of events of a type, which `known` remembers by the type's symbol.
    fileprivate func route(of type: Symbol, in batch: EventBatch, _ known: inout [EventRoute?]) -> EventRoute {
        let place = Int(type.index)
        if place < known.count, let route = known[place] { return route }
        let route = route(ofType: batch.text(type))
        if place < known.count { known[place] = route }
        return route
    }
}

extension RuleSet {
    /// The values of what correlations want of the line that `matcher` matched last, which is given again; `nil` where none looks
    /// at the rule.
    func wantedFields(
        ofRule rule: Int, _ matcher: borrowing SigmaMatcher, in line: Span<UInt8>
    ) -> [String: [String]]? {
        guard let wanted = wanted[rule] else { return nil }
        var fields: [String: [String]] = [:]
        for (name, paths) in wanted {
            var values: [String] = []
            for path in paths { values += matcher.values(of: path, in: line).filter { $0 != .null }.map(\.text) }
            if !values.isEmpty { fields[name] = values }
        }
        return fields
    }
}
