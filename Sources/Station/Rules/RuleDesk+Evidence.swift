// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Indicators
package import Query
package import Rules
internal import Sigma
internal import Store

extension RuleDesk {
    /// How many indicators of an event are told.
    private static let indicatorLimit = 32

    /// By what rules, each as it was at its revision, match the event of these bytes, which was at `time`. What cannot be had any more
    /// is left out, and so are correlations, which no single event makes match.
    ///
    /// A list of a million indicators takes a second or two.
    package func parts(by rules: [RuleReference], of raw: [UInt8], at time: Instant) -> MatchedParts {
        var parts = MatchedParts()
        var sources: [RuleSet.Source] = []
        for reference in rules {
            if reference.id == HoneypotVisitors.ruleID {
                parts.add(visitors(in: raw, at: time), of: reference)
            } else if (try? shelf.rule(reference.id))?.kind == .indicators {
                parts.add(evidence(of: reference, in: raw, at: time), of: reference)
            } else if let revision = try? shelf.revision(reference.revision, of: reference.id) {
                let parsed = SigmaFile.parse(revision.content.text, options: options)
                for case .rule(let rule) in parsed.documents { sources.append(RuleSet.Source(.rule(rule), reference)) }
            }
        }
        let set = RuleSet(sources, mapping: .builtin)
        var matcher = SigmaMatcher(set.program)
        for index in 0..<set.baseCount {
            for path in (try? matcher.explain(index, raw.span)) ?? [] {
                parts.fields[path, default: []].append(set.references[index].title)
            }
        }
        parts.indicators.removeLast(max(0, parts.indicators.count - Self.indicatorLimit))
        return parts
    }

    private func evidence(of list: RuleReference, in raw: [UInt8], at time: Instant) -> [IndicatorEvidence] {
        guard let indicators = try? indicators(of: list) else { return [] }
        return IndicatorEvidence.find(indicators, in: raw, at: time)
    }

    /// What honeypots know of the event now; an indicator that was visited again since holds longer than it did.
    private func visitors(in raw: [UInt8], at time: Instant) -> [IndicatorEvidence] {
        guard let kept = try? store.visitors() else { return [] }
        var visitors = HoneypotVisitors(configuration)
        visitors.restore(kept)
        return IndicatorEvidence.find(
            visitors.indicators.merged(at: Instant(microseconds: .min)), in: raw, at: time)
    }
}

extension MatchedParts {
    fileprivate mutating func add(_ evidence: [IndicatorEvidence], of rule: RuleReference) {
        for found in evidence {
            let indicator = MatchedIndicator(
                rule: rule, kind: found.indicator.value.kind.name, value: found.value, field: found.field,
                source: found.indicator.source, expiry: found.indicator.expiry, note: found.indicator.note)
            guard !indicators.contains(indicator) else { continue }
            indicators.append(indicator)
            if fields[found.field]?.contains(rule.title) != true { fields[found.field, default: []].append(rule.title) }
        }
    }
}
