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
    /// The rules of which expressions were given up, with how often.
    var limitHits: [(rule: Int32, count: Int)] = []
    /// What the events tell of a honeypot's visitors.
    var visits = IndicatorSet()
    /// The rules that were matched with.
    let rules: RuleSet
}

/// Decodes lines and matches a rule set on their events in one walk over each. One thread has it; it remembers nothing of events from
/// block to block, and allocates nothing for events without matches.
package struct BatchMatcher: ~Copyable {
    package let rules: RuleSet
    private var matcher: SigmaMatcher
    private var finder: IndicatorFinder
    /// How many given-up expressions were told, all and by rule.
    private var toldTotal = 0
    private var told: [Int]

    package init(_ rules: RuleSet) {
        self.rules = rules
        matcher = SigmaMatcher(rules.program)
        finder = IndicatorFinder(rules.program)
        told = [Int](repeating: 0, count: rules.baseCount)
    }

    /// Decodes a block of a gateway, which sees `visitors` of honeypots, and matches each event.
    package mutating func decode(
        _ block: consuming LineBlock, by decoder: inout EveDecoder, of gateway: String, visitors: HoneypotVisitors
    ) -> (batch: EventBatch, matches: BatchMatches) {
        var found = BatchMatches(rules: rules)
        guard !rules.isEmpty else { return (decoder.decode(block), found) }
        var routes: [EventRoute?] = []
        var index: Int32 = 0
        let batch = decoder.decode(block) { decoder, event, line in
            defer { index += 1 }
            let route = rules.program.route(of: event.type, decoder, &routes)
            if route.isIdle && !rules.looksForIndicators { return }
            // Every line was checked when it was decoded; one that cannot be read now would have no matches.
            guard (try? matcher.match(line, on: route, decodedBy: decoder)) != nil else { return }
            note(index, event, line, &found)
            if rules.looksForIndicators { look(index, event, line, gateway, visitors, &found) }
        }
        found.visits = visitors.visits(in: batch, of: gateway)
        tellLimitHits(in: &found)
        return (batch, found)
    }

    /// Adds the matches of the last event.
    private borrowing func note(_ index: Int32, _ event: Event, _ line: Span<UInt8>, _ found: inout BatchMatches) {
        for rule in matcher.matches {
            if !rules.isHidden[rule] {
                found.matches.append(RuleMatches.Match(event: index, rule: Int32(rule)))
            }
            guard let fields = rules.wantedFields(ofRule: rule, matcher, in: line) else { continue }
            found.sightings.append(BatchMatches.Sighting(event: index, rule: Int32(rule), fields: fields))
        }
    }

    /// Adds the lists and honeypots that have something of the last event.
    private mutating func look(
        _ index: Int32, _ event: Event, _ line: Span<UInt8>, _ gateway: String, _ visitors: HoneypotVisitors,
        _ found: inout BatchMatches
    ) {
        finder.look(matcher, in: line, at: event.time, lists: rules.lists.indicators, visitors: visitors.indicators)
        for indicator in finder.inLists.indicators {
            let rule = rules.rule(ofList: rules.lists.list(ofIndicator: indicator))
            found.matches.append(RuleMatches.Match(event: index, rule: Int32(rule)))
        }
        for indicator in finder.inVisitors.indicators {
            let honeypot = visitors.honeypot(ofIndicator: indicator, seenBy: gateway, at: event.time)
            guard let rule = honeypot.flatMap({ rules.rule(ofHoneypot: $0) }) else { continue }
            found.matches.append(RuleMatches.Match(event: index, rule: Int32(rule)))
        }
    }

    /// Tells which rules' expressions were given up since the last batch; that is rare, so it costs nothing otherwise.
    private mutating func tellLimitHits(in found: inout BatchMatches) {
        guard matcher.limitTotal != toldTotal else { return }
        toldTotal = matcher.limitTotal
        for rule in told.indices {
            let count = matcher.limitHits(ofRule: rule)
            if count > told[rule] { found.limitHits.append((Int32(rule), count - told[rule])) }
            told[rule] = count
        }
    }
}

extension SigmaProgram {
    /// The route of events of a type, which `known` remembers by the type's symbol.
    fileprivate func route(
        of type: Symbol, _ decoder: borrowing EveDecoder, _ known: inout [EventRoute?]
    ) -> EventRoute {
        let place = Int(type.index)
        if place < known.count, let route = known[place] { return route }
        let route = route(ofType: decoder.text(type))
        while known.count <= place { known.append(nil) }
        known[place] = route
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
        for (name, numbers) in wanted {
            var values: [String] = []
            for number in numbers { matcher.addTexts(ofField: number, in: line, to: &values) }
            if !values.isEmpty { fields[name] = values }
        }
        return fields
    }
}
