// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query
package import Rules
package import Sigma
package import Store

/// Measures what rules cost on the newest stored events that they look at.
///
/// The station reads each event once, for all rules together, so reading is no rule's cost: a rule is timed alone, and what the same
/// events take without any rule is taken off. What correlating its matches costs is not in it, nor are filters of other texts.
package struct RuleCostMeter: Sendable {
    private let store: StoreReader
    private let mapping: MappingSet
    private let options: SigmaOptions

    /// How long events of some types are looked for, in milliseconds: where there are hardly any, a whole store would be gone through.
    private static let patience = 500

    /// A meter over the events of a store, with what its rules are read with.
    package init(_ store: StoreReader, mapping: MappingSet = .builtin, options: SigmaOptions = SigmaOptions()) {
        self.store = store
        self.mapping = mapping
        self.options = options
    }

    /// Measures Sigma rules, and gives each to `told` as soon as it is known. A rule takes some hundredths of a second; `pause` is
    /// called several times in between, and may wait.
    ///
    /// - Throws: `QueryFailure`.
    package func measure(
        _ rules: [RuleSnapshot.Entry], until cancellation: Cancellation, pause: () -> Void, _ told: (RuleCost) -> Void
    ) throws(QueryFailure) {
        var waiting: [[String]?: [Timed]] = [:]
        for entry in rules {
            guard let timed = Timed(entry, mapping, options) else {
                told(RuleCost(rule: entry.rule.id, revision: entry.rule.revision))
                continue
            }
            waiting[timed.needs.types, default: []].append(timed)
        }
        // One sample after the other, so that only one is in memory.
        for (_, group) in waiting.sorted(by: { ($0.key ?? []).lexicographicallyPrecedes($1.key ?? []) }) {
            guard let filter = group.first?.needs.filter, !cancellation.isCancelled else { return }
            pause()
            let sample = try sample(of: filter)
            let reading = sample.time(SigmaProgram([], resolve: { _, _ in [] }), pause: pause)
            for timed in group where !cancellation.isCancelled {
                var cost = RuleCost(rule: timed.rule.id, revision: timed.rule.revision)
                if timed.needs.types == [] {
                    // No event here is of its log source, so the station never looks at it.
                    cost.nanoseconds = 0
                } else if let whole = sample.time(timed.program, pause: pause), let reading {
                    cost.nanoseconds = Int(max(0, whole - reading).rounded())
                    cost.events = sample.count
                }
                told(cost)
            }
        }
    }

    private func sample(of filter: Filter) throws(QueryFailure) -> CostSample {
        var sample = CostSample()
        let patience = Cancellation(deadline: .now + .milliseconds(Self.patience))
        try store.forEachRaw(PageRequest(filter: filter, limit: .max), until: patience) { row, raw in
            sample.add(raw, type: row.type)
            return !sample.isFull
        }
        return sample
    }

    /// A rule made ready to be timed.
    private struct Timed {
        let rule: Rule
        let program: SigmaProgram
        let needs: DryRunNeeds

        /// `nil` where the text has nothing that is matched by itself.
        init?(_ entry: RuleSnapshot.Entry, _ mapping: MappingSet, _ options: SigmaOptions) {
            let documents = SigmaFile.parse(entry.text, options: options).documents.filter { document in
                if case .rule = document { true } else { false }
            }
            let set = RuleSet(
                documents.map { RuleSet.Source($0, $0.header.reference(revision: 0)) }, mapping: mapping)
            guard set.baseCount > set.problems.count else { return nil }
            rule = entry.rule
            program = set.program
            needs = DryRunNeeds(documents, mapping)
        }
    }
}
